import { defaultPageSize, type ListPage } from '../../foundation/index.ts';
import { type Principal } from '../../identity/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts, type AccessFacts } from '../gather-facts.ts';
import {
  accessRequestNotFound,
  accessRequestRows,
  decidableRows,
  getAnyAccessRequest,
  isDecider,
  statusNow,
  type AccessRequestRecord,
  type AccessRequestStatus,
} from './access-request.ts';
import { findPersonIds, isSamePerson, type PersonIds } from './same-person.ts';

/** A request as somebody sees it. */
export interface AccessRequest extends Omit<AccessRequestRecord, 'responsibleIds'> {
  /** Whether they may decide about it as things stand; the rights on what it asks for are looked at when they do. */
  readonly mayDecide: boolean;
}

/** What one actor may see of requests, gathered once. */
export interface RequestView {
  readonly facts: AccessFacts;
  readonly persons: PersonIds;
}

export async function gatherRequestView(db: Db | Tx, principal: Principal): Promise<RequestView> {
  return { facts: await gatherFacts(db, principal), persons: await findPersonIds(db, principal) };
}

/** SECURITY: what the target is, is for deciders; the requester is told what it typed and whether that was approved. */
export function showAccessRequest({ facts, persons }: RequestView, record: AccessRequestRecord): AccessRequest {
  const { responsibleIds: _, ...request } = record;
  const decides = isDecider(facts, record);
  const mayDecide = decides && record.status === 'pending' && !isSamePerson(persons, record);
  return { ...request, object: decides ? request.object : null, mayDecide };
}

/** Whether the actor may know of the request: it asked, it decides about such, or it has decided about this one. */
export function isVisibleRequest({ facts }: RequestView, record: AccessRequestRecord): boolean {
  const { actorId } = facts.principal;
  return actorId === record.requester.actorId || actorId === record.decidedBy?.actorId || isDecider(facts, record);
}

/** One request. Throws `record_not_found` for those of others, as for one that never was. */
export async function getAccessRequest(deps: AccessDeps, principal: Principal, id: string): Promise<AccessRequest> {
  const view = await gatherRequestView(deps.db, principal);
  const record = await getAnyAccessRequest(deps.db, id);
  if (!isVisibleRequest(view, record)) throw accessRequestNotFound(id);
  return showAccessRequest(view, record);
}

/** Which requests; what is absent does not restrict. */
export interface AccessRequestQuery {
  /** One's own, or those that one decides about or has decided; both when absent. */
  readonly role?: 'requester' | 'decider' | undefined;
  readonly status?: AccessRequestStatus | undefined;
  readonly offset: number;
  readonly limit?: number | undefined;
}

/** The requests that the actor may know of, the newest first. */
export async function listAccessRequests(
  deps: AccessDeps,
  principal: Principal,
  { role, status, offset, limit = defaultPageSize }: AccessRequestQuery,
): Promise<ListPage<AccessRequest>> {
  const view = await gatherRequestView(deps.db, principal);
  const { actorId } = view.facts.principal;
  const asked = sql<boolean>`request.requester_id = ${actorId}`;
  const decided = sql<boolean>`(${decidableRows(view.facts)} OR request.decided_by_id = ${actorId})`;
  const visible = role === 'requester' ? asked : role === 'decider' ? decided : sql<boolean>`(${asked} OR ${decided})`;
  const wanted = status === undefined ? sql<boolean>`true` : sql<boolean>`${statusNow} = ${status}`;
  const counts = await sql<{ total: number; filtered: number }>`
    SELECT count(*) AS total, count(*) FILTER (WHERE ${wanted}) AS filtered
    FROM access_request AS request WHERE ${visible}`.execute(deps.db);
  const { rows } = await sql<AccessRequestRecord>`
    ${accessRequestRows} WHERE ${visible} AND ${wanted}
    ORDER BY request.created_at DESC, request.id OFFSET ${offset} LIMIT ${limit}`.execute(deps.db);
  const { total = 0, filtered = 0 } = counts.rows[0] ?? {};
  return {
    totalRecord: total,
    filterRecord: filtered,
    records: rows.map((record) => showAccessRequest(view, record)),
  };
}
