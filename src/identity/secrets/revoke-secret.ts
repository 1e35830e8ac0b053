import { sql, type Tx } from '../../postgres/index.ts';

/** By which a secret is found without having it: its own id, or the SHA-256 of its text. */
export type SecretReference = { readonly id: string } | { readonly digest: Buffer };

/** A secret that was live until now. */
export interface RevokedSecret {
  readonly id: string;
  readonly actorId: string;
}

/**
 * Ends a live secret inside the caller's transaction, and with it everything that was made from it (the bearers of a session,
 * exchanged tokens; migration 0010 sees to that); from the commit on they answer like unknown ones.
 * INVARIANT: who makes a secret from another holds the row of that one (`holdLiveSecret`), so none is made beside this.
 * `null` when there is no such secret or it had ended before, so asking twice does no harm.
 */
export async function revokeSecret(tx: Tx, secret: SecretReference): Promise<RevokedSecret | null> {
  const retired = tx
    .updateTable('secret')
    .set({ retired_at: sql<Date>`now()` })
    .where('retired_at', 'is', null)
    .returning(['id', 'actor_id as actorId']);
  const found = 'id' in secret ? retired.where('id', '=', secret.id) : retired.where('digest', '=', secret.digest);
  return (await found.executeTakeFirst()) ?? null;
}

/**
 * Keeps a secret of an actor as live as it is until the transaction ends; `false` when it is not live any more. For who makes
 * another secret from it.
 */
export async function holdLiveSecret(tx: Tx, secret: RevokedSecret): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM secret
    WHERE id = ${secret.id} AND actor_id = ${secret.actorId} AND retired_at IS NULL
      AND coalesce(least(expires_at, retires_at) > now(), true)
    FOR SHARE`.execute(tx);
  return rows.length > 0;
}
