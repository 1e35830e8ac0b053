import { sql, type Tx } from '../../postgres/index.ts';
import { lockOauthClient, type OauthClientRecord } from './oauth-client.ts';

/**
 * Ends the access tokens of a client inside the caller's transaction, those with which it acts for people too; answers how many were live.
 * The client is held, so a signed one that is being issued is either found here or issued after. Throws `record_not_found`.
 */
export async function endTokensOfClient(
  tx: Tx,
  clientId: string,
): Promise<{ readonly client: OauthClientRecord; readonly ended: number }> {
  const client = await lockOauthClient(tx, clientId);
  const { rows } = await sql`
    UPDATE secret SET retired_at = now()
    WHERE (actor_id = ${client.actorId} OR act_actor_id = ${client.actorId}) AND kind = 'usr'
      AND retired_at IS NULL AND coalesce(expires_at > now(), true)
    RETURNING id`.execute(tx);
  return { client, ended: rows.length };
}
