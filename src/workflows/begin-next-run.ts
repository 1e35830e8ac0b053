import { sql, type Tx } from '../postgres/index.ts';
import type { WorkQueue } from './work-queue.ts';

/** Locks the workflow, and with it whose turn it is, until the transaction ends. */
export async function holdTurn(tx: Tx, workflowId: string): Promise<void> {
  await tx.selectFrom('workflow').select('id').where('id', '=', workflowId).forNoKeyUpdate().execute();
}

/**
 * Gives the oldest queued run of a workflow its turn, unless another run of it is still at work.
 *
 * INVARIANT: runs of one workflow never overlap. The lock on the workflow makes two calls see each other's result; a run
 * has its turn from the moment its plan step leaves `waiting` until the run is over.
 */
export async function beginNextRun(tx: Tx, queue: WorkQueue, workflowId: string): Promise<void> {
  await holdTurn(tx, workflowId);
  const { rows } = await sql<{ id: string }>`
    UPDATE run_step SET state = 'queued', queued_at = clock_timestamp(), run_after = clock_timestamp()
    WHERE state = 'waiting' AND kind = 'plan'
      AND run_id = (SELECT id FROM run WHERE workflow_id = ${workflowId} AND state = 'queued' ORDER BY seq LIMIT 1)
      AND NOT EXISTS (
        SELECT 1 FROM run JOIN run_step AS plan ON plan.run_id = run.id AND plan.kind = 'plan'
        WHERE run.workflow_id = ${workflowId} AND run.finished_at IS NULL AND plan.state <> 'waiting')
    RETURNING id`.execute(tx);
  await queue.send(
    tx,
    rows.map(({ id }) => id),
  );
}
