import { newGuid } from '../../foundation/index.ts';
import type { Tx } from '../../postgres/index.ts';
import { serviceAccountPrefix, type Role } from '../principal.ts';
import { insertSecret } from '../secrets/insert-secret.ts';
import { requireTokenTexts } from '../api-tokens/token-texts.ts';
import { getOauthClient, type OauthClientRecord } from './oauth-client.ts';

/** What an OAuth client may be in the workspace. */
export type ClientRole = Extract<Role, 'admin' | 'member' | 'guest' | 'default'>;

export interface NewOauthClient {
  readonly displayName: string;
  readonly description: string;
  readonly role: ClientRole;
  /** The name of who made it. History only. */
  readonly createdBy: string;
}

export interface InsertedOauthClient {
  readonly client: OauthClientRecord;
  /** The client secret. Shown to the caller once. */
  readonly secret: string;
}

/**
 * Makes actor, client and client secret together inside the caller's transaction. Whether the caller may, and may give this role, is
 * `access`'s to decide before. Throws `field_invalid`.
 */
export async function insertOauthClient(tx: Tx, input: NewOauthClient): Promise<InsertedOauthClient> {
  requireTokenTexts(input);
  const { displayName, description, role, createdBy } = input;
  const actorId = newGuid();
  const clientId = `oauth-client-${newGuid()}`;
  const username = serviceAccountPrefix + clientId;
  await tx.insertInto('actor').values({ id: actorId, kind: 'client', username, role, created_by: createdBy }).execute();
  await tx
    .insertInto('oauth_client')
    .values({
      ...{ id: newGuid(), actor_id: actorId, client_id: clientId },
      ...{ display_name: displayName, description, updated_by: createdBy },
    })
    .execute();
  const { text } = await insertSecret(tx, { actorId, kind: 'cli', lifetimeSeconds: null });
  return { client: await getOauthClient(tx, clientId), secret: text };
}
