export { readAuditHead, type AuditAnchor } from './read-audit-head.ts';
export { recordAudit, systemActor, type AuditActor, type AuditEntry } from './record-audit.ts';
export { verifyAudit, type AuditVerdict } from './verify-audit.ts';
