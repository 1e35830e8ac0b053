import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { JsonObject } from '../../foundation/index.ts';

export interface AppWorkflowTable {
  workflow_id: string;
  app_id: string;
  name: string;
  version: number;
}

export interface AppVersionTable {
  workflow_id: string;
  version: number;
  entrypoint: string | null;
  inputs: ColumnType<JsonObject, string, string>;
  saved_by: string;
  saved_at: Date;
}

export interface WorkflowTriggerTable {
  id: string;
  seq: GeneratedAlways<number>;
  workflow_id: string;
  cron: string;
  timezone: string;
  created_by: string;
  created_at: Date;
  next_run_at: Date;
  last_scheduled_at: Date | null;
  paused_at: Generated<Date | null>;
}

/** Workflows of the app surface, beside their rows in `workflow`. */
export interface AppTables {
  app_workflow: AppWorkflowTable;
  app_version: AppVersionTable;
  workflow_trigger: WorkflowTriggerTable;
}
