import {
  deleteEntities,
  getEntityByGuid,
  getEntityByUniqueAttribute,
  saveEntities,
  updateEntityByUniqueAttribute,
} from '../../catalog/index.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';
import { readDeleteType, readGuids, readIgnoreRelationships, readSaveFlags } from './read-entity-query.ts';
import { readUniqueAttributes } from './read-unique-attributes.ts';

/** Assets (Atlan wire, entity endpoints). What may not be read answers like what does not exist. */
export function registerEntityRoutes(router: Router, { catalog }: HttpDeps): void {
  serve(router, 'saveEntities', async ({ principal, query, body }) => ({
    // COMPAT: the newer Python client restores without a placeholder, and takes an answer without this for a failure.
    guidAssignments: {},
    ...(await saveEntities(catalog, principal, { entities: body.entities, ...readSaveFlags(query) })),
  }));

  serve(router, 'deleteEntities', async ({ principal, query, request }) => {
    const contractScope = request.headers['x-atlan-contract-delete-scope'] === 'single' ? 'single' : 'all';
    return deleteEntities(catalog, principal, {
      guids: readGuids(query),
      deleteType: readDeleteType(query),
      contractScope,
    });
  });

  serve(router, 'getEntity', async ({ principal, params, query }) =>
    getEntityByGuid(catalog, principal, { guid: params.guid, ignoreRelationships: readIgnoreRelationships(query) }),
  );

  serve(router, 'getEntityByUniqueAttribute', async ({ principal, params, query }) =>
    getEntityByUniqueAttribute(catalog, principal, {
      typeName: params.typeName,
      attributes: readUniqueAttributes(query),
      ignoreRelationships: readIgnoreRelationships(query),
    }),
  );

  serve(router, 'updateEntityByUniqueAttribute', async ({ principal, params, query, body }) =>
    updateEntityByUniqueAttribute(catalog, principal, {
      typeName: params.typeName,
      attributes: readUniqueAttributes(query),
      entity: body.entity,
    }),
  );
}
