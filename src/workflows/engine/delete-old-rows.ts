import { sql, type Db } from '../../postgres/index.ts';
import type { WorkflowsDeps } from '../deps.ts';

/** How long what runs leave behind is kept. */
export interface RunRetention {
  /** Log lines. */
  readonly logDays: number;
  /** Runs that are over, with their steps, totals and log, and times that were missed; the newest run of every workflow is kept. */
  readonly runDays: number;
}

/** Log lines are kept as long as Atlan keeps them. */
export const retentionDefault: RunRetention = { logDays: 90, runDays: 365 };

/** Rows of one statement: it is over before anybody waits for it. A run may have thousands of steps. */
const rowsMax = 10_000;
const runsMax = 50;

interface OldRows {
  readonly table: 'run_log' | 'missed_run';
  /** What says how old a row is. */
  readonly column: 'at' | 'due_at';
  readonly days: number;
}

async function deleteRows(db: Db, { table, column, days }: OldRows): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    DELETE FROM ${sql.table(table)} WHERE id IN (
      SELECT id FROM ${sql.table(table)} WHERE ${sql.ref(column)} < clock_timestamp() - make_interval(days => ${days})
      LIMIT ${rowsMax} FOR UPDATE SKIP LOCKED)`.execute(db);
  return numAffectedRows >= BigInt(rowsMax);
}

/** The newest run of a workflow is what people and clients look at when they ask how it went. */
async function deleteRuns(db: Db, days: number): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    DELETE FROM run WHERE id IN (
      SELECT id FROM run WHERE finished_at < clock_timestamp() - make_interval(days => ${days})
        AND EXISTS (SELECT 1 FROM run AS newer WHERE newer.workflow_id = run.workflow_id AND newer.seq > run.seq)
      ORDER BY finished_at LIMIT ${runsMax} FOR UPDATE SKIP LOCKED)`.execute(db);
  return numAffectedRows >= BigInt(runsMax);
}

/**
 * Deletes what is older than its retention, batch by batch, each a short statement that skips rows another node is at. Ends when
 * nothing is left to delete or `signal` aborts.
 */
export async function deleteOldRows(
  { db, retention = retentionDefault }: Pick<WorkflowsDeps, 'db'> & { readonly retention?: RunRetention },
  signal: AbortSignal,
): Promise<void> {
  const passes = [
    () => deleteRows(db, { table: 'run_log', column: 'at', days: retention.logDays }),
    () => deleteRuns(db, retention.runDays),
    () => deleteRows(db, { table: 'missed_run', column: 'due_at', days: retention.runDays }),
  ];
  for (const deleteBatch of passes) while (!signal.aborted && (await deleteBatch()));
}
