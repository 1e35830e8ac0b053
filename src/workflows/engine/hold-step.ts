import type { Tx } from '../../postgres/index.ts';
import { leaseEnd, LeaseLost, type StepHold } from './lease.ts';

/**
 * Locks the step until the transaction ends and renews its lease; throws `LeaseLost` when this attempt no longer holds it.
 *
 * INVARIANT: whoever takes the step away (rescue, stop, release) updates the same row, so it waits for this transaction, or
 * this transaction sees that the attempt is over. A worker that was thought dead can therefore write nothing.
 * The update touches no key, so rows that refer to the step (logs, totals) can be inserted meanwhile.
 */
export async function holdStep(tx: Tx, hold: StepHold): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('run_step')
    .set({ lease_until: leaseEnd })
    .where('id', '=', hold.stepId)
    .where('attempt', '=', hold.attempt)
    .where('state', '=', 'running')
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new LeaseLost();
}
