import type { RunRow } from '../run-row.ts';
import type { RunState } from '../states.ts';

/** What the app surface calls the state of a run; other words than those of the workflow surface (Atlan wire, app statuses). */
export type AppRunStatus = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Stopped';

export interface AppRun {
  readonly runId: string;
  readonly status: AppRunStatus;
  readonly slug: string;
  /** When it was submitted, as on the other surface. */
  readonly startedAt: Date;
  readonly message: string | null;
}

const statusOf: Readonly<Record<RunState, AppRunStatus>> = {
  queued: 'Pending',
  running: 'Running',
  stopping: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
  error: 'Failed',
};

/** The run as this surface shows it. One that failed because somebody asked for its end is `Stopped`. */
export function renderAppRun(row: RunRow): AppRun {
  const isStopped = row.state === 'failed' && row.stop_requested_at !== null;
  return {
    ...{ runId: row.name, slug: row.workflow_name, startedAt: row.created_at, message: row.message },
    status: isStopped ? 'Stopped' : statusOf[row.state],
  };
}
