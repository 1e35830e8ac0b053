import { sql, type Tx } from '../../postgres/index.ts';
import type { HeldRun } from '../change-run-state.ts';
import type { WorkQueue } from '../work-queue.ts';

/** How many steps of one run are worked on at a time, all nodes together. */
const stepsAtATimeMax = 4;

interface StepCounts {
  readonly done: number;
  readonly waiting: number;
  readonly busy: number;
}

async function countSteps(tx: Tx, runId: string): Promise<StepCounts> {
  const { rows } = await sql<StepCounts>`
    SELECT count(*) FILTER (WHERE state = 'succeeded')::int AS done,
           count(*) FILTER (WHERE state = 'waiting')::int AS waiting,
           count(*) FILTER (WHERE state IN ('queued', 'running', 'retrying'))::int AS busy
    FROM run_step WHERE run_id = ${runId} AND kind = 'step'`.execute(tx);
  return rows[0] ?? { done: 0, waiting: 0, busy: 0 };
}

interface Queued {
  readonly id: string;
  readonly delayMs: number;
}

async function queueSteps(
  tx: Tx,
  runId: string,
  { kind, limit }: { kind: 'step' | 'finish'; limit: number },
): Promise<readonly Queued[]> {
  const { rows } = await sql<Queued>`
    UPDATE run_step SET state = 'queued', queued_at = clock_timestamp(),
      run_after = clock_timestamp() + make_interval(secs => delay_ms / 1000.0)
    WHERE id IN (
      SELECT id FROM run_step WHERE run_id = ${runId} AND kind = ${kind} AND state = 'waiting' ORDER BY seq LIMIT ${limit})
    RETURNING id, delay_ms AS "delayMs"`.execute(tx);
  return rows;
}

/**
 * Queues what may be worked on now: waiting steps up to the limit, or the finish step once every step has succeeded.
 * INVARIANT: the caller holds the run, so two steps that end at the same moment cannot both overlook that they were the last.
 */
export async function advanceRun(deps: { readonly tx: Tx; readonly queue: WorkQueue }, run: HeldRun): Promise<void> {
  const { tx, queue } = deps;
  const counts = await countSteps(tx, run.id);
  await tx.updateTable('run').set({ steps_done: counts.done }).where('id', '=', run.id).execute();
  const isLast = counts.waiting === 0 && counts.busy === 0;
  const free = stepsAtATimeMax - counts.busy;
  const queued = isLast
    ? await queueSteps(tx, run.id, { kind: 'finish', limit: 1 })
    : await queueSteps(tx, run.id, { kind: 'step', limit: Math.max(free, 0) });
  const atOnce = queued.filter(({ delayMs }) => delayMs === 0).map(({ id }) => id);
  await queue.send(tx, atOnce);
  for (const { id, delayMs } of queued.filter((step) => step.delayMs > 0)) await queue.send(tx, [id], delayMs);
}
