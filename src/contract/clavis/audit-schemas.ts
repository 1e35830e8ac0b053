import { AuditCheck, AuditPage, AuditParameters, AuditSinkList, AuditStreamParameters } from './audit.ts';

/** The schemas of the operations on the audit record. */
export const auditSchemas = {
  listAuditRecords: { query: AuditParameters, response: AuditPage },
  streamAuditRecords: { query: AuditStreamParameters, response: AuditPage },
  verifyAudit: { response: AuditCheck },
  listAuditSinks: { response: AuditSinkList },
} as const;
