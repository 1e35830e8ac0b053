import { addTags, removeTag, updateTags } from '../../catalog/index.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';
import { readUniqueAttributes } from './read-unique-attributes.ts';

/** Tags of one asset (Atlan wire, classification endpoints). */
export function registerTagRoutes(router: Router, { catalog }: HttpDeps): void {
  serve(router, 'addTags', async ({ principal, params, query, body }) => {
    const attributes = readUniqueAttributes(query);
    await addTags(catalog, principal, { typeName: params.typeName, attributes, tags: body });
  });

  serve(router, 'updateTags', async ({ principal, params, query, body }) => {
    const attributes = readUniqueAttributes(query);
    await updateTags(catalog, principal, { typeName: params.typeName, attributes, tags: body });
    return {};
  });

  serve(router, 'removeTag', async ({ principal, params, query }) => {
    const attributes = readUniqueAttributes(query);
    await removeTag(catalog, principal, { typeName: params.typeName, attributes, tagName: params.tagName });
  });
}
