import type { Tx } from '../../postgres/index.ts';
import { sql, transact } from '../../postgres/index.ts';
import { changeRunState, holdRun } from '../change-run-state.ts';
import type { WorkflowsDeps } from '../deps.ts';
import type { RunRow, RunStepRow } from '../run-row.ts';
import type { StepJob } from '../work-queue.ts';
import { leaseEnd } from './lease.ts';

/** A step in the hands of this worker, with its run. */
export interface ClaimedStep {
  readonly run: RunRow;
  readonly step: RunStepRow;
}

async function takeStep(tx: Tx, stepId: string, worker: string): Promise<RunStepRow | null> {
  const step = await tx
    .updateTable('run_step')
    .set((build) => ({
      state: 'running',
      attempt: build('attempt', '+', 1),
      lease_until: leaseEnd,
      worker,
      began_at: build.fn.coalesce('began_at', sql<Date>`clock_timestamp()`),
    }))
    .where('id', '=', stepId)
    .where('state', 'in', ['queued', 'retrying'])
    .where('run_after', '<=', sql<Date>`clock_timestamp()`)
    .returningAll()
    .executeTakeFirst();
  return step ?? null;
}

/**
 * Takes the step that the job is about and settles the job, in one transaction; `null` when there is nothing to do:
 * somebody else holds it, its time has not come, or its run is over.
 */
export async function claimStep(
  deps: Pick<WorkflowsDeps, 'db' | 'clock' | 'queue'>,
  job: StepJob,
  worker: string,
): Promise<ClaimedStep | null> {
  return transact(deps.db, async (tx) => {
    await deps.queue.settle(tx, job);
    const known = await tx
      .selectFrom('run_step')
      .select(['run_id', 'state'])
      .where('id', '=', job.stepId)
      .executeTakeFirst();
    if (known === undefined || (known.state !== 'queued' && known.state !== 'retrying')) return null;
    const held = await holdRun(tx, known.run_id);
    if (held.state !== 'queued' && held.state !== 'running') return null;
    const step = await takeStep(tx, job.stepId, worker);
    if (step === null) return null;
    // The plan step finds its run queued; any other step finds it running.
    if (held.state === 'queued') await changeRunState(tx, held, { to: 'running', at: deps.clock.now() });
    const run = await tx.selectFrom('run').selectAll().where('id', '=', known.run_id).executeTakeFirstOrThrow();
    return { run, step };
  });
}
