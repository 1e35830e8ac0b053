import { sql, type Tx } from '../../postgres/index.ts';
import { endGrantsOf } from '../oauth/grants.ts';

/**
 * Keeps the live secrets of a kind that others are made from, before those are looked for in a statement of its own.
 * INVARIANT: who makes a secret from another holds that one, so a secret that is being made is waited for and then seen.
 */
async function holdParents(tx: Tx, actorId: string, kind: 'ses' | 'ref'): Promise<void> {
  await tx
    .selectFrom('secret')
    .select('id')
    .where('actor_id', '=', actorId)
    .where('kind', '=', kind)
    .where('retired_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute();
}

/**
 * Ends every session and bearer of a person inside the caller's transaction, and what they have allowed OAuth clients, which could make
 * new ones; from the commit on they answer like unknown ones. Refresh tokens are not touched: they follow their person's role, and
 * outlive a password (Alation wire, state machines).
 * Gives how many sessions that were. `except` is the id of the one that goes on.
 */
export async function endSecretsOf(
  tx: Tx,
  actorId: string,
  { except = null }: { readonly except?: string | null } = {},
): Promise<number> {
  await holdParents(tx, actorId, 'ses');
  const ended = await tx
    .updateTable('secret')
    .set({ retired_at: sql<Date>`now()` })
    .where('actor_id', '=', actorId)
    .where('kind', 'in', ['ses', 'usr'])
    .where('retired_at', 'is', null)
    .where(sql<boolean>`id IS DISTINCT FROM ${except}::uuid`)
    .returning('kind')
    .execute();
  await endGrantsOf(tx, actorId);
  return ended.filter(({ kind }) => kind === 'ses').length;
}

/**
 * Ends every refresh and access token of a person inside the caller's transaction, the expired too, which could be regenerated; gives how
 * many refresh tokens that were.
 */
export async function endRefreshTokensOf(tx: Tx, actorId: string): Promise<number> {
  await holdParents(tx, actorId, 'ref');
  const ended = await tx
    .updateTable('secret')
    .set({ retired_at: sql<Date>`now()` })
    .where('actor_id', '=', actorId)
    .where('kind', 'in', ['ref', 'acc'])
    .where('retired_at', 'is', null)
    .returning('kind')
    .execute();
  return ended.filter(({ kind }) => kind === 'ref').length;
}
