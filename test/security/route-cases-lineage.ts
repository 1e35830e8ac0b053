import { nobody, path, type RouteCase } from './route-case.ts';

/** A connection has no lineage, which is told only to who may read it, and in words of its own. */
const ends = { none: 404, default: 404, admin: [404, 404] } as const;

export const lineageRouteCases = {
  listLineage: {
    existing: ({ connection }) => ({
      url: path('listLineage'),
      body: { guid: connection.guid, direction: 'OUTPUT', depth: 1 },
    }),
    missing: () => ({ url: path('listLineage'), body: { guid: nobody, direction: 'OUTPUT', depth: 1 } }),
    ...ends,
  },
  getLineageGraph: {
    existing: ({ connection }) => ({ url: path('getLineageGraph'), body: { guid: connection.guid } }),
    missing: () => ({ url: path('getLineageGraph'), body: { guid: nobody } }),
    ...ends,
  },
  getLineage: {
    existing: ({ connection }) => ({ url: path('getLineage', connection.guid) }),
    missing: () => ({ url: path('getLineage', nobody) }),
    ...ends,
  },
  getLineageOf: {
    existing: ({ connection }) => ({ url: path('getLineageOf', connection.guid), body: {} }),
    missing: () => ({ url: path('getLineageOf', nobody), body: {} }),
    ...ends,
  },
} as const satisfies Record<string, RouteCase>;
