import { changeCustomMetadata, removeCustomMetadata } from '../../catalog/index.ts';
import { CatalogError, isJsonObject, type JsonObject } from '../../foundation/index.ts';
import type { HttpDeps } from '../deps.ts';
import { queryFlag } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';

/** What names the values to remove; a request without a body names none. */
function readNamed(body: unknown): JsonObject {
  if (body === undefined || body === null) return {};
  if (isJsonObject(body)) return body;
  throw new CatalogError('field_invalid', 'the body must be an object, or empty');
}

/** Custom metadata of one asset (Atlan wire, custom metadata on one asset). */
export function registerCustomMetadataRoutes(router: Router, { catalog }: HttpDeps): void {
  serve(router, 'mergeCustomMetadata', async ({ principal, params, query, body }) =>
    changeCustomMetadata(catalog, principal, {
      guid: params.guid,
      sets: body,
      overwrites: queryFlag(query, 'isOverwrite'),
    }),
  );

  serve(router, 'mergeCustomMetadataSet', async ({ principal, params, body }) =>
    changeCustomMetadata(catalog, principal, { guid: params.guid, sets: { [params.set]: body } }),
  );

  serve(router, 'removeCustomMetadata', async ({ principal, params, request }) =>
    removeCustomMetadata(catalog, principal, { guid: params.guid, sets: readNamed(request.body) }),
  );

  serve(router, 'removeCustomMetadataSet', async ({ principal, params, request }) =>
    removeCustomMetadata(catalog, principal, { guid: params.guid, sets: { [params.set]: readNamed(request.body) } }),
  );
}
