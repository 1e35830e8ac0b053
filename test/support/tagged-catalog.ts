import { createTypedefs, saveEntities, type MutationResult, type SaveRequest } from '../../src/catalog/index.ts';
import type { JsonObject } from '../../src/foundation/index.ts';
import type { Principal } from '../../src/identity/index.ts';
import { createSmallCatalog, type SmallCatalog } from './small-catalog.ts';

/** How a save treats the tags of stored assets. */
export type TagFlag = 'replaceTags' | 'replaceClassifications' | 'appendTags';

/** A small catalog with tags. */
export interface TaggedCatalog extends SmallCatalog {
  /** Defines a tag, with one attribute for tags of the source; gives its internal name. */
  defineTag(displayName: string): Promise<string>;
  /** As `owner`. */
  saveTags(flag: TagFlag | null, ...entities: readonly JsonObject[]): Promise<MutationResult>;
  saveTagsAs(principal: Principal, flag: TagFlag | null, ...entities: readonly JsonObject[]): Promise<MutationResult>;
  /** Internal names of the tags on the asset of this type and name, own and from elsewhere, as decisions read them. */
  tagsOf(typeName: string, qualifiedName: string): Promise<{ direct: string[]; propagated: string[] }>;
}

/** A fresh database with one admin user, one connection and no tag. */
export async function createTaggedCatalog(): Promise<TaggedCatalog> {
  const catalog = await createSmallCatalog();
  const { deps, owner, db } = catalog;
  const saveTagsAs = (principal: Principal, flag: TagFlag | null, ...entities: readonly JsonObject[]) => {
    const request: SaveRequest = { entities, ...(flag === null ? {} : { [flag]: true }) };
    return saveEntities(deps, principal, request);
  };
  return {
    ...catalog,
    defineTag: async (displayName) => {
      const attributeDefs = [{ displayName: 'sourceTagAttachment', typeName: 'array<SourceTagAttachment>' }];
      const lists = { classificationDefs: [{ displayName, attributeDefs }] };
      const { classificationDefs } = await createTypedefs(deps, owner, { lists });
      return String(classificationDefs[0]?.['name']);
    },
    saveTagsAs,
    saveTags: (flag, ...entities) => saveTagsAs(owner, flag, ...entities),
    tagsOf: async (typeName, qualifiedName) => {
      const row = await db
        .selectFrom('asset')
        .select(['direct_tag_names as direct', 'propagated_tag_names as propagated'])
        .where('type_name', '=', typeName)
        .where('qualified_name', '=', qualifiedName)
        .executeTakeFirstOrThrow();
      return row;
    },
  };
}
