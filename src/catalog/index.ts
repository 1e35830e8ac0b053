export type { CatalogDeps, CatalogTxDeps } from './deps.ts';
export type { AssetRow, AssetState, DeleteType } from './entities/asset-row.ts';
export { deleteEntities, deleteEntitiesIn, type DeleteRequest } from './entities/delete-entities.ts';
export { getEntityByGuid, getEntityByUniqueAttribute, type UniqueName } from './entities/get-entity.ts';
export type { MutationResult } from './entities/mutation-result.ts';
export type { EntityDetail, EntityHeader, Meaning } from './entities/render-entity.ts';
export { saveEntities, saveEntitiesIn, type SaveRequest } from './entities/save-entities.ts';
export { updateEntityByUniqueAttribute } from './entities/update-entity.ts';
export type { IndexSearchRequest } from './search/index-search-request.ts';
export { searchAssets, type IndexSearchResult } from './search/search-assets.ts';
export { getTypedefByName, listTypedefs, type Typedefs } from './typedefs/list-typedefs.ts';
export {
  loadTypeRegistry,
  type AttributeDef,
  type IndexKind,
  type TypeDef,
  type TypeRegistry,
} from './types/type-registry.ts';
