import type { Operation } from '../operation.ts';

const ownerOrAdmin = 'owner of the workflow, or admin';
const seen = 'own workflows and those of connections one administers; all with workflow.read-all';

/**
 * The app surface (Atlan wire, apps): workflows under a slug, made from an app and its inputs. They are the workflows of the other surface, by
 * another name.
 */
export const appOperations = {
  getApp: {
    method: 'GET',
    path: '/api/service/v1/apps/{appId}',
    tag: 'apps',
    summary: 'One app: its entrypoints and whether this server can run it',
    access: 'principal',
    capability: 'any',
  },
  getAppInputs: {
    method: 'GET',
    path: '/api/service/v1/apps/{appId}/inputs',
    tag: 'apps',
    summary: 'What an app takes, as JSON Schema',
    access: 'principal',
    capability: 'any',
  },
  getConfigMap: {
    method: 'GET',
    path: '/api/service/configmaps/{name}',
    tag: 'apps',
    summary: 'The form of an app, or of a kind of credential',
    access: 'principal',
    capability: 'any',
  },
  createAppWorkflow: {
    method: 'POST',
    path: '/api/service/v1/app',
    tag: 'apps',
    summary: 'Make a workflow from an app and run it; 409 with the slug when one has one of that name',
    access: 'principal',
    capability: 'workflow.submit',
  },
  listAppWorkflows: {
    method: 'GET',
    path: '/api/service/v1/app',
    tag: 'apps',
    summary: 'List workflows of apps, newest first',
    access: 'principal',
    capability: seen,
  },
  getAppWorkflow: {
    method: 'GET',
    path: '/api/service/v1/app/{slug}',
    tag: 'apps',
    summary: 'One workflow of an app, with its inputs',
    access: 'principal',
    capability: seen,
  },
  updateAppWorkflow: {
    method: 'PUT',
    path: '/api/service/v1/app/{slug}',
    tag: 'apps',
    summary: 'Replace the inputs; a new version under the same slug',
    access: 'principal',
    capability: ownerOrAdmin,
  },
  deleteAppWorkflow: {
    method: 'DELETE',
    path: '/api/service/v1/app/{slug}',
    tag: 'apps',
    summary: 'Archive a workflow and end its schedules',
    access: 'principal',
    capability: ownerOrAdmin,
  },
  submitAppWorkflow: {
    method: 'POST',
    path: '/api/service/v1/app/{slug}/submit',
    tag: 'apps',
    summary: 'Run the newest version',
    access: 'principal',
    capability: 'workflow.submit',
  },
  getAppRun: {
    method: 'GET',
    path: '/api/service/v1/app/runs/{runId}',
    tag: 'apps',
    summary: 'How a run stands',
    access: 'principal',
    capability: 'runs of own workflows and those of connections one administers; all with workflow.read-all',
  },
  cancelAppRun: {
    method: 'POST',
    path: '/api/service/v1/app/runs/{runId}/cancel',
    tag: 'apps',
    summary: 'Ask for the end of a run; it is Stopped shortly after',
    access: 'principal',
    capability: ownerOrAdmin,
  },
  addAppSchedule: {
    method: 'POST',
    path: '/api/service/v1/app/{slug}/schedule',
    tag: 'apps',
    summary: 'Add a schedule',
    access: 'principal',
    capability: ownerOrAdmin,
  },
  removeAppSchedule: {
    method: 'DELETE',
    path: '/api/service/v1/app/{slug}/schedule/{triggerId}',
    tag: 'apps',
    summary: 'Remove a schedule',
    access: 'principal',
    capability: ownerOrAdmin,
  },
  listApps: {
    method: 'GET',
    path: '/api/clavis/v1/apps',
    tag: 'apps',
    summary: 'Every app the server knows, and which of them it can run',
    access: 'principal',
    capability: 'any',
  },
  listAppVersions: {
    method: 'GET',
    path: '/api/clavis/v1/app-workflows/{slug}/versions',
    tag: 'apps',
    summary: 'What a workflow of an app was, newest version first',
    access: 'principal',
    capability: seen,
  },
} as const satisfies Record<string, Operation>;
