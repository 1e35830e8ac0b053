import { Type } from 'typebox';
import {
  BulkJob,
  ColumnParameters,
  ConnectorList,
  DatasourceParameters,
  DatasourceV1,
  DatasourceV2,
  JobParameters,
  LegacyColumn,
  LegacySchema,
  LegacyTable,
  ObjectChangeParameters,
  ObjectChanges,
  RelationalColumn,
  RelationalSchema,
  RelationalTable,
  SchemaParameters,
  StartedJob,
  TableParameters,
} from './relational.ts';

const change = { query: ObjectChangeParameters, body: ObjectChanges, response: StartedJob };

/** The schemas of relational objects. */
export const relationalSchemas = {
  listDatasourcesV2: { query: DatasourceParameters, response: Type.Array(DatasourceV2) },
  getDatasourceV2: { response: DatasourceV2 },
  listDatasourcesV1: { query: DatasourceParameters, response: Type.Array(DatasourceV1) },
  getDatasourceV1: { response: DatasourceV1 },
  listSchemas: { query: SchemaParameters, response: Type.Array(RelationalSchema) },
  listTables: { query: TableParameters, response: Type.Array(RelationalTable) },
  listColumns: { query: ColumnParameters, response: Type.Array(RelationalColumn) },
  listLegacyDatasources: { query: DatasourceParameters, response: Type.Array(DatasourceV1) },
  listLegacySchemas: { query: SchemaParameters, response: Type.Array(LegacySchema) },
  listLegacyTables: { query: TableParameters, response: Type.Array(LegacyTable) },
  listLegacyColumns: { query: ColumnParameters, response: Type.Array(LegacyColumn) },
  patchSchemas: change,
  postSchemas: change,
  patchTables: change,
  postTables: change,
  patchColumns: change,
  postColumns: change,
  getBulkJob: { query: JobParameters, response: BulkJob },
  listConnectors: { response: ConnectorList },
} as const;
