import { path, type RouteCase } from './route-case.ts';

function init(qualifiedName: string) {
  return { url: path('drawUpContract'), body: { assetType: 'Connection', assetQualifiedName: qualifiedName } };
}

export const contractRouteCases = {
  drawUpContract: {
    existing: ({ connection }) => init(connection.qualifiedName),
    missing: () => init('default/glue/0'),
    ...{ none: 404, default: 404, admin: [200, 404] },
  },
} as const satisfies Record<string, RouteCase>;
