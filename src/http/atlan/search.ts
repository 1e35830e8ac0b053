import { searchAssetsLogged } from '../../catalog/index.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';

/** Index search over assets (Atlan wire, index search). */
export function registerSearchRoutes(router: Router, { catalog }: HttpDeps): void {
  serve(router, 'searchAssets', async ({ principal, body, request }) =>
    searchAssetsLogged(catalog, principal, { body, host: request.headers.host ?? '' }),
  );
}
