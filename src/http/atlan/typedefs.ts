import { requireCapability } from '../../access/index.ts';
import {
  createTypedefs,
  getTypedefByName,
  listTypedefs,
  purgeTypedef,
  purgeTypedefs,
  updateTypedefs,
} from '../../catalog/index.ts';
import type { HttpDeps } from '../deps.ts';
import { queryFlag, queryList } from '../manners/query-string.ts';
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

  serve(router, 'createTypedefs', async ({ principal, query, body }) =>
    createTypedefs(catalog, principal, {
      lists: body,
      allowDuplicateDisplayName: queryFlag(query, 'allowDuplicateDisplayName'),
    }),
  );

  serve(router, 'updateTypedefs', async ({ principal, query, body }) =>
    updateTypedefs(catalog, principal, {
      lists: body,
      allowDuplicateDisplayName: queryFlag(query, 'allowDuplicateDisplayName'),
    }),
  );

  serve(router, 'purgeTypedefs', async ({ principal, body }) => purgeTypedefs(catalog, principal, body));

  serve(router, 'purgeTypedef', async ({ principal, params }) => purgeTypedef(catalog, principal, params.name));
}
