import type { Principal } from '../identity/index.ts';
import { sql, type Db } from '../postgres/index.ts';
import type { WorkflowsDeps } from './deps.ts';
import { readTotals } from './engine/step-context.ts';
import { getRun } from './find-visible.ts';
import type { RunLogLine } from './get-run-progress.ts';
import type { RunRow } from './run-row.ts';
import { summarizeRun, type RunSummary } from './run-summary.ts';
import type { StepState } from './states.ts';

/** A line of the log with its place in it; a later line has a greater id. */
export interface NumberedLine extends RunLogLine {
  readonly id: number;
  /** The label of the step that wrote it; `null` for one of the run itself. */
  readonly step: string | null;
}

/** Where a step is now. */
export interface StepNews {
  readonly key: string;
  readonly label: string;
  readonly kind: 'plan' | 'step' | 'finish';
  readonly state: StepState;
  /** How often it was begun. */
  readonly attempt: number;
  readonly message: string | null;
}

/** What is new about a run since the last look. */
export interface RunNews {
  /** `null` when nothing of it has changed. */
  readonly progress: RunSummary | null;
  readonly steps: readonly StepNews[];
  readonly lines: readonly NumberedLine[];
  /** Nothing will be new any more. */
  readonly isEnd: boolean;
}

/** Looks at one run again and again and tells what is new. */
export interface RunFollower {
  /** As the principal, whose sight is decided anew. Throws `run_not_found` as soon as the run is hidden from it. */
  look(principal: Principal): Promise<RunNews>;
}

export interface FollowInput {
  /** Of the run, or of a workflow: then its newest run. */
  readonly name: string;
  /** Only lines after this one; the last 200 when `null`. */
  readonly afterLine: number | null;
}

const linesAtOnceMax = 500;
const tailLinesMax = 200;
/**
 * Lines get their ids before they are committed, so one may appear after another with a greater id. Younger lines are therefore looked for
 * again, and told once.
 */
const settledSeconds = 10;

type LineRow = NumberedLine & { readonly isSettled: boolean };
type StepRow = StepNews & { readonly id: string };

interface Seen {
  /** All lines up to here are told. */
  settled: number;
  readonly unsettled: Set<number>;
  readonly steps: Map<string, string>;
  progress: string;
}

async function readLines(db: Db, runId: string, seen: Seen): Promise<readonly LineRow[]> {
  const { rows } = await sql<LineRow>`
    SELECT run_log.id, run_log.at, run_log.level, run_log.message, run_step.label AS step,
      run_log.at < clock_timestamp() - make_interval(secs => ${settledSeconds}) AS "isSettled"
    FROM run_log LEFT JOIN run_step ON run_step.id = run_log.step_id
    WHERE run_log.run_id = ${runId} AND run_log.id > ${seen.settled} AND run_log.id <> ALL(${[...seen.unsettled]}::bigint[])
    ORDER BY run_log.id LIMIT ${linesAtOnceMax}`.execute(db);
  return rows;
}

/** The steps at work, those that wait for another try, and those that ended a moment ago: few, however many the run has. */
async function readSteps(db: Db, runId: string): Promise<readonly StepRow[]> {
  const { rows } = await sql<StepRow>`
    SELECT id, key, label, kind, state, attempt, message FROM run_step
    WHERE run_id = ${runId} AND (state IN ('running', 'retrying')
      OR (state IN ('succeeded', 'failed') AND finished_at > clock_timestamp() - make_interval(secs => ${settledSeconds})))
    ORDER BY seq LIMIT ${linesAtOnceMax}`.execute(db);
  return rows;
}

/** The id before the first of the last lines. */
async function findTail(db: Db, runId: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    SELECT id FROM run_log WHERE run_id = ${runId} ORDER BY id DESC OFFSET ${tailLinesMax} LIMIT 1`.execute(db);
  return rows[0]?.id ?? 0;
}

function noteLines(seen: Seen, rows: readonly LineRow[]): void {
  for (const { id } of rows) seen.unsettled.add(id);
  const settled = rows.filter(({ isSettled }) => isSettled).map(({ id }) => id);
  seen.settled = Math.max(seen.settled, ...settled);
  for (const id of seen.unsettled) if (id <= seen.settled) seen.unsettled.delete(id);
}

function pickNewSteps(seen: Seen, rows: readonly StepRow[]): StepNews[] {
  return rows.flatMap(({ id, ...step }) => {
    const now = `${step.state} ${step.attempt}`;
    if (seen.steps.get(id) === now) return [];
    seen.steps.set(id, now);
    return [step];
  });
}

/** The pace changes at every look, so it does not count as news. */
function digest({ ratePerMinute: _rate, secondsLeft: _left, ...rest }: RunSummary): string {
  return JSON.stringify(rest);
}

function pickProgress(seen: Seen, summary: RunSummary): RunSummary | null {
  const now = digest(summary);
  if (seen.progress === now) return null;
  seen.progress = now;
  return summary;
}

/** Follows one run. Nothing is read before the first look, which settles which run is meant. */
export function createRunFollower(
  { db, clock }: Pick<WorkflowsDeps, 'db' | 'clock'>,
  { name, afterLine }: FollowInput,
): RunFollower {
  const seen: Seen = { settled: 0, unsettled: new Set(), steps: new Map(), progress: '' };
  let runName: string | null = null;
  const begin = async (run: RunRow): Promise<void> => {
    runName = run.name;
    seen.settled = afterLine ?? (await findTail(db, run.id));
  };
  return {
    look: async (principal) => {
      const run = await getRun(db, principal, runName ?? name);
      if (runName === null) await begin(run);
      // After the run: what stands in the log of a run that is over stays as it is.
      const steps = await readSteps(db, run.id);
      const rows = await readLines(db, run.id, seen);
      noteLines(seen, rows);
      const summary = summarizeRun(run, await readTotals(db, run.id), clock.now());
      return {
        progress: pickProgress(seen, summary),
        steps: pickNewSteps(seen, steps),
        lines: rows.map(({ isSettled: _isSettled, ...line }) => line),
        isEnd: run.finished_at !== null && rows.length < linesAtOnceMax,
      };
    },
  };
}
