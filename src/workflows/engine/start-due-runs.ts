import { recordAudit, systemActor } from '../../audit/index.ts';
import { transact } from '../../postgres/index.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { insertRun } from '../insert-run.ts';

type ScheduleDeps = Pick<WorkflowsDeps, 'db' | 'clock' | 'queue'>;

/** Starts one due run; `false` when none is due. The next due time and the run change in one transaction, on one node only. */
async function startOneDueRun(deps: ScheduleDeps): Promise<boolean> {
  return transact(deps.db, async (tx) => {
    const at = deps.clock.now();
    const workflow = await tx
      .selectFrom('workflow')
      .selectAll()
      .where('next_run_at', '<=', at)
      .orderBy('next_run_at')
      .limit(1)
      .forNoKeyUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (workflow === undefined || workflow.schedule_cron === null || workflow.schedule_timezone === null) return false;
    const next = deps.queue.nextOccurrence(workflow.schedule_cron, workflow.schedule_timezone, at);
    await tx
      .updateTable('workflow')
      .set({ next_run_at: next, last_scheduled_at: at })
      .where('id', '=', workflow.id)
      .execute();
    const live = await tx
      .selectFrom('run')
      .select('id')
      .where('workflow_id', '=', workflow.id)
      .where('finished_at', 'is', null)
      .executeTakeFirst();
    // The wire's `concurrencyPolicy: Forbid`: a run that takes longer than the interval is not followed by a pile of others.
    if (live !== undefined) return true;
    const run = await insertRun({ tx, queue: deps.queue }, workflow, {
      startedBy: workflow.defined_by,
      origin: 'schedule',
      at,
    });
    const detail = { workflow: workflow.name };
    await recordAudit(tx, { actor: systemActor, action: 'run.start', objectKind: 'run', objectId: run.name, detail });
    return true;
  });
}

/** Starts the runs whose time has come. Times missed while no node was up are made good by one run, not by all. */
export async function startDueRuns(deps: ScheduleDeps): Promise<void> {
  while (await startOneDueRun(deps));
}
