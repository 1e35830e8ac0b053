import type { Selectable } from 'kysely';
import type { JsonObject } from '../foundation/index.ts';
import type { Database } from '../postgres/index.ts';
import { withProgress } from './documents.ts';

export type RunRow = Selectable<Database['run']>;
export type WorkflowRow = Selectable<Database['workflow']>;
export type RunStepRow = Selectable<Database['run_step']>;

/** The run as answered. */
export function renderRun(row: RunRow): JsonObject {
  return withProgress(row.document, row.steps_done, row.steps_total);
}
