import { requireCapability } from '../../access/index.ts';
import {
  createTypedefs,
  getTypedef,
  listTypedefHeaders,
  listTypedefs,
  purgeTypedef,
  purgeTypedefs,
  updateTypedefs,
  type TypedefCategory,
} from '../../catalog/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import type { HttpDeps } from '../deps.ts';
import { queryFlag, queryList } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';

/** The words for each category in the paths of the wire. */
const categoryOfWord: Readonly<Record<string, TypedefCategory>> = {
  enumdef: 'ENUM',
  structdef: 'STRUCT',
  classificationdef: 'CLASSIFICATION',
  entitydef: 'ENTITY',
  relationshipdef: 'RELATIONSHIP',
  businessmetadatadef: 'BUSINESS_METADATA',
};

function readCategory(word: string): TypedefCategory {
  const category = Object.hasOwn(categoryOfWord, word) ? categoryOfWord[word] : undefined;
  if (category !== undefined) return category;
  const accepted = Object.keys(categoryOfWord).map((known) => `\`${known}\``);
  throw new CatalogError('route_unknown', `no types are called \`${word}\`; accepted: ${accepted.join(', ')}`);
}

/** Type definitions (Atlan wire, typedefs). The caches of the clients are filled from here. */
export function registerTypedefRoutes(router: Router, { catalog }: HttpDeps): void {
  serve(router, 'listTypedefs', async ({ principal, query }) => {
    requireCapability(principal, 'typedef.read');
    return listTypedefs(catalog, queryList(query, 'type'));
  });

  serve(router, 'getTypedef', async ({ principal, params }) => {
    requireCapability(principal, 'typedef.read');
    return getTypedef(catalog, { name: params.name });
  });

  serve(router, 'getTypedefByGuid', async ({ principal, params }) => {
    requireCapability(principal, 'typedef.read');
    return getTypedef(catalog, { guid: params.guid });
  });

  serve(router, 'getTypedefOfCategory', async ({ principal, params }) => {
    requireCapability(principal, 'typedef.read');
    return getTypedef(catalog, { name: params.name }, readCategory(params.category));
  });

  serve(router, 'getTypedefOfCategoryByGuid', async ({ principal, params }) => {
    requireCapability(principal, 'typedef.read');
    return getTypedef(catalog, { guid: params.guid }, readCategory(params.category));
  });

  serve(router, 'listTypedefHeaders', async ({ principal, query }) => {
    requireCapability(principal, 'typedef.read');
    return listTypedefHeaders(catalog, queryList(query, 'type'));
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
