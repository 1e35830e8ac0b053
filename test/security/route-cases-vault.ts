import type { OperationId } from '../../src/contract/index.ts';
import { path, type RouteCase } from './route-case.ts';

/** The keys of the vault concern whoever runs the server. */
export const vaultRouteCases = {
  getVaultStatus: { existing: () => ({ url: path('getVaultStatus') }), none: 403, default: 403, admin: 200 },
  // The keys of this server were handed in: it makes none, and says so.
  rotateVaultKey: { existing: () => ({ url: path('rotateVaultKey') }), none: 403, default: 403, admin: 409 },
  rewrapSecrets: {
    existing: () => ({ url: path('rewrapSecrets'), body: { limit: 10 } }),
    none: 403,
    default: 403,
    admin: 200,
  },
} satisfies Partial<Record<OperationId, RouteCase>>;
