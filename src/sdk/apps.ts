import type {
  AppInfo as WireInfo,
  AppList,
  AppRun as WireRun,
  AppRunCancelled,
  AppScheduleRecord,
  AppVersionList,
  AppWorkflow as WireWorkflow,
  AppWorkflowList,
  AppWorkflowSaved,
  JsonObject,
} from '../contract/index.ts';
import { isClavisError } from './error.ts';
import { pause } from './retry.ts';
import { type CallOptions, type Transport } from './transport.ts';

/** One of the apps that the server knows. */
export interface App {
  appId: string;
  /** The one operation it has a name for. */
  entrypoint: string | null;
  connector: string;
  authTypes: string[];
  /** Whether the server has an executor for it. */
  runnable: boolean;
}

/** An app as the Atlan wire tells of it. */
export interface AppInfo {
  appId: string;
  name: string;
  isRunnable: boolean;
  entrypoints: string[];
}

export interface AppScheduleInput {
  /** Five fields. */
  cron: string;
  /** IANA name, UTC unless told. */
  timezone?: string;
}

export interface AppSchedule {
  triggerId: string;
  cron: string;
  timezone: string;
}

/** A workflow of an app. */
export interface AppWorkflow {
  slug: string;
  name: string;
  appId: string;
  version: number;
  /** Username. */
  owner: string;
  /** `nextRunAt` is null while it is paused. */
  schedules: (AppSchedule & { nextRunAt: Date | null; isPaused: boolean })[];
  createdAt: Date;
  updatedAt: Date;
}

/** The same with what its newest version takes; a credential stands there by its guid. */
export interface AppWorkflowDetail extends AppWorkflow {
  entrypoint: string | null;
  inputs: JsonObject;
}

export interface AppWorkflowVersion {
  version: number;
  entrypoint: string | null;
  inputs: JsonObject;
  savedBy: string;
  savedAt: Date;
}

export interface NewAppWorkflow {
  appId: string;
  name: string;
  inputs: JsonObject;
  entrypoint?: string;
  schedule?: AppScheduleInput;
  /** Run it at once, true unless told. */
  run?: boolean;
}

export interface SavedAppWorkflow {
  slug: string;
  version: number;
  /** Null where no run was asked for, or the workflow was there already. */
  runId: string | null;
  scheduleTriggerId: string | null;
  /** The caller had made one of that name before; it is as it was. */
  isReused: boolean;
}

export type AppRunStatus = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Stopped';

export interface AppRun {
  runId: string;
  status: AppRunStatus;
  slug: string;
  /** When it was submitted. */
  startedAt: Date;
  message: string | null;
}

const appsPath = '/api/service/v1/apps';
const workflowsPath = '/api/service/v1/app';
const intervalMsDefault = 2_000;
const pageSize = 100;
const live = new Set<AppRunStatus>(['Pending', 'Running']);

function readSchedule({ trigger_id: triggerId, cron, timezone }: AppScheduleRecord): AppSchedule {
  return { triggerId, cron, timezone };
}

function readWorkflow(wire: WireWorkflow): AppWorkflow {
  return {
    ...{ slug: wire.slug, name: wire.name, appId: wire.app_id, version: wire.version, owner: wire.owner },
    schedules: wire.schedules.map((one) => {
      const nextRunAt = one.next_run_at === null ? null : new Date(one.next_run_at);
      return { ...readSchedule(one), nextRunAt, isPaused: one.paused };
    }),
    ...{ createdAt: new Date(wire.created_at), updatedAt: new Date(wire.updated_at) },
  };
}

function readRun({ run_id: runId, status, slug, started_at: startedAt, message }: WireRun): AppRun {
  // The server has no other words; a type cannot say so.
  return { runId, status: status as AppRunStatus, slug, startedAt: new Date(startedAt), message };
}

function readSaved(wire: AppWorkflowSaved): SavedAppWorkflow {
  const { slug, version, run_id: runId = null, schedule_trigger_id: scheduleTriggerId = null } = wire;
  return { slug, version, runId, scheduleTriggerId, isReused: false };
}

