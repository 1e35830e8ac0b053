import type { Tx } from '../../postgres/index.ts';
import { sql, transact } from '../../postgres/index.ts';
import { changeRunState, holdRun, setRunMessage } from '../change-run-state.ts';
import type { WorkflowsDeps } from '../deps.ts';
import type { RunRow, RunStepRow } from '../run-row.ts';
import type { StepJob } from '../work-queue.ts';
import { leaseEnd } from './lease.ts';
import { findWait, type Wait } from './run-limits.ts';

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

/** The step stays queued, and its job comes again. */
async function postpone(
  { tx, queue }: Pick<WorkflowsDeps, 'queue'> & { readonly tx: Tx },
  stepId: string,
  { delayMs }: Wait,
): Promise<void> {
  const runAfter = sql<Date>`clock_timestamp() + make_interval(secs => ${delayMs / 1000}::float8)`;
  await tx.updateTable('run_step').set({ run_after: runAfter }).where('id', '=', stepId).execute();
  await queue.send(tx, [stepId], delayMs);
}

/**
 * Takes the step that the job is about and settles the job, in one transaction; `null` when there is nothing to do:
 * somebody else holds it, its time has not come, its run is over, or has to wait for others to end.
 */
export async function claimStep(
  deps: Pick<WorkflowsDeps, 'db' | 'clock' | 'queue' | 'limits' | 'packages'>,
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
    // The plan step finds its run queued; any other step finds it running.
    const wait = held.state === 'queued' ? await findWait(tx, held.id, deps) : null;
    if (wait !== null) {
      await postpone({ tx, queue: deps.queue }, job.stepId, wait);
      await setRunMessage(tx, held, wait.message);
      return null;
    }
    const step = await takeStep(tx, job.stepId, worker);
    if (step === null) return null;
    if (held.state === 'queued') await changeRunState(tx, held, { to: 'running', at: deps.clock.now(), message: null });
    const run = await tx.selectFrom('run').selectAll().where('id', '=', known.run_id).executeTakeFirstOrThrow();
    return { run, step };
  });
}
