import { Type, type Static } from 'typebox';
import { anyJson, nullable, openObject } from './envelope.ts';

/** An app (Atlan wire, app discovery). `native_ready` says whether this server can run it. */
export const AppInfo = Type.Object({
  app_id: Type.String(),
  name: Type.String(),
  native_ready: Type.Boolean(),
  execution_mode: Type.String(),
  entrypoints: Type.Array(Type.Object({ name: Type.String() })),
});
export type AppInfo = Static<typeof AppInfo>;

/** What an app takes: a JSON Schema, with these keys never null. */
export const AppInputContract = Type.Object({
  title: Type.String(),
  type: Type.String(),
  properties: openObject,
  required: Type.Array(Type.String()),
  $defs: openObject,
});
export type AppInputContract = Static<typeof AppInputContract>;

export const AppContractParameters = Type.Object({
  entrypoint: Type.Optional(Type.String({ description: 'absent: the one the app has when none is named' })),
});

/** A form (Atlan wire, configmaps): `config` is JSON in a string. */
export const ConfigMap = Type.Object({ data: Type.Object({ config: Type.String() }) });
export type ConfigMap = Static<typeof ConfigMap>;

/** A time at which a workflow runs by itself. An absent zone is UTC; the original refuses null, and so does this server. */
export const AppScheduleRequest = Type.Object({
  cron: Type.String({ minLength: 1, maxLength: 200, description: 'five fields, such as `0 9 * * *`' }),
  timezone: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'IANA name' })),
});
export type AppScheduleRequest = Static<typeof AppScheduleRequest>;

/** A workflow to make. `inputs` fit the contract of the app; both spellings of their names are taken, and null is absent. */
export const CreateAppWorkflowRequest = Type.Object({
  app_id: Type.String({ minLength: 1 }),
  name: Type.String({ minLength: 1 }),
  inputs: openObject,
  entrypoint: Type.Optional(nullable(Type.String({ minLength: 1 }))),
  schedule: Type.Optional(nullable(AppScheduleRequest)),
  run: Type.Optional(nullable(Type.Boolean({ description: 'absent: true' }))),
});
export type CreateAppWorkflowRequest = Static<typeof CreateAppWorkflowRequest>;

export const UpdateAppWorkflowRequest = Type.Object({
  inputs: openObject,
  entrypoint: Type.Optional(nullable(Type.String({ minLength: 1 }))),
});
export type UpdateAppWorkflowRequest = Static<typeof UpdateAppWorkflowRequest>;

/** The answer to making or changing a workflow; `run_id` and `schedule_trigger_id` where there is one. */
export const AppWorkflowSaved = Type.Object({
  execution_mode: Type.String(),
  slug: Type.String(),
  version: Type.Integer(),
  run_id: Type.Optional(Type.String()),
  schedule_trigger_id: Type.Optional(Type.String()),
});
export type AppWorkflowSaved = Static<typeof AppWorkflowSaved>;

export const AppScheduleRecord = Type.Object({
  trigger_id: Type.String(),
  cron: Type.String(),
  timezone: Type.String(),
});
export type AppScheduleRecord = Static<typeof AppScheduleRecord>;

/** A workflow of an app. `entrypoint` and `inputs` where one is asked for; a credential stands there by its guid. Times are ISO 8601. */
export const AppWorkflow = Type.Object({
  slug: Type.String(),
  name: Type.String(),
  version: Type.Integer(),
  owner: Type.String(),
  app_id: Type.String(),
  execution_mode: Type.String(),
  schedules: Type.Array(
    Type.Object({
      ...AppScheduleRecord.properties,
      next_run_at: nullable(Type.String({ description: 'ISO 8601; null while it is paused' })),
      paused: Type.Boolean(),
    }),
  ),
  created_at: Type.String(),
  updated_at: Type.String(),
  dag: anyJson,
  entrypoint: Type.Optional(nullable(Type.String())),
  inputs: Type.Optional(openObject),
});
export type AppWorkflow = Static<typeof AppWorkflow>;

export const AppWorkflowList = Type.Object({
  workflows: Type.Array(AppWorkflow),
  has_more: Type.Boolean(),
  next_cursor: nullable(Type.String()),
});
export type AppWorkflowList = Static<typeof AppWorkflowList>;

export const AppWorkflowParameters = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 200, description: '0 or absent: 50' })),
  cursor: Type.Optional(Type.String({ description: '`next_cursor` of the page before' })),
  name: Type.Optional(Type.String({ description: 'exactly this name' })),
});

export const AppWorkflowDeleted = Type.Object({ slug: Type.String(), archived: Type.Boolean() });
export type AppWorkflowDeleted = Static<typeof AppWorkflowDeleted>;

/** A run: `Pending`, `Running`, and in the end `Succeeded`, `Failed` or `Stopped`. `started_at` is when it was submitted. */
export const AppRun = Type.Object({
  run_id: Type.String(),
  status: Type.String(),
  slug: Type.String(),
  started_at: Type.String(),
  message: nullable(Type.String()),
});
export type AppRun = Static<typeof AppRun>;

export const AppRunCancelled = Type.Object({
  run_id: Type.String(),
  cancelled: Type.Boolean(),
  status: Type.String(),
  slug: Type.String(),
});
export type AppRunCancelled = Static<typeof AppRunCancelled>;

export const AppScheduleDeleted = Type.Object({ trigger_id: Type.String(), deleted: Type.Boolean() });
export type AppScheduleDeleted = Static<typeof AppScheduleDeleted>;

/** Clavis only: every app the server knows. */
export const AppList = Type.Object({
  apps: Type.Array(
    Type.Object({
      appId: Type.String(),
      entrypoint: nullable(Type.String()),
      connector: Type.String(),
      authTypes: Type.Array(Type.String()),
      runnable: Type.Boolean({ description: 'whether this server has an executor for it' }),
    }),
  ),
});
export type AppList = Static<typeof AppList>;

/** Clavis only: what a workflow of an app was, newest version first. */
export const AppVersionList = Type.Object({
  versions: Type.Array(
    Type.Object({
      version: Type.Integer(),
      entrypoint: nullable(Type.String()),
      inputs: openObject,
      savedBy: Type.String(),
      savedAt: Type.String(),
    }),
  ),
});
export type AppVersionList = Static<typeof AppVersionList>;
