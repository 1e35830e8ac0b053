import { sql, transact, type Tx } from '../../postgres/index.ts';
import { holdRun } from '../change-run-state.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { endRun } from './end-run.ts';

/** Workers a step may lose since its last checkpoint; a step that kills its worker every time must not do so for ever. */
export const rescuesMax = 20;

const rescuedAtATimeMax = 100;

interface Rescued {
  readonly id: string;
  readonly run_id: string;
  readonly label: string;
  readonly rescues: number;
}

/**
 * A step is taken away only when its lease lapsed by the database's clock and nobody is writing in its name at this moment
 * (a transaction that holds the step has locked the row, and locked rows are skipped).
 */
async function takeAway(tx: Tx): Promise<Rescued[]> {
  const { rows } = await sql<Rescued>`
    UPDATE run_step SET state = 'queued', lease_until = NULL, worker = NULL, rescues = rescues + 1,
      queued_at = clock_timestamp(), run_after = clock_timestamp()
    WHERE id IN (
      SELECT id FROM run_step WHERE state = 'running' AND lease_until < clock_timestamp()
      ORDER BY lease_until LIMIT ${rescuedAtATimeMax} FOR NO KEY UPDATE SKIP LOCKED)
    RETURNING id, run_id, label, rescues`.execute(tx);
  return rows;
}

async function giveUp(deps: Pick<WorkflowsDeps, 'db' | 'clock' | 'queue'>, step: Rescued): Promise<void> {
  await transact(deps.db, async (tx) => {
    const run = await holdRun(tx, step.run_id);
    if (run.state !== 'running') return;
    const message = `${step.label}: the worker was lost ${step.rescues} times without progress`;
    await endRun({ tx, queue: deps.queue }, run, { to: 'error', at: deps.clock.now(), message });
  });
}

/** Puts the steps of lost workers back into the queue, where any node takes them up from their last checkpoint. */
export async function rescueSteps(deps: Pick<WorkflowsDeps, 'db' | 'clock' | 'queue'>): Promise<number> {
  const rescued = await transact(deps.db, async (tx) => {
    const steps = await takeAway(tx);
    const sent = steps.filter(({ rescues }) => rescues <= rescuesMax);
    await deps.queue.send(
      tx,
      sent.map(({ id }) => id),
    );
    const lines = sent.map(({ id, run_id, label }) => ({
      ...{ run_id, step_id: id, level: 'warn' as const },
      message: `${label}: the worker was lost; another goes on from the last checkpoint`,
    }));
    if (lines.length > 0) await tx.insertInto('run_log').values(lines).execute();
    return steps;
  });
  for (const step of rescued.filter(({ rescues }) => rescues > rescuesMax)) await giveUp(deps, step);
  return rescued.length;
}
