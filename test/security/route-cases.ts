import { randomBytes, randomInt } from 'node:crypto';
import { operations, type OperationId } from '../../src/contract/index.ts';
import { newGuid } from '../../src/foundation/index.ts';

/** One request of the matrix, without its credential. */
export interface Call {
  readonly url: string;
  readonly body?: object;
}

/** What the admin has made, for a case to point at. */
export interface Made {
  readonly tokenId: string;
  readonly connection: { readonly guid: string; readonly qualifiedName: string };
  readonly workflowName: string;
  readonly runName: string;
  readonly credentialId: string;
}

/** Expected status with an object that exists and with one that does not; one number where there is no object. */
type Expected = number | readonly [existing: number, missing: number];

/**
 * What one operation answers. `needs` says which objects are made anew for each request, because the request uses them up.
 * Without a good credential every operation that needs one answers 401, whatever is asked.
 */
export interface RouteCase {
  readonly existing: (made: Made) => Call;
  readonly missing?: (made: Made) => Call;
  readonly none: Expected;
  readonly default: Expected;
  readonly admin: Expected;
}

const nobody = newGuid();

function path(id: OperationId, part = ''): string {
  return operations[id].path.replace(/\{\w+\}/, part);
}

function workflowBody(name: string): object {
  const templateRef = { name: 'atlan-glue', template: 'main', clusterScope: true };
  const tasks = [{ name: 'run', arguments: { parameters: [] }, templateRef }];
  return {
    metadata: { name, namespace: 'default', labels: {}, annotations: {} },
    spec: { entrypoint: 'main', templates: [{ name: 'main', dag: { tasks } }] },
    payload: [],
  };
}

export function newWorkflow(): { readonly name: string; readonly body: object } {
  const name = `atlan-glue-${String(randomInt(1_000_000_000, 9_999_999_999))}`;
  return { name, body: workflowBody(name) };
}

export function newConnection(adminUsers: readonly string[]): {
  readonly qualifiedName: string;
  readonly body: object;
} {
  const qualifiedName = `default/glue/${randomBytes(6).toString('hex')}`;
  const attributes = { qualifiedName, name: 'a connection', connectorName: 'glue', category: 'lake', adminUsers };
  return { qualifiedName, body: { entities: [{ typeName: 'Connection', guid: '-1', attributes }] } };
}

function uniqueName(qualifiedName: string): string {
  return `?attr:qualifiedName=${encodeURIComponent(qualifiedName)}`;
}

function list(id: OperationId, statuses: { readonly none: number }): RouteCase {
  return { existing: () => ({ url: path(id) }), ...statuses, default: 200, admin: 200 };
}

function open(id: OperationId, call: Partial<Call>, status: number): RouteCase {
  return { existing: () => ({ url: path(id), ...call }), none: status, default: status, admin: status };
}

function submitting(id: OperationId): RouteCase {
  return { existing: () => ({ url: path(id), body: newWorkflow().body }), none: 403, default: 200, admin: 200 };
}

function rerunning(id: OperationId): RouteCase {
  return {
    existing: ({ workflowName }) => ({ url: path(id), body: { resourceName: workflowName } }),
    missing: () => ({ url: path(id), body: { resourceName: 'atlan-glue-1' } }),
    none: 403,
    default: [200, 404],
    admin: [200, 404],
  };
}

function changingWorkflow(id: OperationId, body: (name: string) => object | undefined): RouteCase {
  const call = (name: string): Call => {
    const given = body(name);
    return { url: path(id, name), ...(given === undefined ? {} : { body: given }) };
  };
  return {
    existing: ({ workflowName }) => call(workflowName),
    missing: () => call('atlan-glue-1'),
    none: 403,
    default: [200, 404],
    admin: [200, 404],
  };
}

function onCredential(id: OperationId, body?: object): RouteCase {
  const call = (guid: string): Call => ({ url: path(id, guid), ...(body === undefined ? {} : { body }) });
  return {
    existing: ({ credentialId }) => call(credentialId),
    missing: () => call(nobody),
    none: 403,
    default: [200, 404],
    admin: [200, 404],
  };
}

