import {
  addTags,
  addTagToAssets,
  changeLabels,
  deleteEntitiesByName,
  deleteEntity,
  getEntities,
  getEntityHeader,
  getTagOfAsset,
  getTagsOfAsset,
  removeTags,
  saveEntities,
  setTagsOfAssets,
  updateEntityAttribute,
  updateTags,
  type UniqueName,
} from '../../catalog/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import type { HttpDeps } from '../deps.ts';
import { queryText, type QueryValues } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';
import { readDeleteType, readGuids, readIgnoreRelationships, readSaveFlags } from './read-entity-query.ts';
import { readNumberedNames, readUniqueAttributes } from './read-unique-attributes.ts';

function readName(typeName: string, query: QueryValues): UniqueName {
  return { typeName, attributes: readUniqueAttributes(query) };
}

function readNames(typeName: string, query: QueryValues): UniqueName[] {
  return readNumberedNames(query).map((qualifiedName) => ({ typeName, attributes: { qualifiedName } }));
}

function readAttributeName(query: QueryValues): string {
  const name = queryText(query, 'name');
  if (name !== undefined) return name;
  throw new CatalogError('field_invalid', 'query parameter `name` is missing; send the name of an attribute');
}

function registerReads(router: Router, { catalog }: HttpDeps): void {
  serve(router, 'getEntities', async ({ principal, query }) =>
    getEntities(catalog, principal, {
      guids: readGuids(query),
      ignoreRelationships: readIgnoreRelationships(query),
    }),
  );

  serve(router, 'getEntitiesByUniqueAttribute', async ({ principal, params, query }) =>
    getEntities(catalog, principal, {
      names: readNames(params.typeName, query),
      ignoreRelationships: readIgnoreRelationships(query),
    }),
  );

  serve(router, 'getEntityHeader', async ({ principal, params }) => getEntityHeader(catalog, principal, params.guid));
}

function registerWrites(router: Router, { catalog }: HttpDeps): void {
  serve(router, 'saveEntity', async ({ principal, query, body }) => {
    const entities = [body.entity, ...Object.values(body.referredEntities ?? {})];
    return saveEntities(catalog, principal, { entities, ...readSaveFlags(query) });
  });

  serve(router, 'updateEntityAttribute', async ({ principal, params, query, body }) =>
    updateEntityAttribute(catalog, principal, { guid: params.guid, name: readAttributeName(query), value: body }),
  );

  serve(router, 'deleteEntity', async ({ principal, params, query }) =>
    deleteEntity(catalog, principal, { guid: params.guid, deleteType: readDeleteType(query) }),
  );

  serve(router, 'deleteEntityByUniqueAttribute', async ({ principal, params, query }) =>
    deleteEntity(catalog, principal, { ...readName(params.typeName, query), deleteType: readDeleteType(query) }),
  );

  serve(router, 'deleteEntitiesByUniqueAttribute', async ({ principal, params, query }) => {
    const names = readNames(params.typeName, query);
    return deleteEntitiesByName(catalog, principal, { names, deleteType: readDeleteType(query) });
  });
}

const labelChanges = { set: 'setLabels', add: 'addLabels', remove: 'removeLabels' } as const;

function registerLabels(router: Router, { catalog }: HttpDeps): void {
  for (const how of ['set', 'add', 'remove'] as const) {
    serve(router, labelChanges[how], async ({ principal, params, body }) =>
      changeLabels(catalog, principal, { guid: params.guid, labels: body, how }),
    );
    serve(router, `${labelChanges[how]}ByUniqueAttribute`, async ({ principal, params, query, body }) =>
      changeLabels(catalog, principal, { ...readName(params.typeName, query), labels: body, how }),
    );
  }
}

function registerTagsByGuid(router: Router, { catalog }: HttpDeps): void {
  serve(router, 'listTagsByGuid', async ({ principal, params }) => {
    const list = await getTagsOfAsset(catalog, principal, { guid: params.guid });
    return { list, startIndex: 0, pageSize: list.length, totalCount: list.length };
  });

  serve(router, 'addTagsByGuid', async ({ principal, params, body }) =>
    addTags(catalog, principal, { guid: params.guid, tags: body }),
  );

  serve(router, 'updateTagsByGuid', async ({ principal, params, body }) => {
    await updateTags(catalog, principal, { guid: params.guid, tags: body });
    return {};
  });

  serve(router, 'removeTagsByGuid', async ({ principal, params, body }) =>
    removeTags(catalog, principal, { guid: params.guid, tagNames: body.map(({ typeName }) => typeName) }),
  );

  serve(router, 'getTagByGuid', async ({ principal, params }) =>
    getTagOfAsset(catalog, principal, { guid: params.guid, tagName: params.tagName }),
  );

  serve(router, 'removeTagByGuid', async ({ principal, params }) =>
    removeTags(catalog, principal, { guid: params.guid, tagNames: [params.tagName] }),
  );
}

function registerTagsOfSeveral(router: Router, { catalog }: HttpDeps): void {
  serve(router, 'addTagToEntities', async ({ principal, body }) =>
    addTagToAssets(catalog, principal, { guids: body.entityGuids, tag: body.classification }),
  );

  serve(router, 'setTagsOfEntities', async ({ principal, body }) =>
    setTagsOfAssets(catalog, principal, body.guidHeaderMap),
  );
}

/** Single assets, their labels and tags (Atlan wire, entity endpoints): other spellings of saves and reads. */
export function registerEntityPartRoutes(router: Router, deps: HttpDeps): void {
  registerReads(router, deps);
  registerWrites(router, deps);
  registerLabels(router, deps);
  registerTagsByGuid(router, deps);
  registerTagsOfSeveral(router, deps);
}
