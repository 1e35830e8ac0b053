import { CatalogError } from '../../foundation/index.ts';
import {
  deleteEntities,
  getEntityByGuid,
  getEntityByUniqueAttribute,
  saveEntities,
  updateEntityByUniqueAttribute,
  type DeleteType,
} from '../../catalog/index.ts';
import type { HttpDeps } from '../deps.ts';
import { queryFlag, queryList, queryText, type QueryValues } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';
import { readUniqueAttributes } from './read-unique-attributes.ts';

const deleteTypes: readonly DeleteType[] = ['SOFT', 'HARD', 'PURGE'];

function readSaveFlags(query: QueryValues) {
  return {
    replaceTags: queryFlag(query, 'replaceTags'),
    replaceClassifications: queryFlag(query, 'replaceClassifications'),
    appendTags: queryFlag(query, 'appendTags'),
  };
}

/** COMPAT: one client writes this flag in snake case on its smallest request. */
function readIgnoreRelationships(query: QueryValues): boolean {
  return queryFlag(query, 'ignoreRelationships') || queryFlag(query, 'ignore_relationships');
}

function readDeleteType(query: QueryValues): DeleteType {
  const text = queryText(query, 'deleteType') ?? 'SOFT';
  const deleteType = deleteTypes.find((known) => known === text.toUpperCase());
  if (deleteType !== undefined) return deleteType;
  throw new CatalogError('field_invalid', `\`deleteType\` is \`${text}\`; accepted: ${deleteTypes.join(', ')}`);
}

function readGuids(query: QueryValues): string[] {
  const guids = queryList(query, 'guid');
  if (guids.length === 0)
    throw new CatalogError('field_invalid', 'query parameter `guid` is missing; send one or more');
  return guids;
}

/** Assets (Atlan wire, entity endpoints). What may not be read answers like what does not exist. */
export function registerEntityRoutes(router: Router, { catalog }: HttpDeps): void {
  serve(router, 'saveEntities', async ({ principal, query, body }) =>
    saveEntities(catalog, principal, { entities: body.entities, ...readSaveFlags(query) }),
  );

  serve(router, 'deleteEntities', async ({ principal, query }) =>
    deleteEntities(catalog, principal, { guids: readGuids(query), deleteType: readDeleteType(query) }),
  );

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
