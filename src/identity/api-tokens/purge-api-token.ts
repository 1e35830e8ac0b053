import type { Tx } from '../../postgres/index.ts';
import { apiTokenNotFound, getApiToken, type ApiTokenRecord } from './api-token.ts';

/**
 * Removes a token and its secrets inside the caller's transaction and answers what it was; from the commit on its bearer is
 * unknown. The actor row stays, in state `deleted`: lists of admins and members may still hold its name, and nobody
 * may ever come to own it. Throws `record_not_found`.
 */
export async function purgeApiToken(tx: Tx, id: string): Promise<ApiTokenRecord> {
  const token = await getApiToken(tx, id);
  const { numDeletedRows } = await tx.deleteFrom('api_token').where('id', '=', token.id).executeTakeFirst();
  // Of two purges at one moment the second waits for the first, and then has purged nothing.
  if (numDeletedRows === 0n) throw apiTokenNotFound(id);
  await tx.deleteFrom('secret').where('actor_id', '=', token.actorId).execute();
  await tx.updateTable('actor').set({ state: 'deleted' }).where('id', '=', token.actorId).execute();
  return token;
}
