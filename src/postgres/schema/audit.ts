import type { ColumnType } from 'kysely';

/** Append-only; see migration 0002. */
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
}

export interface AuditTables {
  audit_record: AuditRecordTable;
}
