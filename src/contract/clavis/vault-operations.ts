import type { Operation } from '../operation.ts';

const own = { tag: 'vault', access: 'principal', capability: 'settings.manage' } as const;

/** The keys of the vault that seals secrets, for whoever runs the server. */
export const vaultOperations = {
  getVaultStatus: {
    ...own,
    method: 'GET',
    path: '/api/clavis/v1/vault',
    summary: 'Which wrapping keys there are, what lies under each, and which may be taken away',
  },
  rotateVaultKey: {
    ...own,
    method: 'POST',
    path: '/api/clavis/v1/vault/rotate',
    summary: 'Make a new wrapping key; the former ones go on opening what they wrapped',
  },
  rewrapSecrets: {
    ...own,
    method: 'POST',
    path: '/api/clavis/v1/vault/rewrap',
    summary: 'Wrap one batch of secrets with the current key; go on with `after` set to `next`',
  },
} as const satisfies Record<string, Operation>;