/** Workflows under a slug, made from an app and its inputs (Atlan wire, apps). They are workflows like the others, by another name. */
export class Apps {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Clavis only: every app the server knows. */
  async known(options?: CallOptions): Promise<App[]> {
    return (await this.#transport.call<AppList>({ method: 'GET', path: '/api/clavis/v1/apps' }, options)).apps;
  }

  async describe(appId: string, options?: CallOptions): Promise<AppInfo> {
    const path = `${appsPath}/${encodeURIComponent(appId)}`;
    const wire = await this.#transport.call<WireInfo>({ method: 'GET', path }, options);
    const { app_id: id, name, native_ready: isRunnable, entrypoints } = wire;
    return { appId: id, name, isRunnable, entrypoints: entrypoints.map((entrypoint) => entrypoint.name) };
  }

  /** What an app takes, as JSON Schema. */
  async inputs(appId: string, options: CallOptions & { entrypoint?: string } = {}): Promise<JsonObject> {
    const { entrypoint, ...call } = options;
    const query = entrypoint === undefined ? {} : { entrypoint };
    const path = `${appsPath}/${encodeURIComponent(appId)}/inputs`;
    return this.#transport.call<JsonObject>({ method: 'GET', path, query }, call);
  }

  /** Makes a workflow and runs it. One of that name that the caller made before is answered instead, as it is. */
  async create(workflow: NewAppWorkflow, options?: CallOptions): Promise<SavedAppWorkflow> {
    const { appId, ...rest } = workflow;
    const call = { method: 'POST', path: workflowsPath, body: { app_id: appId, ...rest } } as const;
    try {
      return readSaved(await this.#transport.call<AppWorkflowSaved>(call, options));
    } catch (error) {
      if (!isClavisError(error) || error.status !== 409 || error.slug === null) throw error;
      const { slug, version } = await this.get(error.slug, options);
      return { slug, version, runId: null, scheduleTriggerId: null, isReused: true };
    }
  }

  /** Every workflow of an app that the caller may see, newest first, or those of exactly this name. */
  async *list(options: CallOptions & { name?: string } = {}): AsyncGenerator<AppWorkflow, void, undefined> {
    const { name, ...call } = options;
    for (let cursor: string | null = null; ;) {
      const query = {
        limit: pageSize,
        ...(cursor === null ? {} : { cursor }),
        ...(name === undefined ? {} : { name }),
      };
      const request = { method: 'GET', path: workflowsPath, query } as const;
      const page: AppWorkflowList = await this.#transport.call<AppWorkflowList>(request, call);
      yield* page.workflows.map(readWorkflow);
      if (page.next_cursor === null) return;
      cursor = page.next_cursor;
    }
  }

  async get(slug: string, options?: CallOptions): Promise<AppWorkflowDetail> {
    const wire = await this.#transport.call<WireWorkflow>({ method: 'GET', path: this.#path(slug) }, options);
    return { ...readWorkflow(wire), entrypoint: wire.entrypoint ?? null, inputs: wire.inputs ?? {} };
  }

  /** Clavis only: what the workflow was, newest version first. */
  async versions(slug: string, options?: CallOptions): Promise<AppWorkflowVersion[]> {
    const path = `/api/clavis/v1/app-workflows/${encodeURIComponent(slug)}/versions`;
    const { versions } = await this.#transport.call<AppVersionList>({ method: 'GET', path }, options);
    return versions.map((version) => ({ ...version, savedAt: new Date(version.savedAt) }));
  }

  /** Replaces the inputs; the credential stays unless they name another. */
  async update(
    slug: string,
    change: { inputs: JsonObject; entrypoint?: string },
    options?: CallOptions,
  ): Promise<SavedAppWorkflow> {
    const call = { method: 'PUT', path: this.#path(slug), body: change } as const;
    return readSaved(await this.#transport.call<AppWorkflowSaved>(call, options));
  }

  /** Takes the workflow and its schedules away; its runs stay. */
  async delete(slug: string, options?: CallOptions): Promise<void> {
    await this.#transport.call<unknown>({ method: 'DELETE', path: this.#path(slug) }, options);
  }

  /** Runs the newest version. While a run is at work the new one waits; asking again meanwhile gives the one that waits. */
  async run(slug: string, options?: CallOptions): Promise<AppRun> {
    const call = { method: 'POST', path: `${this.#path(slug)}/submit`, idempotent: true } as const;
    return readRun(await this.#transport.call<WireRun>(call, options));
  }

  async getRun(runId: string, options?: CallOptions): Promise<AppRun> {
    return readRun(await this.#transport.call<WireRun>({ method: 'GET', path: this.#runPath(runId) }, options));
  }

  /** How the run stands, again and again until it is over; the last one given is the end. */
  async *watchRun(
    runId: string,
    options: CallOptions & { intervalMs?: number } = {},
  ): AsyncGenerator<AppRun, void, undefined> {
    const { intervalMs = intervalMsDefault, ...call } = options;
    for (;;) {
      const run = await this.getRun(runId, call);
      yield run;
      if (!live.has(run.status)) return;
      await pause(intervalMs, call.signal);
    }
  }

  /** Asks the run to stop; it is `Stopped` shortly afterwards. False for one that was over, or stopping, already. */
  async cancelRun(runId: string, options?: CallOptions): Promise<boolean> {
    const call = { method: 'POST', path: `${this.#runPath(runId)}/cancel` } as const;
    return (await this.#transport.call<AppRunCancelled>(call, options)).cancelled;
  }

  /** Adds a schedule; the same time once more gives the one that is there. */
  async addSchedule(slug: string, schedule: AppScheduleInput, options?: CallOptions): Promise<AppSchedule> {
    const path = `${this.#path(slug)}/schedule`;
    const call = { method: 'POST', path, body: schedule, idempotent: true } as const;
    return readSchedule(await this.#transport.call<AppScheduleRecord>(call, options));
  }

  async removeSchedule(slug: string, triggerId: string, options?: CallOptions): Promise<void> {
    const path = `${this.#path(slug)}/schedule/${encodeURIComponent(triggerId)}`;
    await this.#transport.call<unknown>({ method: 'DELETE', path }, options);
  }

  #path(slug: string): string {
    return `${workflowsPath}/${encodeURIComponent(slug)}`;
  }

  #runPath(runId: string): string {
    return `${workflowsPath}/runs/${encodeURIComponent(runId)}`;
  }
}
