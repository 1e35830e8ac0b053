import { recordAudit, systemActor } from '../../audit/index.ts';
import { isCatalogError } from '../../foundation/index.ts';
import { transact, type Tx } from '../../postgres/index.ts';
import { getNextOccurrence, listOccurrences } from '../cron/schedule-times.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { insertRun } from '../insert-run.ts';
import type { WorkflowRow } from '../run-row.ts';

export type ScheduleDeps = Pick<WorkflowsDeps, 'db' | 'clock' | 'queue' | 'log'>;

/** Times that one look writes down as missed; of a schedule of every minute more than half a day. The others are only counted. */
const missedMax = 1_000;
/** A run that begins this late is late, but not missed. */
const lateMs = 60_000;

/** A schedule whose time has come, with its workflow, which the transaction holds. */
export interface Due {
  readonly workflow: WorkflowRow;
  readonly cron: string;
  readonly timezone: string;
  readonly dueAt: Date;
  readonly at: Date;
}

async function holdOneDue(tx: Tx, at: Date): Promise<Due | null> {
  const workflow = await tx
    .selectFrom('workflow')
    .selectAll()
    .where('next_run_at', '<=', at)
    .where('schedule_paused_at', 'is', null)
    .orderBy('next_run_at')
    .limit(1)
    .forNoKeyUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (workflow === undefined) return null;
  const { schedule_cron: cron, schedule_timezone: timezone, next_run_at: dueAt } = workflow;
  return cron === null || timezone === null || dueAt === null ? null : { workflow, cron, timezone, dueAt, at };
}

/** Of the times that came due since the last look, all but the last: that one is made good, or the run before it is not over. */
async function writeMissed(
  tx: Tx,
  due: Due,
  times: readonly { at: Date; reason: 'no-node' | 'busy' }[],
): Promise<void> {
  if (times.length === 0) return;
  const rows = times.map(({ at, reason }) => ({
    workflow_id: due.workflow.id,
    due_at: at,
    reason,
    noticed_at: due.at,
  }));
  await tx
    .insertInto('missed_run')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function isAtWork(tx: Tx, workflowId: string): Promise<boolean> {
  const live = await tx
    .selectFrom('run')
    .select('id')
    .where('workflow_id', '=', workflowId)
    .where('finished_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return live !== undefined;
}

/** The times from the one that came due up to now, ascending. */
function timesDue({ cron, timezone, dueAt, at }: Due): readonly Date[] {
  return [dueAt, ...listOccurrences({ cron, timezone }, { after: dueAt, upTo: at, limit: missedMax })];
}

/** Starts the run of a due schedule, or writes down why there is none. */
export async function startOrMiss(deps: ScheduleDeps & { readonly tx: Tx }, due: Due): Promise<void> {
  const { tx, log } = deps;
  const { workflow, at } = due;
  const times = timesDue(due);
  const last = times.at(-1) ?? due.dueAt;
  const unnoticed = times.slice(0, -1).map((time) => ({ at: time, reason: 'no-node' as const }));
  // The wire's `concurrencyPolicy: Forbid`: a run that takes longer than the interval is not followed by a pile of others.
  const isBusy = await isAtWork(tx, workflow.id);
  const missed = isBusy ? [...unnoticed, { at: last, reason: 'busy' as const }] : unnoticed;
  await writeMissed(tx, due, missed);
  const lateBy = at.getTime() - last.getTime();
  if (missed.length > 0 || lateBy > lateMs) {
    const fields = { workflow: workflow.name, missed: missed.length, first: missed[0]?.at, lateSeconds: lateBy / 1000 };
    log.warn(
      fields,
      isBusy ? 'a schedule came due while a run of it is at work' : 'a schedule came due while no node worked',
    );
  }
  if (isBusy) return recordMissed(tx, due, missed.length);
  const run = await insertRun({ tx, queue: deps.queue }, workflow, {
    startedBy: workflow.defined_by,
    origin: 'schedule',
    at,
  });
  const detail = { workflow: workflow.name, ...(missed.length === 0 ? {} : { missed: missed.length }) };
  await recordAudit(tx, { actor: systemActor, action: 'run.start', objectKind: 'run', objectId: run.name, detail });
}

async function recordMissed(tx: Tx, { workflow, dueAt }: Due, count: number): Promise<void> {
  const detail = { missed: count, from: dueAt.toISOString() };
  const record = {
    actor: systemActor,
    action: 'schedule.miss',
    objectKind: 'workflow',
    objectId: workflow.name,
    detail,
  };
  await recordAudit(tx, record);
}

/** A schedule that was stored by an older version and cannot be read any more ends nobody else's: it is paused until somebody sets it anew. */
async function findNext(deps: ScheduleDeps & { readonly tx: Tx }, due: Due): Promise<Date | null> {
  try {
    return getNextOccurrence(due, due.at);
  } catch (error) {
    if (!isCatalogError(error)) throw error;
    deps.log.error({ err: error, workflow: due.workflow.name }, 'a schedule cannot be read and is paused');
    await deps.tx
      .updateTable('workflow')
      .set({ schedule_paused_at: due.at })
      .where('id', '=', due.workflow.id)
      .execute();
    return null;
  }
}

/** Starts one due run; `false` when none is due. The next due time and the run change in one transaction, on one node only. */
async function startOneDueRun(deps: ScheduleDeps): Promise<boolean> {
  return transact(deps.db, async (tx) => {
    const due = await holdOneDue(tx, deps.clock.now());
    if (due === null) return false;
    const next = await findNext({ ...deps, tx }, due);
    if (next === null) return true;
    await tx
      .updateTable('workflow')
      .set({ next_run_at: next, last_scheduled_at: due.at })
      .where('id', '=', due.workflow.id)
      .execute();
    await startOrMiss({ ...deps, tx }, due);
    return true;
  });
}

/**
 * Starts the runs whose time has come. Times missed while no node was up are made good by one run, not by all; the others are written
 * down (`missed_run`), as is a time at which the run before was still at work.
 */
export async function startDueRuns(deps: ScheduleDeps): Promise<void> {
  while (await startOneDueRun(deps));
}
