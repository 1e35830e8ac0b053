import type { Principal } from '../identity/index.ts';
import type { Db } from '../postgres/index.ts';
import type { WorkflowsDeps } from './deps.ts';
import { readTotals } from './engine/step-context.ts';
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

/** How far a run has come. The name may be that of a workflow: then its newest run. Throws `run_not_found`. */
export async function getRunProgress(
  { db, clock }: Pick<WorkflowsDeps, 'db' | 'clock'>,
  principal: Principal,
  name: string,
): Promise<RunProgress> {
  const run = await getRun(db, principal, name);
  const summary = summarizeRun(run, await readTotals(db, run.id), clock.now());
  return { ...summary, log: await readLogTail(db, run.id) };
}
