import { requireCapability } from '../../access/index.ts';
import { getTypedefByName, listTypedefs } from '../../catalog/index.ts';
import type { HttpDeps } from '../deps.ts';
import { queryList } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';

/** Type definitions (Atlan wire, typedefs). The caches of the clients are filled from here. */
export function registerTypedefRoutes(router: Router, { catalog }: HttpDeps): void {
  serve(router, 'listTypedefs', async ({ principal, query }) => {
    requireCapability(principal, 'typedef.read');
    return listTypedefs(catalog, queryList(query, 'type'));
  });

  serve(router, 'getTypedef', async ({ principal, params }) => {
    requireCapability(principal, 'typedef.read');
    return getTypedefByName(catalog, params.name);
  });
}
