import type { RunDetail, RunSummary as WireRunSummary } from '../../contract/index.ts';
import type { RunProgress, RunSummary } from '../../workflows/index.ts';

/** How far a run is, without its log. */
export function renderRunSummary(progress: RunSummary): WireRunSummary {
  return {
    name: progress.run,
    workflowName: progress.workflow,
    packageId: progress.package,
    phase: progress.phase,
    message: progress.message,
    submittedAt: progress.submittedAt.toISOString(),
    startedAt: progress.startedAt?.toISOString() ?? null,
    finishedAt: progress.finishedAt?.toISOString() ?? null,
    totals: { ...progress.totals },
    ratePerMinute: { ...progress.ratePerMinute },
    secondsLeft: progress.secondsLeft,
    steps: { ...progress.steps },
  };
}

/** The same with the last lines of its log, oldest first. */
export function renderRunDetail(progress: RunProgress): RunDetail {
  const log = progress.log.map(({ at, level, message }) => ({ at: at.toISOString(), level, message }));
  return { ...renderRunSummary(progress), log };
}
