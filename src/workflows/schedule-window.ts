import { requireNoProblems, type JsonObject, type Problem } from '../foundation/index.ts';
import type { Principal } from '../identity/index.ts';
import { readSnapshot, type Database, type Tx } from '../postgres/index.ts';
import { listTriggers } from './apps/find-trigger.ts';
import { listOccurrences } from './cron/schedule-times.ts';
import type { WorkflowsDeps } from './deps.ts';
import { buildScheduledRunDocument, type ScheduledRunFacts } from './documents.ts';
import { gatherSight, runVisibility, workflowVisibility } from './gather-sight.ts';
import { renderRun, type WorkflowRow } from './run-row.ts';

/** The times a caller asks about, both included. */
export interface ScheduleWindow {
  readonly from: Date;
  readonly upTo: Date;
}

/** More is not looked through at once: a schedule of every minute comes due 1,440 times a day. */
const daysMax = 92;
/** Runs in one answer; the earliest are given. */
const runsMax = 1_000;
const dayMs = 86_400_000;

/** ISO 8601 with its offset. COMPAT: a `+` that was sent unencoded arrives as a space. */
const isoText = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+ -]\d{2}:?\d{2})$/;

function parseTime(path: string, text: string | null, problems: Problem[]): Date {
  const at = text !== null && isoText.test(text) ? new Date(text.replace(' ', '+')) : new Date(Number.NaN);
  if (Number.isNaN(at.getTime())) {
    const given = text === null ? 'is missing' : `is \`${text}\``;
    problems.push({
      path,
      message: `${given}; expected a date with its offset, such as \`2026-01-31T00:00:00+00:00\``,
    });
  }
  return at;
}

/** Reads both ends (Atlan wire, scheduled-query windows). Throws `field_invalid` with what is wrong with either. */
export function parseScheduleWindow(startDate: string | null, endDate: string | null): ScheduleWindow {
  const problems: Problem[] = [];
  const from = parseTime('startDate', startDate, problems);
  const upTo = parseTime('endDate', endDate, problems);
  if (problems.length === 0 && upTo < from) problems.push({ path: 'endDate', message: 'is before `startDate`' });
  if (problems.length === 0 && upTo.getTime() - from.getTime() > daysMax * dayMs)
    problems.push({ path: 'endDate', message: `is more than ${daysMax} days after \`startDate\`` });
  requireNoProblems('field_invalid', problems);
  return { from, upTo };
}

/** A schedule that is not paused, with what its runs show of the workflow. */
interface Timed {
  readonly cron: string;
  readonly timezone: string;
  readonly nextRunAt: Date;
  readonly shown: Pick<ScheduledRunFacts, 'workflow' | 'workflowName' | 'packageId'>;
}

const shownOf = ({ name, package_id, document }: Pick<WorkflowRow, 'name' | 'package_id' | 'document'>) => ({
  ...{ workflow: document, workflowName: name, packageId: package_id },
});

function timedOf(row: WorkflowRow): Timed[] {
  const { schedule_cron: cron, schedule_timezone: timezone, next_run_at: nextRunAt } = row;
  if (cron === null || timezone === null || nextRunAt === null) return [];
  return [{ cron, timezone, nextRunAt, shown: shownOf(row) }];
}

async function listScheduled(tx: Tx, principal: Principal): Promise<Timed[]> {
  const sight = await gatherSight(tx, principal);
  const rows = await tx
    .selectFrom('workflow')
    .selectAll()
    .where('schedule_cron', 'is not', null)
    .where('schedule_paused_at', 'is', null)
    .where(workflowVisibility(sight))
    .execute();
  const triggers = (await listTriggers(tx, sight)).filter(({ paused_at: pausedAt }) => pausedAt === null);
  const ofApps = triggers.map(({ cron, timezone, next_run_at: nextRunAt, workflow_name: name, ...row }) => ({
    ...{ cron, timezone, nextRunAt, shown: shownOf({ name, ...row }) },
  }));
  return [...rows.flatMap(timedOf), ...ofApps].sort(
    (one, other) => one.nextRunAt.getTime() - other.nextRunAt.getTime(),
  );
}

interface Planned {
  readonly timed: Timed;
  readonly dueAt: Date;
}

/** The earliest times of all schedules together. Each narrows the window of the next, so many that come due often cost little more than one. */
function plan(schedules: readonly Timed[], { from: after, upTo }: ScheduleWindow): readonly Planned[] {
  let earliest: Planned[] = [];
  for (const timed of schedules) {
    const end = earliest[runsMax - 1]?.dueAt ?? upTo;
    const times = listOccurrences(timed, { after, upTo: end, limit: runsMax });
    earliest = [...earliest, ...times.map((dueAt) => ({ timed, dueAt }))]
      .sort((one, other) => one.dueAt.getTime() - other.dueAt.getTime())
      .slice(0, runsMax);
  }
  return earliest;
}

function renderPlanned({ timed, dueAt }: Planned): JsonObject {
  return buildScheduledRunDocument({ ...timed.shown, dueAt, state: 'queued', message: null });
}

/**
 * The runs of schedules in the window that the actor may know of, earliest first, at most 1,000: those that were started, and as
 * `Pending` those that will be, by their cron expressions and time zones. A paused schedule starts none.
 */
export async function listScheduledRuns(
  { db, clock }: Pick<WorkflowsDeps, 'db' | 'clock'>,
  principal: Principal,
  { from, upTo }: ScheduleWindow,
): Promise<readonly JsonObject[]> {
  const now = clock.now();
  return readSnapshot(db, async (tx) => {
    const started = await tx
      .selectFrom('run')
      .selectAll()
      .where('origin', '=', 'schedule')
      .where('created_at', '>=', from)
      .where('created_at', '<=', upTo)
      .where(runVisibility(await gatherSight(tx, principal)))
      .orderBy('created_at')
      .limit(runsMax)
      .execute();
    const after = from > now ? new Date(from.getTime() - 1) : now;
    const schedules = upTo > now && started.length < runsMax ? await listScheduled(tx, principal) : [];
    return [...started.map(renderRun), ...plan(schedules, { from: after, upTo }).map(renderPlanned)].slice(0, runsMax);
  });
}

const missedWords: Readonly<Record<Database['missed_run']['reason'], string>> = {
  'no-node': 'missed: no node was working at that time',
  busy: 'missed: the run before it was not over',
};

/**
 * The times in the window at which a schedule that the actor may know of came due and no run was started, earliest first, at most
 * 1,000, as runs that failed with the reason.
 */
export async function listMissedRuns(
  { db }: Pick<WorkflowsDeps, 'db'>,
  principal: Principal,
  { from, upTo }: ScheduleWindow,
): Promise<readonly JsonObject[]> {
  return readSnapshot(db, async (tx) => {
    const rows = await tx
      .selectFrom('missed_run')
      .innerJoin('workflow', 'workflow.id', 'missed_run.workflow_id')
      .select(['missed_run.due_at', 'missed_run.reason', 'workflow.name', 'workflow.package_id', 'workflow.document'])
      .where('missed_run.due_at', '>=', from)
      .where('missed_run.due_at', '<=', upTo)
      .where(workflowVisibility(await gatherSight(tx, principal)))
      .orderBy('missed_run.due_at')
      .orderBy('missed_run.id')
      .limit(runsMax)
      .execute();
    return rows.map((row) =>
      buildScheduledRunDocument({
        ...{ workflow: row.document, packageId: row.package_id, workflowName: row.name },
        ...{ dueAt: row.due_at, state: 'failed', message: missedWords[row.reason] },
      }),
    );
  });
}
