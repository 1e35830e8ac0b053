import type { OperationId } from '../../src/contract/index.ts';
import { open, path, type RouteCase } from './route-case.ts';

/** A number that nothing has. */
const nothing = '999999999';

function onDatasource(id: OperationId): RouteCase {
  return {
    existing: ({ datasource }) => ({ url: path(id, datasource) }),
    missing: () => ({ url: path(id, nothing) }),
    // Of the admin, and so hidden.
    ...{ none: [404, 404], default: [404, 404], admin: [200, 404] },
  };
}

/** A change of nothing, below a data source. */
function changing(id: OperationId): RouteCase {
  return {
    existing: ({ datasource }) => ({ url: `${path(id)}/?ds_id=${datasource}`, body: [] }),
    missing: () => ({ url: `${path(id)}/?ds_id=${nothing}`, body: [] }),
    ...{ none: [404, 404], default: [404, 404], admin: [200, 404] },
  };
}

/** Somebody else, whom only an admin may look at. */
function onUser(id: OperationId): RouteCase {
  return {
    existing: () => ({ url: path(id, '1') }),
    missing: () => ({ url: path(id, nothing) }),
    ...{ none: [404, 404], default: [404, 404], admin: [200, 404] },
  };
}

function listing(id: OperationId): RouteCase {
  return { existing: () => ({ url: path(id) }), none: 403, default: 403, admin: 200 };
}

/** The data API of the Alation wire. What an actor may not see is left out of lists, so that they answer everybody. */
export const relationalRouteCases = {
  listDatasourcesV2: open('listDatasourcesV2', {}, 200),
  getDatasourceV2: onDatasource('getDatasourceV2'),
  listDatasourcesV1: open('listDatasourcesV1', {}, 200),
  getDatasourceV1: onDatasource('getDatasourceV1'),
  listSchemas: open('listSchemas', {}, 200),
  listTables: open('listTables', {}, 200),
  listColumns: open('listColumns', {}, 200),
  listLegacyDatasources: open('listLegacyDatasources', {}, 200),
  listLegacySchemas: open('listLegacySchemas', {}, 200),
  listLegacyTables: open('listLegacyTables', {}, 200),
  listLegacyColumns: open('listLegacyColumns', {}, 200),
  patchSchemas: changing('patchSchemas'),
  postSchemas: changing('postSchemas'),
  patchTables: changing('patchTables'),
  postTables: changing('postTables'),
  patchColumns: changing('patchColumns'),
  postColumns: changing('postColumns'),
  getBulkJob: open('getBulkJob', { url: `${path('getBulkJob')}/?id=${nothing}` }, 404),
  listConnectors: open('listConnectors', {}, 200),
  getAlationUserInfo: open('getAlationUserInfo', {}, 200),
  listUsersV2: listing('listUsersV2'),
  getUserV2: onUser('getUserV2'),
  listUsersV1: listing('listUsersV1'),
  getUserV1: onUser('getUserV1'),
  getFullVersion: open('getFullVersion', {}, 200),
  getLicense: open('getLicense', {}, 200),
} as const satisfies Partial<Record<OperationId, RouteCase>>;
