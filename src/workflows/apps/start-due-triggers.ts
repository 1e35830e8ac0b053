import { isCatalogError } from '../../foundation/index.ts';
import { transact, type Tx } from '../../postgres/index.ts';
import { getNextOccurrence } from '../cron/schedule-times.ts';
import { startOrMiss, type Due, type ScheduleDeps } from '../engine/start-due-runs.ts';

interface DueTrigger {
  readonly id: string;
  readonly due: Due;
}

/**
 * One due trigger, its workflow held.
 * INVARIANT: workflow before trigger, as whoever adds or removes a trigger does it.
 */
async function holdOneDue(tx: Tx, at: Date): Promise<DueTrigger | null> {
  const row = await tx
    .selectFrom('workflow_trigger')
    .innerJoin('workflow', 'workflow.id', 'workflow_trigger.workflow_id')
    .selectAll('workflow')
    .select(['workflow_trigger.id as trigger_id', 'workflow_trigger.cron', 'workflow_trigger.timezone'])
    .select('workflow_trigger.next_run_at as due_at')
    .where('workflow_trigger.next_run_at', '<=', at)
    .where('workflow_trigger.paused_at', 'is', null)
    .orderBy('workflow_trigger.next_run_at')
    .limit(1)
    .forNoKeyUpdate('workflow')
    .skipLocked()
    .executeTakeFirst();
  if (row === undefined) return null;
  const { trigger_id: id, cron, timezone, due_at: dueAt, ...workflow } = row;
  return { id, due: { workflow, cron, timezone, dueAt, at } };
}

/** `null` for one that was stored by an older version and cannot be read any more. */
function findNext({ log }: Pick<ScheduleDeps, 'log'>, due: Due): Date | null {
  try {
    return getNextOccurrence(due, due.at);
  } catch (error) {
    if (!isCatalogError(error)) throw error;
    log.error({ err: error, workflow: due.workflow.name }, 'a schedule cannot be read and is paused');
    return null;
  }
}

/** Starts the run of one due trigger; `false` when none is due. */
async function startOneDueTrigger(deps: ScheduleDeps): Promise<boolean> {
  return transact(deps.db, async (tx) => {
    const held = await holdOneDue(tx, deps.clock.now());
    if (held === null) return false;
    const { id, due } = held;
    const next = findNext(deps, due);
    if (next === null) {
      await tx.updateTable('workflow_trigger').set({ paused_at: due.at }).where('id', '=', id).execute();
      return true;
    }
    const moved = await tx
      .updateTable('workflow_trigger')
      .set({ next_run_at: next, last_scheduled_at: due.at })
      .where('id', '=', id)
      .where('next_run_at', '=', due.dueAt)
      .where('paused_at', 'is', null)
      .executeTakeFirst();
    // Started by another node, removed or paused between the look and the lock.
    if (moved.numUpdatedRows > 0n) await startOrMiss({ ...deps, tx }, due);
    return true;
  });
}

/** Starts the runs of triggers whose time has come, by the rules for the schedule that stands in the workflow itself. */
export async function startDueTriggers(deps: ScheduleDeps): Promise<void> {
  while (await startOneDueTrigger(deps));
}
