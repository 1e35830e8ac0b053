import { transact } from '../../postgres/index.ts';
import { holdRun } from '../change-run-state.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { endRun } from './end-run.ts';

/**
 * Turns every run that is stopping into a failed one. It does not ask the workers: their next write fails, and their next
 * heartbeat aborts them.
 */
export async function settleStopped(deps: Pick<WorkflowsDeps, 'db' | 'clock' | 'queue'>): Promise<number> {
  const stopping = await deps.db.selectFrom('run').select('id').where('state', '=', 'stopping').limit(100).execute();
  for (const { id } of stopping) {
    await transact(deps.db, async (tx) => {
      const run = await holdRun(tx, id);
      // Another node was faster.
      if (run.state !== 'stopping') return;
      await endRun({ tx, queue: deps.queue }, run, { to: 'failed', at: deps.clock.now() });
    });
  }
  return stopping.length;
}
