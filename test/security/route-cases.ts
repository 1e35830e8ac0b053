import type { OperationId } from '../../src/contract/index.ts';
import {
  nobody,
  path,
  workflowBody,
  uniqueName,
  list,
  open,
  submitting,
  rerunning,
  changingWorkflow,
  onCredential,
  type RouteCase,
} from './route-case.ts';
import { accessReasonRouteCases } from './route-cases-access-reason.ts';
import { appRouteCases } from './route-cases-apps.ts';
import { auditRouteCases } from './route-cases-audit.ts';
import { collectionRouteCases } from './route-cases-collections.ts';
import { connectionRouteCases } from './route-cases-connections.ts';
import { entityPartRouteCases } from './route-cases-entity-parts.ts';
import { contractRouteCases } from './route-cases-contract.ts';
import { lineageRouteCases } from './route-cases-lineage.ts';
import { oauthRouteCases } from './route-cases-oauth.ts';
import { relationalRouteCases } from './route-cases-relational.ts';
import { peopleRouteCases } from './route-cases-people.ts';
import { singleSignOnRouteCases } from './route-cases-single-sign-on.ts';
import { vaultRouteCases } from './route-cases-vault.ts';
import { historyRouteCases } from './route-cases-history.ts';
import { customMetadataRouteCases } from './route-cases-custom-metadata.ts';
import { tagRouteCases } from './route-cases-tags.ts';
import { refreshTokenRouteCases } from './route-cases-refresh-tokens.ts';
import { tokenRouteCases } from './route-cases-tokens.ts';
import { runRouteCases } from './route-cases-runs.ts';

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
  ...peopleRouteCases,
  ...entityPartRouteCases,
  ...contractRouteCases,
  ...lineageRouteCases,
  ...oauthRouteCases,
  ...relationalRouteCases,
  ...refreshTokenRouteCases,

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
    default: [404, 404],
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
  useCredential: {
    ...onCredential('useCredential'),
    // Its secrets are for nobody outside the server, its maker included.
    admin: [403, 404],
  },
  archiveCredential: onCredential('archiveCredential'),
  ...vaultRouteCases,

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
    default: [404, 404],
    admin: [200, 404],
  },
  ...runRouteCases,
  ...accessReasonRouteCases,
  ...appRouteCases,
  ...auditRouteCases,
  ...tokenRouteCases,
  ...tagRouteCases,
  ...customMetadataRouteCases,
  ...historyRouteCases,
  ...singleSignOnRouteCases,
  ...collectionRouteCases,
  ...connectionRouteCases,
};
