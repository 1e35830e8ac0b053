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

const renderLine = ({ at, level, message }: RunProgress['log'][number]): RunDetail['log'][number] => ({
  at: at.toISOString(),
  level,
  message,
});

/** The same with the last lines of its log, oldest first. */
export function renderRunDetail(progress: RunProgress): RunDetail {
  const { lastError, result } = progress;
  return {
    ...renderRunSummary(progress),
    log: progress.log.map(renderLine),
    lastError: lastError === null ? null : renderLine(lastError),
    result,
  };
}