const credential = { name: 'default-glue-1-0', authType: 'iam', connectorConfigName: 'atlan-connectors-glue' };
const search = { query: { match_all: {} }, from: 0, size: 10 };

/**
 * The matrix. An asset that the actor may not read is `404`, existing or not: the two answers must not differ. A capability that
 * the role lacks is `403`, existing or not, for the same reason.
 */
export const routeCases: Readonly<Record<OperationId, RouteCase>> = {
  listApiTokens: { existing: () => ({ url: path('listApiTokens') }), none: 403, default: 200, admin: 200 },
  createApiToken: {
    existing: () => ({ url: path('createApiToken'), body: { displayName: 'made in the matrix', description: '' } }),
    none: 403,
    default: 403,
    admin: 200,
  },
  updateApiToken: {
    existing: ({ tokenId }) => ({ url: path('updateApiToken', tokenId), body: { displayName: 'changed' } }),
    missing: () => ({ url: path('updateApiToken', nobody), body: { displayName: 'changed' } }),
    none: 403,
    default: 403,
    admin: [200, 404],
  },
  purgeApiToken: {
    existing: ({ tokenId }) => ({ url: path('purgeApiToken', tokenId) }),
    missing: () => ({ url: path('purgeApiToken', nobody) }),
    none: 403,
    default: 403,
    admin: [200, 404],
  },
  listUsers: list('listUsers', { none: 403 }),
  getCurrentUser: list('getCurrentUser', { none: 200 }),
  getWhoAmI: list('getWhoAmI', { none: 200 }),
  listRoles: list('listRoles', { none: 403 }),
  listGroups: list('listGroups', { none: 403 }),
  listGroupsV2: list('listGroupsV2', { none: 403 }),

  saveEntities: {
    existing: ({ connection }) => ({
      url: path('saveEntities'),
      body: {
        entities: [
          {
            typeName: 'Connection',
            guid: connection.guid,
            attributes: { qualifiedName: connection.qualifiedName, name: 'renamed' },
          },
        ],
      },
    }),
    missing: () => ({
      url: path('saveEntities'),
      body: { entities: [{ typeName: 'Connection', guid: nobody, attributes: { name: 'renamed' } }] },
    }),
    none: 404,
    default: 404,
    admin: [200, 404],
  },
  // Unknown and hidden guids are passed over, as the wire wants it; that nothing was deleted is tested beside this table.
  deleteEntities: {
    existing: ({ connection }) => ({ url: `${path('deleteEntities')}?deleteType=PURGE&guid=${connection.guid}` }),
    missing: () => ({ url: `${path('deleteEntities')}?deleteType=PURGE&guid=${nobody}` }),
    none: 200,
    default: 200,
    admin: 200,
  },
  getEntity: {
    existing: ({ connection }) => ({ url: path('getEntity', connection.guid) }),
    missing: () => ({ url: path('getEntity', nobody) }),
    none: 404,
    default: 404,
    admin: [200, 404],
  },
  getEntityByUniqueAttribute: {
    existing: ({ connection }) => ({
      url: path('getEntityByUniqueAttribute', 'Connection') + uniqueName(connection.qualifiedName),
    }),
    missing: () => ({ url: path('getEntityByUniqueAttribute', 'Connection') + uniqueName('default/glue/0') }),
    none: 404,
    default: 404,
    admin: [200, 404],
  },
  updateEntityByUniqueAttribute: {
    existing: ({ connection }) => ({
      url: path('updateEntityByUniqueAttribute', 'Connection') + uniqueName(connection.qualifiedName),
      body: { entity: { typeName: 'Connection', attributes: { certificateStatus: 'VERIFIED' } } },
    }),
    missing: () => ({
      url: path('updateEntityByUniqueAttribute', 'Connection') + uniqueName('default/glue/0'),
      body: { entity: { typeName: 'Connection', attributes: { certificateStatus: 'VERIFIED' } } },
    }),
    none: 404,
    default: 404,
    admin: [200, 404],
  },
  searchAssets: open('searchAssets', { body: { dsl: search } }, 200),
  listTypedefs: open('listTypedefs', {}, 200),
  getTypedef: {
    existing: () => ({ url: path('getTypedef', 'Table') }),
    missing: () => ({ url: path('getTypedef', 'NoSuchType') }),
    none: [200, 404],
    default: [200, 404],
    admin: [200, 404],
  },

  submitWorkflow: submitting('submitWorkflow'),
  submitPackageWorkflow: submitting('submitPackageWorkflow'),
  rerunWorkflow: rerunning('rerunWorkflow'),
  rerunPackageWorkflow: rerunning('rerunPackageWorkflow'),
  updateWorkflow: changingWorkflow('updateWorkflow', workflowBody),
  updatePackageWorkflow: changingWorkflow('updatePackageWorkflow', workflowBody),
  archiveWorkflow: changingWorkflow('archiveWorkflow', () => undefined),
  archivePackageWorkflow: changingWorkflow('archivePackageWorkflow', () => undefined),
  changeWorkflowOwner: changingWorkflow('changeWorkflowOwner', () => ({ username: 'ada' })),
  triggerWorkflowAsOwner: rerunning('triggerWorkflowAsOwner'),
  searchWorkflows: open('searchWorkflows', { body: search }, 200),
  searchRuns: open('searchRuns', { body: search }, 200),
  stopRun: {
    existing: ({ runName }) => ({ url: path('stopRun', runName) }),
    missing: () => ({ url: path('stopRun', 'atlan-glue-1-aaaaa') }),
    none: 403,
    default: [200, 404],
    admin: [200, 404],
  },
  listSchedules: open('listSchedules', {}, 200),
  getSchedule: open('getSchedule', { url: path('getSchedule', 'atlan-glue-1-cron') }, 404),

  listCredentials: list('listCredentials', { none: 403 }),
  createCredential: {
    existing: () => ({ url: path('createCredential'), body: credential }),
    none: 403,
    default: 200,
    admin: 200,
  },
  testCredential: {
    existing: () => ({ url: path('testCredential'), body: { ...credential, connectorType: 'event' } }),
    none: 403,
    default: 200,
    admin: 200,
  },
  getCredential: onCredential('getCredential'),
  updateCredential: onCredential('updateCredential', credential),
  archiveCredential: onCredential('archiveCredential'),

  getHealth: open('getHealth', {}, 200),
  getReadiness: open('getReadiness', {}, 200),
  getOpenApi: open('getOpenApi', {}, 200),
  setUp: open('setUp', { body: { code: 'wrong', username: 'eve', password: 'correct horse battery' } }, 409),
  signIn: open('signIn', { body: { username: 'nobody', password: 'correct horse battery' } }, 401),
  signInWithCode: open('signInWithCode', { body: { code: 'wrong' } }, 401),
  signOut: open('signOut', {}, 200),
  // Tokens of any role are refused: only a browser session makes a bearer.
  createBearer: open('createBearer', {}, 403),
  createNativeApiToken: {
    existing: () => ({ url: path('createNativeApiToken'), body: { displayName: 'made in the matrix', role: 'none' } }),
    none: 403,
    default: 403,
    admin: 200,
  },
  listNativeApiTokens: { existing: () => ({ url: path('listNativeApiTokens') }), none: 403, default: 200, admin: 200 },
  purgeNativeApiToken: {
    existing: ({ tokenId }) => ({ url: path('purgeNativeApiToken', tokenId) }),
    missing: () => ({ url: path('purgeNativeApiToken', nobody) }),
    none: 403,
    default: 403,
    admin: [200, 404],
  },
  listRuns: open('listRuns', {}, 200),
  getRun: {
    existing: ({ runName }) => ({ url: path('getRun', runName) }),
    missing: () => ({ url: path('getRun', 'atlan-glue-1-aaaaa') }),
    none: 404,
    default: [200, 404],
    admin: [200, 404],
  },
};
