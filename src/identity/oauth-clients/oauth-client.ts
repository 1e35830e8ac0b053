import { CatalogError } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import type { PersonRole } from '../people/person.ts';
import type { Role } from '../principal.ts';

/** An OAuth client without its personas, which are `access`'s to know. */
export interface OauthClientRecord {
  readonly id: string;
  readonly actorId: string;
  /** `oauth-client-<uuid>` */
  readonly clientId: string;
  /** `service-account-<clientId>` */
  readonly username: string;
  readonly displayName: string;
  readonly description: string;
  readonly role: Role;
  /** It may act for people up to this role (RFC 8693); `null`: for nobody. */
  readonly exchangeRoleMax: PersonRole | null;
  /** How long a signed access token of it lives. */
  readonly signedTokenSeconds: number;
  readonly createdAt: Date;
  /** Names, history only. */
  readonly createdBy: string;
  readonly updatedAt: Date;
  readonly updatedBy: string;
  /** To the minute; `null` when it never came for an access token. */
  readonly lastUsedAt: Date | null;
}

/** Every client that was not deleted, one row each, in the shape of `OauthClientRecord`. */
export const oauthClientRows = sql<OauthClientRecord>`
  SELECT oauth_client.id, actor.id AS "actorId", oauth_client.client_id AS "clientId", actor.username,
         oauth_client.display_name AS "displayName", oauth_client.description, actor.role,
         oauth_client.exchange_role_max AS "exchangeRoleMax",
         oauth_client.signed_token_seconds AS "signedTokenSeconds", actor.created_at AS "createdAt",
         actor.created_by AS "createdBy", oauth_client.updated_at AS "updatedAt", oauth_client.updated_by AS "updatedBy",
         (SELECT max(secret.last_used_at) FROM secret WHERE secret.actor_id = actor.id AND secret.kind = 'cli') AS "lastUsedAt"
  FROM oauth_client JOIN actor ON actor.id = oauth_client.actor_id`;

function clientNotFound(clientId: string): CatalogError {
  return new CatalogError('record_not_found', `there is no OAuth client \`${clientId}\``);
}

/** One client by its client id; throws `record_not_found`. */
export async function getOauthClient(db: Db | Tx, clientId: string): Promise<OauthClientRecord> {
  // PostgreSQL refuses a text with NUL as a fault of the statement; no client has one.
  if (clientId.includes('\u0000')) throw clientNotFound(clientId);
  const { rows } = await sql<OauthClientRecord>`
    ${oauthClientRows} WHERE oauth_client.client_id = ${clientId}`.execute(db);
  const [client] = rows;
  if (client === undefined) throw clientNotFound(clientId);
  return client;
}

/** The same, held until the transaction ends, so that changes of one client follow one another. */
export async function lockOauthClient(tx: Tx, clientId: string): Promise<OauthClientRecord> {
  const { id } = await getOauthClient(tx, clientId);
  await tx.selectFrom('oauth_client').where('id', '=', id).select('id').forUpdate().execute();
  return getOauthClient(tx, clientId);
}
