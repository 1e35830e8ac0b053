import { CatalogError } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import type { Role, TokenScopes } from '../principal.ts';

/** `suspended` beats `expired`: what is switched on again may still have expired. */
export type ApiTokenState = 'active' | 'suspended' | 'expired';

/** Who answers for a token today. One who is not active leaves it ownerless. */
export interface ResponsiblePerson {
  readonly id: string;
  readonly username: string;
  readonly isActive: boolean;
}

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
  /** Grows with every change of the token or its links. */
  readonly version: number;
  readonly state: ApiTokenState;
  /** Also of a suspended token. */
  readonly isExpired: boolean;
  /** The ceiling over role and grants; `null`: none. */
  readonly scopes: TokenScopes | null;
  /** Networks in CIDR form that it may be used from; `null`: any. */
  readonly allowedNetworks: readonly string[] | null;
  /** `null`: the workspace's budget. */
  readonly requestsPerMinute: number | null;
  readonly mayRotateItself: boolean;
  /** `null` when nobody ever answered for it. */
  readonly responsible: ResponsiblePerson | null;
  readonly suspendedAt: Date | null;
  readonly suspendedBy: string | null;
  readonly suspensionReason: string | null;
  /** To the minute, over all its secrets; `null` when it was never used. */
  readonly lastUsedAt: Date | null;
  /** The address of that use. */
  readonly lastUsedNetwork: string | null;
  /** What the client of that use called itself. */
  readonly lastUsedClient: string | null;
  readonly useCount: number;
}

/** Every token that was not purged, one row each, in the shape of `ApiTokenRecord`. */
export const apiTokenRows = sql<ApiTokenRecord>`
  SELECT api_token.id, actor.id AS "actorId", api_token.client_id AS "clientId", actor.username,
         api_token.display_name AS "displayName", api_token.description, actor.role,
         actor.created_at AS "createdAt", actor.created_by AS "createdBy",
         api_token.validity_seconds AS "validitySeconds", api_token.expires_at AS "expiresAt",
         api_token.version, api_token.scopes, api_token.allowed_networks::text[] AS "allowedNetworks",
         CASE WHEN actor.state <> 'active' THEN 'suspended' WHEN api_token.expires_at <= now() THEN 'expired'
              ELSE 'active' END AS state,
         coalesce(api_token.expires_at <= now(), false) AS "isExpired",
         api_token.requests_per_minute AS "requestsPerMinute", api_token.may_rotate_itself AS "mayRotateItself",
         CASE WHEN person.id IS NOT NULL THEN jsonb_build_object(
           'id', person.id, 'username', person.username,
           'isActive', person.kind = 'user' AND person.state = 'active') END AS responsible,
         api_token.suspended_at AS "suspendedAt", api_token.suspended_by AS "suspendedBy",
         api_token.suspension_reason AS "suspensionReason",
         used.at AS "lastUsedAt", used.network AS "lastUsedNetwork", used.client AS "lastUsedClient",
         used.count AS "useCount"
  FROM api_token
  JOIN actor ON actor.id = api_token.actor_id
  LEFT JOIN actor AS person ON person.id = api_token.responsible_actor_id
  CROSS JOIN LATERAL (
    SELECT max(secret.last_used_at) AS at, coalesce(sum(secret.use_count), 0)::bigint AS count,
           (array_agg(host(secret.last_used_network) ORDER BY secret.last_used_at DESC NULLS LAST))[1] AS network,
           (array_agg(secret.last_used_client ORDER BY secret.last_used_at DESC NULLS LAST))[1] AS client
    FROM secret WHERE secret.actor_id = actor.id
  ) AS used`;

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

/**
 * One token by its guid, held until the transaction ends: changes of one token follow one another. Throws `record_not_found`.
 * The lock and the read are two statements, so that the read sees what whoever held the token before has committed.
 */
export async function lockApiToken(tx: Tx, id: string): Promise<ApiTokenRecord> {
  if (!guidPattern.test(id)) throw apiTokenNotFound(id);
  await tx.selectFrom('api_token').select('id').where('id', '=', id).forUpdate().execute();
  return getApiToken(tx, id);
}

/** Whether nobody who could act answers for the token. */
export function isOwnerless({ responsible }: Pick<ApiTokenRecord, 'responsible'>): boolean {
  return responsible?.isActive !== true;
}

/** One token by its guid; throws `record_not_found`. */
export async function getApiToken(db: Db | Tx, id: string): Promise<ApiTokenRecord> {
  const token = await findApiToken(db, id);
  if (token === null) throw apiTokenNotFound(id);
  return token;
}
