import type { OperationId } from '../../src/contract/index.ts';
import { nobody, path, type RouteCase } from './route-case.ts';

function onToken(id: OperationId, body?: object): Pick<RouteCase, 'existing' | 'missing'> {
  const call = (tokenId: string) => ({ url: path(id, tokenId), ...(body === undefined ? {} : { body }) });
  return { existing: ({ tokenId }) => call(tokenId), missing: () => call(nobody) };
}

const forReaders = { none: 403, default: [200, 404], admin: [200, 404] } as const;
const forManagers = { none: 403, default: 403, admin: [200, 404] } as const;
const forAdmins = { none: 403, default: 403, admin: 200 } as const;

/** API tokens beyond the Atlan wire, leaks, settings. */
export const tokenRouteCases = {
  getNativeApiToken: { ...onToken('getNativeApiToken'), ...forReaders },
  updateNativeApiToken: { ...onToken('updateNativeApiToken', { addPersonas: [] }), ...forManagers },
  rotateApiToken: { ...onToken('rotateApiToken', {}), ...forManagers },
  listApiTokenSecrets: { ...onToken('listApiTokenSecrets'), ...forReaders },
  // A token that is there has no such secret either; that a real one ends is tested with rotation.
  retireApiTokenSecret: {
    existing: ({ tokenId }) => ({ url: `${path('listApiTokenSecrets', tokenId)}/${nobody}` }),
    missing: () => ({ url: `${path('listApiTokenSecrets', nobody)}/${nobody}` }),
    ...{ none: 403, default: 403, admin: 404 },
  },
  suspendApiToken: { ...onToken('suspendApiToken', { reason: 'tried in the matrix' }), ...forManagers },
  resumeApiToken: { ...onToken('resumeApiToken'), ...forManagers },
  reportLeak: {
    existing: () => ({ url: path('reportLeak'), body: { secret: 'no secret of anybody' } }),
    ...{ none: 200, default: 200, admin: 200 },
  },
  getSettings: { existing: () => ({ url: path('getSettings') }), ...forAdmins },
  updateSettings: { existing: () => ({ url: path('updateSettings'), body: {} }), ...forAdmins },
} as const satisfies Partial<Record<OperationId, RouteCase>>;
