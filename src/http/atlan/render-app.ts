import type { AppInfo, AppRun as WireRun, AppWorkflow, AppWorkflowSaved } from '../../contract/index.ts';
import type { AppDescription, AppDetail, AppRun, AppSummary } from '../../workflows/index.ts';

/** What the wire calls the way workflows of apps are run. */
const executionMode = 'native';

function timestamp(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, 'Z');
}

export function renderAppInfo({ app, isRunnable }: AppDescription): AppInfo {
  return {
    ...{ app_id: app.id, name: app.id, native_ready: isRunnable, execution_mode: executionMode },
    entrypoints: app.entrypoint === null ? [] : [{ name: app.entrypoint }],
  };
}

export interface SavedApp {
  readonly slug: string;
  readonly version: number;
  readonly runId?: string | null;
  readonly scheduleTriggerId?: string | null;
}

export function renderSavedApp({ slug, version, runId = null, scheduleTriggerId = null }: SavedApp): AppWorkflowSaved {
  return {
    ...{ execution_mode: executionMode, slug, version },
    ...(runId === null ? {} : { run_id: runId }),
    ...(scheduleTriggerId === null ? {} : { schedule_trigger_id: scheduleTriggerId }),
  };
}

/** COMPAT: one client finds out which apps are used by `dag.extract.inputs.app_id`. */
export function renderAppWorkflow(app: AppSummary | AppDetail): AppWorkflow {
  return {
    ...{ slug: app.slug, name: app.name, version: app.version, owner: app.owner, app_id: app.appId },
    execution_mode: executionMode,
    schedules: app.schedules.map(({ triggerId, cron, timezone, nextRunAt, isPaused }) => ({
      ...{ trigger_id: triggerId, cron, timezone },
      ...{ next_run_at: isPaused ? null : timestamp(nextRunAt), paused: isPaused },
    })),
    ...{ created_at: timestamp(app.createdAt), updated_at: timestamp(app.updatedAt) },
    dag: { extract: { inputs: { app_id: app.appId } } },
    ...('inputs' in app ? { entrypoint: app.entrypoint, inputs: app.inputs } : {}),
  };
}

export function renderAppRun({ runId, status, slug, startedAt, message }: AppRun): WireRun {
  return { run_id: runId, status, slug, started_at: timestamp(startedAt), message };
}
