import type { OperationId } from '../../src/contract/index.ts';
import { nobody, path, type RouteCase } from './route-case.ts';

/** The reasons of decisions tell of everybody, so nobody but an admin asks about others. */
function adminOnly(id: OperationId, part = ''): RouteCase {
  return { existing: () => ({ url: path(id, part) }), none: 403, default: 403, admin: 200 };
}

/** Why somebody may, who may, what a change would do. */
export const accessReasonRouteCases = {
  explainAccess: {
    existing: ({ connection }) => ({ url: `${path('explainAccess')}?action=asset.read&asset=${connection.guid}` }),
    missing: () => ({ url: `${path('explainAccess')}?action=asset.read&asset=${nobody}` }),
    none: [404, 404],
    default: [404, 404],
    admin: [200, 404],
  },
  listDenials: {
    existing: () => ({ url: path('listDenials', nobody) }),
    none: 403,
    default: 403,
    admin: 404,
  },
  simulateAccess: {
    existing: () => ({ url: path('simulateAccess'), body: {} }),
    none: 403,
    default: 403,
    admin: 200,
  },
  whoCan: {
    existing: ({ connection }) => ({ url: `${path('whoCan')}?action=asset.read&asset=${connection.guid}` }),
    missing: () => ({ url: `${path('whoCan')}?action=asset.read&asset=${nobody}` }),
    none: 403,
    default: 403,
    admin: [200, 404],
  },
  listActorGrants: {
    existing: ({ userId }) => ({ url: path('listActorGrants', userId) }),
    missing: () => ({ url: path('listActorGrants', nobody) }),
    none: 403,
    default: 403,
    admin: [200, 404],
  },
  reviewAccess: adminOnly('reviewAccess'),
  findUnusedAccess: adminOnly('findUnusedAccess'),
} satisfies Partial<Record<OperationId, RouteCase>>;
