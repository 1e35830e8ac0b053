import { isCatalogError, type ErrorCode } from '../../foundation/index.ts';
import { sql, transact, type Tx } from '../../postgres/index.ts';
import { holdRun } from '../change-run-state.ts';
import type { WorkflowsDeps } from '../deps.ts';
import type { ClaimedStep } from './claim-step.ts';
import { endRun } from './end-run.ts';
import { holdStep } from './hold-step.ts';
import type { StepHold } from './lease.ts';

/** Attempts of a step that may throw since its last checkpoint; the run ends in error with this one. */
export const failuresMax = 5;
const firstPauseMs = 1_000;
const pauseMaxMs = 60_000;

/** Faults of the moment or of this server; every other code blames the input or the actor, and trying again would not help. */
const transientCodes = new Set<ErrorCode>(['internal', 'store_unavailable', 'rate_limited', 'state_conflict']);

/** What went wrong, in words fit for the person who started the run. */
export interface StepFailure {
  readonly message: string;
  readonly isTransient: boolean;
}

/**
 * Sorts an error. The text of anything but a `CatalogError` may hold statements or addresses of ours, so it stays in the
 * server's log and people read its kind only.
 */
export function describeFailure(error: unknown): StepFailure {
  if (isCatalogError(error)) return { message: error.message, isTransient: transientCodes.has(error.code) };
  const kind = error instanceof Error ? error.name : typeof error;
  return { message: `unexpected ${kind}; the log of the server has the details`, isTransient: true };
}

function pauseAfter(failures: number): number {
  return Math.min(firstPauseMs * 2 ** (failures - 1), pauseMaxMs);
}

async function writeLog(tx: Tx, hold: StepHold, line: { level: 'warn' | 'error'; message: string }): Promise<void> {
  await tx
    .insertInto('run_log')
    .values({ run_id: hold.runId, step_id: hold.stepId, ...line })
    .execute();
}

/**
 * Records that an attempt threw: a transient fault is tried again after a growing pause, at most `failuresMax` times without
 * a checkpoint between; any other ends the run at once. Throws `LeaseLost` when the step is no longer held.
 */
export async function failStep(
  deps: Pick<WorkflowsDeps, 'db' | 'clock' | 'queue'>,
  { run: { id: runId }, step }: ClaimedStep,
  failure: StepFailure,
): Promise<void> {
  const hold: StepHold = { stepId: step.id, runId, attempt: step.attempt };
  await transact(deps.db, async (tx) => {
    const run = await holdRun(tx, runId);
    await holdStep(tx, hold);
    const { failures: before } = await tx
      .selectFrom('run_step')
      .select('failures')
      .where('id', '=', step.id)
      .executeTakeFirstOrThrow();
    const failures = before + 1;
    const goesOn = failure.isTransient && failures < failuresMax;
    const pauseMs = pauseAfter(failures);
    const runAfter = sql<Date>`clock_timestamp() + make_interval(secs => ${pauseMs / 1000}::float8)`;
    const ended = goesOn ? { state: 'retrying' as const, run_after: runAfter } : { state: 'failed' as const };
    await tx
      .updateTable('run_step')
      .set({ ...ended, failures, message: failure.message, lease_until: null, queued_at: sql<Date>`clock_timestamp()` })
      .where('id', '=', step.id)
      .execute();
    if (goesOn) {
      await deps.queue.send(tx, [step.id], pauseMs);
      await writeLog(tx, hold, {
        level: 'warn',
        message: `${step.label}: ${failure.message}; next try in ${pauseMs / 1000} s`,
      });
      return;
    }
    await writeLog(tx, hold, { level: 'error', message: `${step.label}: ${failure.message}` });
    const times = failure.isTransient ? ` (tried ${failures} times)` : '';
    const change = {
      to: failure.isTransient ? 'error' : 'failed',
      at: deps.clock.now(),
      message: failure.message + times,
    } as const;
    if (run.state === 'running') await endRun({ tx, queue: deps.queue }, run, change);
  });
}
