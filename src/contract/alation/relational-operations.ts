import type { Operation } from '../operation.ts';

const relational = { surface: 'alation', tag: 'relational', access: 'principal' } as const;
const listing = { ...relational, method: 'GET', capability: 'asset.read on each' } as const;
const changing = { ...relational, capability: 'asset.update on each' } as const;

/** Data sources, schemas, tables and columns of the Alation wire: the assets of the catalog, by numbers. */
export const relationalOperations = {
  listDatasourcesV2: { ...listing, path: '/integration/v2/datasource', summary: 'List data sources' },
  getDatasourceV2: { ...listing, path: '/integration/v2/datasource/{id}', summary: 'Get a data source' },
  listDatasourcesV1: {
    ...listing,
    path: '/integration/v1/datasource',
    summary: 'List data sources, for older clients',
  },
  getDatasourceV1: {
    ...listing,
    path: '/integration/v1/datasource/{id}',
    summary: 'Get a data source, for older clients',
  },
  listSchemas: { ...listing, path: '/integration/v2/schema', summary: 'List schemas' },
  listTables: { ...listing, path: '/integration/v2/table', summary: 'List tables and views' },
  listColumns: { ...listing, path: '/integration/v2/column', summary: 'List columns' },
  listLegacyDatasources: { ...listing, path: '/catalog/datasource', summary: 'List data sources, in the oldest shape' },
  listLegacySchemas: { ...listing, path: '/catalog/schema', summary: 'List schemas, in the oldest shape' },
  listLegacyTables: { ...listing, path: '/catalog/table', summary: 'List tables and views, in the oldest shape' },
  listLegacyColumns: { ...listing, path: '/catalog/column', summary: 'List columns, in the oldest shape' },
  patchSchemas: {
    ...changing,
    method: 'PATCH',
    path: '/integration/v2/schema',
    summary: 'Change schemas of a data source',
  },
  postSchemas: {
    ...changing,
    method: 'POST',
    path: '/integration/v2/schema',
    summary: 'Change schemas of a data source; none is created',
  },
  patchTables: {
    ...changing,
    method: 'PATCH',
    path: '/integration/v2/table',
    summary: 'Change tables of a data source',
  },
  postTables: {
    ...changing,
    method: 'POST',
    path: '/integration/v2/table',
    summary: 'Change tables of a data source; none is created',
  },
  patchColumns: {
    ...changing,
    method: 'PATCH',
    path: '/integration/v2/column',
    summary: 'Change columns of a data source',
  },
  postColumns: {
    ...changing,
    method: 'POST',
    path: '/integration/v2/column',
    summary: 'Change columns of a data source; none is created',
  },
  getBulkJob: {
    ...relational,
    method: 'GET',
    path: '/api/v1/bulk_metadata/job',
    summary: 'What became of a change of many objects, for a day',
    capability: 'none, of one’s own',
  },
  listConnectors: {
    ...relational,
    method: 'GET',
    path: '/integration/v2/connectors',
    summary: 'List the kinds of sources that connections are made to',
    capability: 'none',
  },
} as const satisfies Record<string, Operation>;
