export {
  deriveAnchorKey,
  toPortableRecord,
  type AuditAnchor,
  type AuditVerdict,
  type PortableRecord,
} from '../chain/index.ts';
export { listAdminEvents, type AdminEvent, type AdminEventQuery } from './admin-events.ts';
export { AuditAnchors, type AnchorState, type AuditAnchorsDeps } from './audit-anchors.ts';
export type { AuditDeps } from './audit-deps.ts';
export { systemActor, type AuditActor, type AuditEntry, type AuditOrigin } from './audit-entry.ts';
export { createAuditJournal, type AuditJournal, type AuditJournalDeps } from './audit-journal.ts';
export { findDenials, type RecordedDenial } from './find-denials.ts';
export { findLoginEvents, listLoginEvents, type LoginEvent, type LoginEventQuery } from './login-events.ts';
export { readAuditHead } from './read-audit-head.ts';
export { readRecords, type AuditRecordFilter } from './read-records.ts';
export { recordAudit } from './record-audit.ts';
export { AuditSinks, type AuditSinksDeps } from './sinks/audit-sinks.ts';
export { createJsonlSink } from './sinks/jsonl-sink.ts';
export { createOtlpSink } from './sinks/otlp-sink.ts';
export { readSinkStates, type SinkState } from './sinks/sink-cursor.ts';
export type { AuditSink } from './sinks/sink.ts';
export { createWebhookSink, type WebhookOptions } from './sinks/webhook-sink.ts';
export { verifyAudit, verifyWithAnchors, type AnchoredVerdict } from './verify-audit.ts';
