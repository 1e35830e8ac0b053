import type { Db } from '../postgres/index.ts';
import type { AuditAnchors } from './audit-anchors.ts';
import type { AuditSinks } from './sinks/audit-sinks.ts';

/** What reading and checking the record needs. */
export interface AuditDeps {
  readonly db: Db;
  readonly anchors: AuditAnchors;
  readonly sinks: AuditSinks;
}
