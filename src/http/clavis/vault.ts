import { getVaultStatus, rewrapSecrets, rotateVaultKey } from '../../workflows/index.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';

const limitDefault = 500;

/** The keys of the vault: how they stand, a new one, and secrets wrapped with it. */
export function registerVaultRoutes(router: Router, { workflows }: HttpDeps): void {
  serve(router, 'getVaultStatus', ({ principal }) => getVaultStatus(workflows, principal));

  serve(router, 'rotateVaultKey', async ({ principal }) => {
    const { at, ...rotated } = await rotateVaultKey(workflows, principal);
    return { ...rotated, at: at.toISOString() };
  });

  serve(router, 'rewrapSecrets', ({ principal, body: { limit = limitDefault, after = null } }) =>
    rewrapSecrets(workflows, principal, { limit, after }),
  );
}
