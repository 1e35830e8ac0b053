import { CatalogError } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import type { Role } from '../principal.ts';

/** An API token without its personas, which are `access`'s to know. */
export interface ApiTokenRecord {
  /** The guid of the token. */
  readonly id: string;
  /** The service-account user behind it: another guid. */
  readonly actorId: string;
  /** `apikey-<uuid>` */
  readonly clientId: string;
  /** `service-account-<clientId>` */
  readonly username: string;
  readonly displayName: string;
  readonly description: string;
  readonly role: Role;
  readonly createdAt: Date;
  /** A name, history only. */
  readonly createdBy: string;
  /** `null`: never expires. */
  readonly validitySeconds: number | null;
  readonly expiresAt: Date | null;
  /** To the minute; `null` when it was never used. */
  readonly lastUsedAt: Date | null;
}

/** Every token that was not purged, one row each, in the shape of `ApiTokenRecord`. */
export const apiTokenRows = sql<ApiTokenRecord>`
  SELECT api_token.id, actor.id AS "actorId", api_token.client_id AS "clientId", actor.username,
         api_token.display_name AS "displayName", api_token.description, actor.role,
         actor.created_at AS "createdAt", actor.created_by AS "createdBy",
         api_token.validity_seconds AS "validitySeconds", api_token.expires_at AS "expiresAt",
         (SELECT max(secret.last_used_at) FROM secret WHERE secret.actor_id = actor.id) AS "lastUsedAt"
  FROM api_token JOIN actor ON actor.id = api_token.actor_id`;

const guidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** One token by its guid, or `null`; what is no guid is no token. */
export async function findApiToken(db: Db | Tx, id: string): Promise<ApiTokenRecord | null> {
  if (!guidPattern.test(id)) return null;
  const { rows } = await sql<ApiTokenRecord>`${apiTokenRows} WHERE api_token.id = ${id}`.execute(db);
  return rows[0] ?? null;
}

export function apiTokenNotFound(id: string): CatalogError {
  return new CatalogError('record_not_found', `there is no API token \`${id}\``);
}

/** One token by its guid; throws `record_not_found`. */
export async function getApiToken(db: Db | Tx, id: string): Promise<ApiTokenRecord> {
  const token = await findApiToken(db, id);
  if (token === null) throw apiTokenNotFound(id);
  return token;
}
