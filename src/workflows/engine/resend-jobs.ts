import { sql, transact } from '../../postgres/index.ts';
import type { WorkflowsDeps } from '../deps.ts';

/** How long a queued step may lie unclaimed before its job is taken for lost. */
const resendAfterSeconds = 15;

/**
 * Sends the jobs of queued steps again that nobody claimed: their worker died between taking the job and claiming the step,
 * or the queue is merely long. A job too many is settled without effect.
 */
export async function resendJobs(deps: Pick<WorkflowsDeps, 'db' | 'queue'>): Promise<number> {
  return transact(deps.db, async (tx) => {
    const { rows } = await sql<{ id: string }>`
      UPDATE run_step SET queued_at = clock_timestamp()
      WHERE id IN (
        SELECT id FROM run_step
        WHERE state IN ('queued', 'retrying')
          AND queued_at < clock_timestamp() - make_interval(secs => ${resendAfterSeconds})
          AND run_after < clock_timestamp() - make_interval(secs => ${resendAfterSeconds})
        ORDER BY queued_at LIMIT 100 FOR NO KEY UPDATE SKIP LOCKED)
      RETURNING id`.execute(tx);
    await deps.queue.send(
      tx,
      rows.map(({ id }) => id),
    );
    return rows.length;
  });
}
