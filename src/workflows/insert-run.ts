import { newGuid, newRunSuffix, type JsonObject } from '../foundation/index.ts';
import type { Tx } from '../postgres/index.ts';
import { readActor } from './read-actor.ts';
import { beginNextRun } from './begin-next-run.ts';
import { buildRunDocument } from './documents.ts';
import type { RunRow } from './run-row.ts';
import type { WorkQueue } from './work-queue.ts';

/** Whose rights the new run has, and why it is there. */
export interface RunOrigin {
  readonly startedBy: string;
  readonly origin: 'submit' | 'rerun' | 'owner' | 'schedule';
  readonly at: Date;
}

export interface RunnableWorkflow {
  readonly id: string;
  readonly name: string;
  readonly package_id: string;
  readonly parameters: JsonObject;
  readonly document: JsonObject;
}

/**
 * Inserts a run of the workflow with its plan step and, when no other run of the workflow is at work, the job for it:
 * all in the caller's transaction, so there is never a run without a job nor a job without a run.
 */
export async function insertRun(
  deps: { readonly tx: Tx; readonly queue: WorkQueue },
  workflow: RunnableWorkflow,
  { startedBy, origin, at }: RunOrigin,
): Promise<RunRow> {
  const { tx, queue } = deps;
  const id = newGuid();
  const name = `${workflow.name}-${newRunSuffix()}`;
  const facts = { id, name, packageId: workflow.package_id, createdAt: at, workflow: workflow.document };
  const document = buildRunDocument({ ...facts, startedBy: await readActor(tx, startedBy) });
  const row = await tx
    .insertInto('run')
    .values({
      id,
      name,
      workflow_id: workflow.id,
      workflow_name: workflow.name,
      package_id: workflow.package_id,
      parameters: JSON.stringify(workflow.parameters),
      started_by: startedBy,
      origin,
      state: 'queued',
      document: JSON.stringify(document),
      created_at: at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('run_step')
    .values({ id: newGuid(), run_id: id, kind: 'plan', key: 'plan', label: 'plan', state: 'waiting', run_after: at })
    .execute();
  await beginNextRun(tx, queue, workflow.id);
  return row;
}
