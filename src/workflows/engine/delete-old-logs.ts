import { sql } from '../../postgres/index.ts';
import type { WorkflowsDeps } from '../deps.ts';

/** Log lines are kept as long as Atlan keeps them. */
const logDaysMax = 90;

/** Deletes a batch of log lines that are too old; the next pass takes the next batch. */
export async function deleteOldLogs({ db }: Pick<WorkflowsDeps, 'db'>): Promise<void> {
  await sql`
    DELETE FROM run_log WHERE id IN (
      SELECT id FROM run_log WHERE at < clock_timestamp() - make_interval(days => ${logDaysMax}) LIMIT 10000)
  `.execute(db);
}
