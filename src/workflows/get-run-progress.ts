import type { JsonObject } from '../foundation/index.ts';
import type { Principal } from '../identity/index.ts';
import type { Db } from '../postgres/index.ts';
import type { WorkflowsDeps } from './deps.ts';
import { readResult, readTotals } from './engine/step-context.ts';
import { getRun } from './find-visible.ts';
import type { RunLogLevel } from './package.ts';
import { summarizeRun, type RunSummary } from './run-summary.ts';

export interface RunLogLine {
  readonly at: Date;
  readonly level: RunLogLevel;
  readonly message: string;
}

/** How far a run has come, with the last lines of its log, oldest first. */
export interface RunProgress extends RunSummary {
  readonly log: readonly RunLogLine[];
  /** The last line that tells of an error; `null` when there is none. */
  readonly lastError: RunLogLine | null;
  /** What the package says that the run found out, such as the plan of a dry run; `null` when it says nothing. */
  readonly result: JsonObject | null;
}

const logLinesMax = 200;

async function readLogTail(db: Db, runId: string): Promise<RunLogLine[]> {
  const newestFirst = await db
    .selectFrom('run_log')
    .select(['at', 'level', 'message'])
    .where('run_id', '=', runId)
    .orderBy('id', 'desc')
    .limit(logLinesMax)
    .execute();
  return newestFirst.reverse();
}

async function findLastError(db: Db, runId: string): Promise<RunLogLine | null> {
  const row = await db
    .selectFrom('run_log')
    .select(['at', 'level', 'message'])
    .where('run_id', '=', runId)
    .where('level', '=', 'error')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** How far a run has come. The name may be that of a workflow: then its newest run. Throws `run_not_found`. */
export async function getRunProgress(
  { db, clock }: Pick<WorkflowsDeps, 'db' | 'clock'>,
  principal: Principal,
  name: string,
): Promise<RunProgress> {
  const run = await getRun(db, principal, name);
  const summary = summarizeRun(run, await readTotals(db, run.id), clock.now());
  const log = await readLogTail(db, run.id);
  // Nearly always it is among the lines that are read anyway, or there are no others.
  const lastError =
    log.findLast(({ level }) => level === 'error') ??
    (log.length < logLinesMax ? null : await findLastError(db, run.id));
  return { ...summary, log, lastError, result: await readResult(db, run.id) };
}
