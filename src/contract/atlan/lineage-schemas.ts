import {
  LineageGraphParameters,
  LineageGraphRequest,
  LineageGraphResponse,
  LineageListRequest,
  LineageListResponse,
} from './lineage.ts';

/** The schemas of the lineage operations. */
export const lineageSchemas = {
  listLineage: { body: LineageListRequest, response: LineageListResponse },
  getLineageGraph: { body: LineageGraphRequest, response: LineageGraphResponse },
  getLineage: { query: LineageGraphParameters, response: LineageGraphResponse },
  getLineageOf: { body: LineageGraphRequest, response: LineageGraphResponse },
} as const;
