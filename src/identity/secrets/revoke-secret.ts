import { sql, type Tx } from '../../postgres/index.ts';

/** By which a secret is found without having it: its own id, or the SHA-256 of its text. */
export type SecretReference = { readonly id: string } | { readonly digest: Buffer };

/** A secret that was live until now. */
export interface RevokedSecret {
  readonly id: string;
  readonly actorId: string;
}

/**
 * Ends a live secret inside the caller's transaction; from the commit on it answers like an unknown one.
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
