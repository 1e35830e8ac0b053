import type { Principal } from '../identity/index.ts';
import { sql, type Db } from '../postgres/index.ts';
import type { WorkflowsDeps } from './deps.ts';
import { gatherSight, runVisibility } from './gather-sight.ts';
import { summarizeRun, type RunSummary } from './run-summary.ts';

async function readTotalsOf(db: Db, runIds: readonly string[]): Promise<Map<string, Record<string, number>>> {
  const { rows } = await sql<{ runId: string; totals: Record<string, number> }>`
    SELECT run_id AS "runId", jsonb_object_agg(name, value) AS totals
    FROM (
      SELECT run_id, name, sum(value) AS value FROM run_total WHERE run_id = ANY(${runIds}::uuid[]) GROUP BY run_id, name
    ) AS total
    GROUP BY run_id`.execute(db);
  return new Map(rows.map(({ runId, totals }) => [runId, totals]));
}

/** The newest runs that the actor may know of, newest first, without their logs. Two statements, however many there are. */
export async function listRuns(
  { db, clock }: Pick<WorkflowsDeps, 'db' | 'clock'>,
  principal: Principal,
  { limit }: { readonly limit: number },
): Promise<RunSummary[]> {
  const runs = await db
    .selectFrom('run')
    .selectAll()
    .where(runVisibility(await gatherSight(db, principal)))
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();
  const ids = runs.map(({ id }) => id);
  const totals = await readTotalsOf(db, ids);
  return runs.map((run) => summarizeRun(run, totals.get(run.id) ?? {}, clock.now()));
}
