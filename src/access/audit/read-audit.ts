import { setTimeout as pause } from 'node:timers/promises';
import {
  listAdminEvents,
  listLoginEvents,
  readAuditHead,
  readRecords,
  readSinkStates,
  toPortableRecord,
  verifyWithAnchors,
  type AdminEvent,
  type AdminEventQuery,
  type AnchoredVerdict,
  type AuditAnchor,
  type AuditDeps,
  type AuditRecordFilter,
  type LoginEvent,
  type LoginEventQuery,
  type PortableRecord,
  type SinkState,
} from '../../audit/index.ts';
import { type Principal } from '../../identity/index.ts';
import { requireCapability } from '../capabilities.ts';

/** Which part of the record is wanted, and how many at most. */
export interface AuditQuery extends AuditRecordFilter {
  readonly limit: number;
}

/** Records by number, ascending; `headSequence` is the number of the newest there is, 0 while there is none. */
export interface AuditPage {
  readonly records: readonly PortableRecord[];
  readonly headSequence: number;
}

/** How long a reader who has everything is kept waiting for more. */
const waitMsMax = 5_000;
const lookMs = 500;

/** A page of the audit record. Throws `permission_denied` without `audit.read`. */
export async function listAuditRecords(deps: AuditDeps, principal: Principal, query: AuditQuery): Promise<AuditPage> {
  requireCapability(principal, 'audit.read');
  const { limit, ...filter } = query;
  const head = await readAuditHead(deps.db);
  const records = await readRecords(deps.db, filter, limit);
  return { records: records.map(toPortableRecord), headSequence: head?.sequence ?? 0 };
}

/**
 * The same, but waits up to five seconds for records to come when there are none yet. Who follows the record asks again and again
 * and is authenticated anew each time: a reader whose token was revoked sees nothing more. Throws `permission_denied`.
 */
export async function awaitAuditRecords(deps: AuditDeps, principal: Principal, query: AuditQuery): Promise<AuditPage> {
  for (const endAt = performance.now() + waitMsMax; ; await pause(lookMs)) {
    const page = await listAuditRecords(deps, principal, query);
    if (page.records.length > 0 || performance.now() + lookMs > endAt) return page;
  }
}

/** What a check of the whole record found, where the record ends and by which key its anchors are signed. */
export interface AuditCheck extends AnchoredVerdict {
  readonly head: AuditAnchor | null;
  readonly anchorKey: string;
}

/** Checks the whole record against the anchors of this node; a million records take seconds. Throws `permission_denied`. */
export async function checkAudit(deps: AuditDeps, principal: Principal): Promise<AuditCheck> {
  requireCapability(principal, 'audit.read');
  const head = await readAuditHead(deps.db);
  return { ...(await verifyWithAnchors(deps)), head, anchorKey: deps.anchors.publicKey };
}

/** How far each sink of every node is. Throws `permission_denied` without `audit.read`. */
export async function listAuditSinks(deps: AuditDeps, principal: Principal): Promise<readonly SinkState[]> {
  requireCapability(principal, 'audit.read');
  return readSinkStates(deps.db);
}

/** Ways in that were tried or used (Atlan wire, login events). Throws `permission_denied` without `audit.read`. */
export async function listLoginEventsFor(
  deps: AuditDeps,
  principal: Principal,
  query: LoginEventQuery,
): Promise<readonly LoginEvent[]> {
  requireCapability(principal, 'audit.read');
  return listLoginEvents(deps.db, query);
}

/** Changes of identity (Atlan wire, admin events). Throws `permission_denied` without `audit.read`. */
export async function listAdminEventsFor(
  deps: AuditDeps,
  principal: Principal,
  query: AdminEventQuery,
): Promise<readonly AdminEvent[]> {
  requireCapability(principal, 'audit.read');
  return listAdminEvents(deps.db, query);
}
