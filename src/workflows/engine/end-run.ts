import type { Tx } from '../../postgres/index.ts';
import { beginNextRun, holdTurn } from '../begin-next-run.ts';
import { changeRunState, type HeldRun, type StateChange } from '../change-run-state.ts';
import type { WorkQueue } from '../work-queue.ts';

/**
 * Ends a held run: cancels the steps that are not over, then lets the next run of the workflow begin.
 * INVARIANT: cancelling a running step waits for a transaction in which that step is writing, and every later one fails.
 * So once the end of a run is visible, nothing is written in its name any more.
 */
export async function endRun(
  deps: { readonly tx: Tx; readonly queue: WorkQueue },
  run: HeldRun,
  change: StateChange,
): Promise<void> {
  const { tx, queue } = deps;
  // Before the steps: the end of another run may be about to queue the plan step that is cancelled here, and holds the turn.
  await holdTurn(tx, run.workflow_id);
  await tx
    .updateTable('run_step')
    .set({ state: 'cancelled', lease_until: null, finished_at: change.at })
    .where('run_id', '=', run.id)
    .where('state', 'in', ['waiting', 'queued', 'running', 'retrying'])
    .execute();
  await changeRunState(tx, run, change);
  await beginNextRun(tx, queue, run.workflow_id);
}
