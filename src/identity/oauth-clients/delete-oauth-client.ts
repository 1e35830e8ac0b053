import type { Tx } from '../../postgres/index.ts';
import { lockOauthClient, type OauthClientRecord } from './oauth-client.ts';

/**
 * Removes a client, its secrets, its access tokens and the bearers with which it acts for people, inside the caller's transaction, and
 * answers what it was. The actor row stays, in state `deleted`: nobody may ever come to own its name. Throws `record_not_found`.
 */
export async function deleteOauthClient(tx: Tx, clientId: string): Promise<OauthClientRecord> {
  const client = await lockOauthClient(tx, clientId);
  const { actorId } = client;
  await tx.deleteFrom('oauth_client').where('id', '=', client.id).execute();
  await tx
    .deleteFrom('secret')
    .where((build) => build.or([build('actor_id', '=', actorId), build('act_actor_id', '=', actorId)]))
    .execute();
  await tx.updateTable('actor').set({ state: 'deleted' }).where('id', '=', actorId).execute();
  return client;
}
