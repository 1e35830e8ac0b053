import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { JsonObject, JsonValue } from '../../foundation/index.ts';

/** jsonb that is read as parsed JSON and written as its text. */
type Json<T> = ColumnType<T, string, string>;

export interface WorkflowTable {
  id: string;
  seq: GeneratedAlways<number>;
  name: string;
  package_id: string;
  parameters: Json<JsonObject>;
  body_digest: Buffer;
  document: Json<JsonObject>;
  owner_id: string;
  defined_by: string;
  version: Generated<number>;
  schedule_cron: string | null;
  schedule_timezone: string | null;
  schedule_created_at: Date | null;
  next_run_at: Date | null;
  last_scheduled_at: Date | null;
  schedule_paused_at: Date | null;
  created_at: Date;
  updated_at: Date;
  archived_at: Date | null;
}

export interface RunTable {
  id: string;
  seq: GeneratedAlways<number>;
  name: string;
  workflow_id: string;
  workflow_name: string;
  package_id: string;
  parameters: Json<JsonObject>;
  started_by: string;
  origin: 'submit' | 'rerun' | 'owner' | 'schedule';
  state: 'queued' | 'running' | 'stopping' | 'succeeded' | 'failed' | 'error';
  message: string | null;
  steps_total: Generated<number>;
  steps_done: Generated<number>;
  document: Json<JsonObject>;
  version: Generated<number>;
  created_at: Date;
  began_at: Date | null;
  finished_at: Date | null;
  /** When somebody asked for its end. */
  stop_requested_at: Generated<Date | null>;
}

export interface RunStepTable {
  id: string;
  seq: GeneratedAlways<number>;
  run_id: string;
  kind: 'plan' | 'step' | 'finish';
  key: string;
  label: string;
  input: ColumnType<JsonObject, string | undefined, string>;
  state: 'waiting' | 'queued' | 'running' | 'retrying' | 'succeeded' | 'failed' | 'cancelled';
  attempt: Generated<number>;
  failures: Generated<number>;
  rescues: Generated<number>;
  run_after: Date;
  delay_ms: Generated<number>;
  queued_at: Date | null;
  lease_until: Date | null;
  worker: string | null;
  checkpoint: ColumnType<JsonObject | null, string | null | undefined, string | null>;
  message: string | null;
  began_at: Date | null;
  finished_at: Date | null;
}

export interface RunTotalTable {
  run_id: string;
  step_id: string;
  name: string;
  value: number;
}

export interface RunLogTable {
  id: GeneratedAlways<number>;
  run_id: string;
  step_id: string | null;
  level: 'info' | 'warn' | 'error';
  message: string;
  at: Generated<Date>;
}

export interface RunResultTable {
  run_id: string;
  result: ColumnType<JsonObject, string, string>;
}

export interface MissedRunTable {
  id: GeneratedAlways<number>;
  workflow_id: string;
  due_at: Date;
  reason: 'no-node' | 'busy';
  noticed_at: Date;
}

export interface CredentialTable {
  id: string;
  seq: GeneratedAlways<number>;
  name: string;
  description: string | null;
  connector: string | null;
  connector_type: string | null;
  connector_config_name: string | null;
  auth_type: string | null;
  host: string | null;
  port: number | null;
  username: string | null;
  metadata: ColumnType<JsonObject | null, string | null, string | null>;
  level: ColumnType<JsonValue | null, string | null, string | null>;
  sealed: Buffer;
  key_id: string;
  workflow_id: string | null;
  parameter: string | null;
  is_active: Generated<boolean>;
  version: Generated<number>;
  created_by: string;
  created_at: Date;
  updated_at: Date;
}

/** The tables of the workflows room. */
export interface WorkflowsTables {
  workflow: WorkflowTable;
  run: RunTable;
  run_step: RunStepTable;
  run_total: RunTotalTable;
  run_log: RunLogTable;
  run_result: RunResultTable;
  missed_run: MissedRunTable;
  credential: CredentialTable;
}
