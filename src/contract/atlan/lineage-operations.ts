import type { Operation } from '../operation.ts';

/** What assets are made from and what is made from them (Atlan wire, prefix `/api/meta`), as far as the caller may read it. */
export const lineageOperations = {
  listLineage: {
    method: 'POST',
    path: '/api/meta/lineage/list',
    tag: 'lineage',
    summary: 'Processes and assets upstream or downstream of one, breadth first',
    access: 'principal',
    capability: 'asset.read on the start and on everything walked through',
  },
  getLineageGraph: {
    method: 'POST',
    path: '/api/meta/lineage/getlineage',
    tag: 'lineage',
    summary: 'The lineage around an asset or process as a graph',
    access: 'principal',
    capability: 'asset.read on the start and on everything walked through',
  },
  getLineage: {
    method: 'GET',
    path: '/api/meta/lineage/{guid}',
    tag: 'lineage',
    summary: 'The same by the query alone',
    access: 'principal',
    capability: 'asset.read on the start and on everything walked through',
  },
  getLineageOf: {
    method: 'POST',
    path: '/api/meta/lineage/{guid}',
    tag: 'lineage',
    summary: 'The same with the guid in the path',
    access: 'principal',
    capability: 'asset.read on the start and on everything walked through',
  },
} as const satisfies Record<string, Operation>;
