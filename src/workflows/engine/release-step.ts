import { sql, transact } from '../../postgres/index.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { holdStep } from './hold-step.ts';
import type { StepHold } from './lease.ts';

/** Gives a step back unfinished when this node shuts down, so that another takes it at once instead of after the lease. */
export async function releaseStep(deps: Pick<WorkflowsDeps, 'db' | 'queue'>, hold: StepHold): Promise<void> {
  await transact(deps.db, async (tx) => {
    await holdStep(tx, hold);
    const now = sql<Date>`clock_timestamp()`;
    await tx
      .updateTable('run_step')
      .set({ state: 'queued', lease_until: null, worker: null, queued_at: now, run_after: now })
      .where('id', '=', hold.stepId)
      .execute();
    await deps.queue.send(tx, [hold.stepId]);
  });
}
