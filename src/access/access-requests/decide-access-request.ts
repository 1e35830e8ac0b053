import { recordAudit } from '../../audit/index.ts';
import { CatalogError, requireNoProblems } from '../../foundation/index.ts';
import { findPrincipal, type Principal } from '../../identity/index.ts';
import { retryTransaction, sql, type Tx } from '../../postgres/index.ts';
import { type AccessDeps } from '../deps.ts';
import {
  accessRequestNotFound,
  getAnyAccessRequest,
  isDecider,
  lockAccessRequest,
  type AccessRequestRecord,
} from './access-request.ts';
import {
  gatherRequestView,
  isVisibleRequest,
  showAccessRequest,
  type AccessRequest,
  type RequestView,
} from './read-access-requests.ts';
import { isSamePerson } from './same-person.ts';

/** How a request ends by somebody's hand. */
export type AccessRequestEnd = 'approved' | 'refused' | 'withdrawn';

/** Which request, and why it is decided so. */
export interface AccessRequestDecision {
  readonly id: string;
  readonly reason?: string | null | undefined;
}

const reasonMax = 2000;

export function requireDecisionReason({ reason }: AccessRequestDecision): void {
  if ((reason ?? '').length <= reasonMax) return;
  requireNoProblems('field_invalid', [
    { path: 'reason', message: `must have at most ${String(reasonMax)} characters` },
  ]);
}

/** A request that the transaction holds, as the actor sees it. */
export interface HeldAccessRequest {
  readonly view: RequestView;
  readonly record: AccessRequestRecord;
}

/** Throws `record_not_found` unless the actor may know of the request. */
export function requireVisibleRequest({ view, record }: HeldAccessRequest): void {
  if (!isVisibleRequest(view, record)) throw accessRequestNotFound(record.id);
}

/**
 * Throws unless the actor may decide about the request, whatever its status.
 * SECURITY: nobody approves for themselves (ruling 5): not who asked, not the person who answers for that token, no other token of that
 * person, and none of them through a client that acts in somebody else's name.
 */
export function requireDecider({ view, record }: HeldAccessRequest): void {
  const { username } = view.facts.principal;
  if (isSamePerson(view.persons, record)) {
    throw new CatalogError(
      'permission_denied',
      'nobody decides on a request of their own or of an API token they answer for; ask somebody else who may',
    );
  }
  if (isDecider(view.facts, record)) return;
  throw new CatalogError('permission_denied', `\`${username}\` may not decide on access request \`${record.id}\``);
}

/** Throws `state_conflict` for a request that is not pending any more. */
export function requirePending({ id, status }: AccessRequestRecord): void {
  if (status === 'pending') return;
  throw new CatalogError('state_conflict', `access request \`${id}\` is \`${status}\`; ask again with a new one`);
}

/** Throws `state_conflict` unless the requester could use what it would get. */
export async function requireLivingRequester(tx: Tx, { requester }: AccessRequestRecord): Promise<void> {
  const now = await findPrincipal(tx, requester.actorId);
  if (now?.state === 'active') return;
  const state = now?.state ?? 'deleted';
  throw new CatalogError('state_conflict', `\`${requester.username}\`, who asks, is \`${state}\``);
}

export interface EndedRequest extends HeldAccessRequest {
  readonly to: AccessRequestEnd;
  readonly reason: string | null;
}

const actionOf = { approved: 'approve', refused: 'refuse', withdrawn: 'withdraw' } as const;

/** Ends a held, pending request and writes the record of it, which names who did it and for whom: call it last. */
export async function endAccessRequest(
  tx: Tx,
  principal: Principal,
  { view, record, to, reason }: EndedRequest,
): Promise<AccessRequest> {
  const { id, kind, target, object, requester } = record;
  await sql`
    UPDATE access_request SET state = ${to}, decided_at = now(), decision_reason = ${reason},
      decided_by_id = ${to === 'withdrawn' ? null : principal.actorId}
    WHERE id = ${id}`.execute(tx);
  await recordAudit(tx, {
    actor: principal,
    ...(to === 'withdrawn' ? {} : { onBehalfOf: requester }),
    action: `access-request.${actionOf[to]}`,
    objectKind: 'access-request',
    objectId: id,
    detail: {
      ...{ kind, target, requester: requester.username, decider: principal.username, reason },
      object: object === null ? null : object.guid,
    },
  });
  return showAccessRequest(view, await getAnyAccessRequest(tx, id));
}

/**
 * Refuses a pending request; one that is refused stays as it is.
 * Throws `record_not_found` (also for requests of others), `permission_denied`, `state_conflict`, `field_invalid`.
 */
export async function refuseAccessRequest(
  deps: AccessDeps,
  principal: Principal,
  decision: AccessRequestDecision,
): Promise<AccessRequest> {
  requireDecisionReason(decision);
  return retryTransaction(deps.db, async (tx) => {
    const record = await lockAccessRequest(tx, decision.id);
    const held = { view: await gatherRequestView(tx, principal), record };
    requireVisibleRequest(held);
    requireDecider(held);
    if (record.status === 'refused') return showAccessRequest(held.view, record);
    requirePending(record);
    return endAccessRequest(tx, principal, { ...held, to: 'refused', reason: decision.reason ?? null });
  });
}

/**
 * Takes back a pending request of one's own; one that was taken back stays as it is.
 * Throws `record_not_found` (also for requests of others), `permission_denied`, `state_conflict`.
 */
export async function withdrawAccessRequest(
  deps: AccessDeps,
  principal: Principal,
  id: string,
): Promise<AccessRequest> {
  return retryTransaction(deps.db, async (tx) => {
    const record = await lockAccessRequest(tx, id);
    const held = { view: await gatherRequestView(tx, principal), record };
    requireVisibleRequest(held);
    if (record.requester.actorId !== principal.actorId) {
      throw new CatalogError('permission_denied', 'only who has asked takes a request back; refuse it instead');
    }
    if (record.status === 'withdrawn') return showAccessRequest(held.view, record);
    requirePending(record);
    return endAccessRequest(tx, principal, { ...held, to: 'withdrawn', reason: null });
  });
}
