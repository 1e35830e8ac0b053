import type { OperationId } from '../../src/contract/index.ts';
import { path, type RouteCase } from './route-case.ts';

/** The record tells of everybody, so nobody but an admin reads it. */
function adminOnly(id: OperationId): RouteCase {
  return { existing: () => ({ url: path(id) }), none: 403, default: 403, admin: 200 };
}

/** The audit record and the events made from it. */
export const auditRouteCases = {
  listAuditRecords: adminOnly('listAuditRecords'),
  streamAuditRecords: adminOnly('streamAuditRecords'),
  verifyAudit: adminOnly('verifyAudit'),
  listAuditSinks: adminOnly('listAuditSinks'),
  listLoginEvents: adminOnly('listLoginEvents'),
  listAdminEvents: adminOnly('listAdminEvents'),
} satisfies Partial<Record<OperationId, RouteCase>>;
