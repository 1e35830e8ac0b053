import type { Operation } from '../operation.ts';

const own = { tag: 'audit', access: 'principal', capability: 'audit.read' } as const;

/** The audit record: reading, following, checking. */
export const auditOperations = {
  listAuditRecords: {
    ...own,
    method: 'GET',
    path: '/api/clavis/v1/audit/records',
    summary: 'Audit records by number, ascending; go on with `after` set to the last number',
  },
  streamAuditRecords: {
    ...own,
    method: 'GET',
    path: '/api/clavis/v1/audit/stream',
    summary: 'The next audit records; waits up to five seconds for one to come',
  },
  verifyAudit: {
    ...own,
    method: 'GET',
    path: '/api/clavis/v1/audit/verify',
    summary: 'Check the whole audit record and its anchors; names the first bad record',
  },
  listAuditSinks: {
    ...own,
    method: 'GET',
    path: '/api/clavis/v1/audit/sinks',
    summary: 'How far each place that is told of audit records is',
  },
} as const satisfies Record<string, Operation>;
