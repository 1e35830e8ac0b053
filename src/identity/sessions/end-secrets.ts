import { sql, type Tx } from '../../postgres/index.ts';
import { endGrantsOf } from '../oauth/grants.ts';

/** Everything a person can be let in by. */
const kindsOfPeople = ['ses', 'usr', 'ref', 'acc'] as const;

/**
 * Ends every session and bearer of a person inside the caller's transaction, and what they have allowed OAuth clients, which could make
 * new ones; from the commit on they answer like unknown ones.
 * INVARIANT: the sessions are held before the secrets are looked for, in a statement of its own: who makes a bearer holds its session
 * (`holdLiveSecret`), so a bearer that is being made is waited for and then seen.
 * Gives how many sessions that were. `except` is the id of the one that goes on.
 */
export async function endSecretsOf(
  tx: Tx,
  actorId: string,
  { except = null }: { readonly except?: string | null } = {},
): Promise<number> {
  await tx
    .selectFrom('secret')
    .select('id')
    .where('actor_id', '=', actorId)
    .where('kind', '=', 'ses')
    .where('retired_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute();
  const ended = await tx
    .updateTable('secret')
    .set({ retired_at: sql<Date>`now()` })
    .where('actor_id', '=', actorId)
    .where('kind', 'in', kindsOfPeople)
    .where('retired_at', 'is', null)
    .where(sql<boolean>`id IS DISTINCT FROM ${except}::uuid`)
    .returning('kind')
    .execute();
  await endGrantsOf(tx, actorId);
  return ended.filter(({ kind }) => kind === 'ses').length;
}
