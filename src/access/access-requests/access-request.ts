import { CatalogError, isGuid } from '../../foundation/index.ts';
import { type ActorKind } from '../../identity/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import { type AccessFacts } from '../gather-facts.ts';
import { isWorkspaceOwner } from '../hand-on.ts';

export const accessRequestKinds = ['connection-admin', 'persona'] as const;
export type AccessRequestKind = (typeof accessRequestKinds)[number];

export const accessRequestStatuses = ['pending', 'approved', 'refused', 'withdrawn', 'expired'] as const;
export type AccessRequestStatus = (typeof accessRequestStatuses)[number];

/** A request for access, as it is stored. */
export interface AccessRequestRecord {
  readonly id: string;
  readonly kind: AccessRequestKind;
  /** A guid or qualified name, as the requester typed it. */
  readonly target: string;
  /** What that was when it was asked for; `null`: nothing. Not for the requester to know. */
  readonly object: { readonly guid: string; readonly qualifiedName: string; readonly name: string | null } | null;
  readonly requester: {
    readonly actorId: string;
    readonly kind: ActorKind;
    readonly username: string;
    /** Of an API token or OAuth client. */
    readonly displayName: string | null;
  };
  /** Who answered for the requesting token when it asked, and who does now. */
  readonly responsibleIds: readonly string[];
  readonly reason: string;
  readonly status: AccessRequestStatus;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** When it was approved, refused or withdrawn, or expired. */
  readonly decidedAt: Date | null;
  readonly decidedBy: { readonly actorId: string; readonly username: string } | null;
  readonly decisionReason: string | null;
}

/** The status of a row of `access_request`: one that is pending past its time has expired, written or not. */
export const statusNow = sql`CASE WHEN request.state = 'pending' AND request.expires_at <= now() THEN 'expired' ELSE request.state END`;

/** Every request, one row each, in the shape of `AccessRequestRecord`. */
export const accessRequestRows = sql<AccessRequestRecord>`
  SELECT request.id, request.kind, request.target, request.reason,
    CASE WHEN request.target_guid IS NOT NULL THEN jsonb_build_object(
      'guid', request.target_guid, 'qualifiedName', request.target_qualified_name, 'name', asset.name) END AS object,
    jsonb_build_object('actorId', requester.id, 'kind', requester.kind, 'username', requester.username,
      'displayName', coalesce(api_token.display_name, oauth_client.display_name)) AS requester,
    to_jsonb(array_remove(ARRAY[request.responsible_id, api_token.responsible_actor_id], NULL)) AS "responsibleIds",
    ${statusNow} AS status, request.created_at AS "createdAt", request.expires_at AS "expiresAt",
    CASE WHEN ${statusNow} = 'expired' THEN request.expires_at ELSE request.decided_at END AS "decidedAt",
    CASE WHEN decider.id IS NOT NULL THEN jsonb_build_object('actorId', decider.id, 'username', decider.username)
      END AS "decidedBy",
    request.decision_reason AS "decisionReason"
  FROM access_request AS request
  JOIN actor AS requester ON requester.id = request.requester_id
  LEFT JOIN api_token ON api_token.actor_id = requester.id
  LEFT JOIN oauth_client ON oauth_client.actor_id = requester.id
  LEFT JOIN actor AS decider ON decider.id = request.decided_by_id
  LEFT JOIN asset ON asset.guid = request.target_guid`;

/** The rows that these facts make somebody's to decide about, whoever asked; for `WHERE`. */
export function decidableRows(facts: AccessFacts) {
  if (isWorkspaceOwner(facts)) return sql<boolean>`request.target_guid IS NOT NULL`;
  const administered = facts.connections.map(({ guid }) => guid);
  return sql<boolean>`(request.kind = 'connection-admin' AND request.target_guid = ANY(${administered}::uuid[]))`;
}

/** The same about one request. */
export function isDecider(facts: AccessFacts, { kind, object }: AccessRequestRecord): boolean {
  if (object === null) return false;
  if (isWorkspaceOwner(facts)) return true;
  return kind === 'connection-admin' && facts.connections.some(({ guid }) => guid === object.guid);
}

/** SECURITY: the same answer for a request that does not exist and for one of others. */
export function accessRequestNotFound(id: string): CatalogError {
  return new CatalogError('record_not_found', `there is no access request \`${id}\``);
}

/** One request by its guid, whoever asks; throws `record_not_found`. */
export async function getAnyAccessRequest(db: Db | Tx, id: string): Promise<AccessRequestRecord> {
  if (!isGuid(id)) throw accessRequestNotFound(id);
  const { rows } = await sql<AccessRequestRecord>`${accessRequestRows} WHERE request.id = ${id}`.execute(db);
  const [row] = rows;
  if (row === undefined) throw accessRequestNotFound(id);
  return row;
}

/** The same, held until the transaction ends: decisions about one request follow one another. */
export async function lockAccessRequest(tx: Tx, id: string): Promise<AccessRequestRecord> {
  if (!isGuid(id)) throw accessRequestNotFound(id);
  await tx.selectFrom('access_request').select('id').where('id', '=', id).forUpdate().execute();
  return getAnyAccessRequest(tx, id);
}
