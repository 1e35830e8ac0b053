import type { ColumnType, Generated } from 'kysely';

/** Append-only; see migrations 0002 and 0007. */
export interface AuditRecordTable {
  sequence: number;
  at: Date;
  actor_id: string | null;
  actor_name: string;
  on_behalf_of_actor_id: string | null;
  on_behalf_of_actor_name: string | null;
  action: string;
  object_kind: string;
  object_id: string;
  /** Written as the canonical JSON text that was hashed; read parsed. */
  detail: ColumnType<Record<string, unknown>, string, never>;
  previous_hash: Buffer;
  hash: Buffer;
  seal_version: Generated<1 | 2>;
  origin_address: string | null;
  origin_client: string | null;
}

/** How far a place that is told of audit records has been told; see migration 0007. */
export interface AuditSinkTable {
  name: string;
  delivered_sequence: Generated<number>;
  delivered_at: Date | null;
  holder: string | null;
  lease_ends_at: Date | null;
  last_error: string | null;
  last_error_at: Date | null;
}

export interface AuditTables {
  audit_record: AuditRecordTable;
  audit_sink: AuditSinkTable;
}
