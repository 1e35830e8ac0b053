import { randomInt } from 'node:crypto';
import type { OperationId } from '../../src/contract/index.ts';
import { nobody, open, path, type Call, type Made, type RouteCase } from './route-case.ts';

const attributes = { qualifiedName: 'default/glue/1735500000', connectorName: 'glue', name: 'a connection' };

/** What an app is given here; the package takes anything. */
export const appInputs = { connection: { typeName: 'Connection', attributes }, extraction_method: 'direct' };

/** A workflow of the app surface under a name of its own. */
export function newAppWorkflow(): object {
  const name = `atlan-glue-${String(randomInt(1_000_000_000, 9_999_999_999))}`;
  return { app_id: 'atlan-glue', name, inputs: appInputs };
}

const noSlug = 'atlan-glue-1-aaaaaaaa';
const noRun = `${noSlug}-aaaaa`;

type Target = keyof Pick<Made, 'appSlug' | 'appRunId'>;

/** On a workflow or a run of the admin's, which is hidden from the others. */
function onApp(id: OperationId, target: Target, { body, ...expected }: { none: number; body?: object }): RouteCase {
  const call = (part: string): Call => ({ url: path(id, part), ...(body === undefined ? {} : { body }) });
  return {
    existing: (made) => call(made[target]),
    missing: () => call(target === 'appSlug' ? noSlug : noRun),
    none: expected.none,
    default: [404, 404],
    admin: [200, 404],
  };
}

const schedule = { cron: '0 9 * * *', timezone: 'UTC' };

function discovery(id: OperationId, rest = ''): RouteCase {
  const known = path(id, 'atlan-glue') + rest;
  const both = [200, 404] as const;
  return {
    existing: () => ({ url: known }),
    missing: () => ({ url: path(id, 'no-such-app') + rest }),
    none: both,
    default: both,
    admin: both,
  };
}

/** The app surface. What apps there are is no secret; the workflows of others are. */
export const appRouteCases = {
  getApp: discovery('getApp'),
  getAppInputs: discovery('getAppInputs'),
  getConfigMap: discovery('getConfigMap'),
  listApps: open('listApps', {}, 200),
  createAppWorkflow: {
    existing: () => ({ url: path('createAppWorkflow'), body: newAppWorkflow() }),
    none: 403,
    default: 200,
    admin: 200,
  },
  listAppWorkflows: open('listAppWorkflows', {}, 200),
  getAppWorkflow: onApp('getAppWorkflow', 'appSlug', { none: 404 }),
  updateAppWorkflow: onApp('updateAppWorkflow', 'appSlug', { none: 403, body: { inputs: appInputs } }),
  deleteAppWorkflow: onApp('deleteAppWorkflow', 'appSlug', { none: 403 }),
  submitAppWorkflow: onApp('submitAppWorkflow', 'appSlug', { none: 403 }),
  getAppRun: onApp('getAppRun', 'appRunId', { none: 404 }),
  cancelAppRun: onApp('cancelAppRun', 'appRunId', { none: 403 }),
  addAppSchedule: onApp('addAppSchedule', 'appSlug', { none: 403, body: schedule }),
  removeAppSchedule: {
    existing: ({ appSlug }) => ({ url: path('removeAppSchedule', appSlug).replace('{triggerId}', nobody) }),
    missing: () => ({ url: path('removeAppSchedule', noSlug).replace('{triggerId}', nobody) }),
    none: 403,
    // The workflow is there for the admin, the schedule is not; that one can be removed is tested beside this table.
    default: 404,
    admin: 404,
  },
  listAppVersions: onApp('listAppVersions', 'appSlug', { none: 404 }),
} as const satisfies Record<string, RouteCase>;
