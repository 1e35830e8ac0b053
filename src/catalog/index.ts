export { approveAccessRequest } from './access-requests/approve-access-request.ts';
export {
  changeConnectionAdmins,
  changeConnectionAdminsIn,
  type AdminsChange,
  type ChangedAdmins,
} from './connections/change-connection-admins.ts';
export { listConnectionAdmins, type ConnectionAdminList } from './connections/list-connection-admins.ts';
export {
  changeCollectionMembers,
  type ChangedMembers,
  type MemberNames,
  type MembersChange,
} from './collections/change-collection-members.ts';
export { listCollectionMembers, type CollectionMemberList } from './collections/list-collection-members.ts';
export type { CatalogDeps, CatalogTxDeps } from './deps.ts';
export type { AssetRow, AssetState, DeleteType } from './entities/asset-row.ts';
export { deleteEntities, deleteEntitiesIn, type DeleteRequest } from './entities/delete-entities.ts';
export { getEntityByGuid, getEntityByUniqueAttribute, type UniqueName } from './entities/get-entity.ts';
export type { MutationResult } from './entities/mutation-result.ts';
export type { EntityDetail, EntityHeader, Meaning } from './entities/render-entity.ts';
export { saveEntities, saveEntitiesIn, type SaveRequest } from './entities/save-entities.ts';
export { updateEntityByUniqueAttribute } from './entities/update-entity.ts';
export { removeGroup } from './people/remove-group.ts';
export { removeUser, type RemovedUser, type UserRemoval } from './people/remove-user.ts';
export type { IndexSearchRequest } from './search/index-search-request.ts';
export { searchAssets, type IndexSearchResult } from './search/search-assets.ts';
export { getTypedefByName, listTypedefs, type Typedefs } from './typedefs/list-typedefs.ts';
export { purgeTypedef, purgeTypedefs } from './typedefs/purge-typedefs.ts';
export { createTypedefs, updateTypedefs, type TypedefsRequest } from './typedefs/save-typedefs.ts';
export { findUnknownTags } from './typedefs/tag-definition.ts';
export { addTags, removeTag, updateTags, type TagsRequest } from './tags/change-tags.ts';
export { loadTypeRegistry, type TypeRegistry } from './types/type-registry.ts';
export type { AttributeDef, IndexKind, TypeDef } from './types/type-def.ts';
export type { AssetReference } from './access/asker.ts';
export type { AccessDraft } from './access/draft.ts';
export { explainAccess, type AccessExplanation, type ExplainedDecision } from './access/explain-access.ts';
export { findUnused, type UnusedGrants } from './access/find-unused.ts';
export { listGrants, type ActorGrants } from './access/list-grants.ts';
export { reviewAccess, type AccessReview } from './access/review-access.ts';
export { simulateAccess, type Simulation } from './access/simulate-access.ts';
export { whoCan, type WhoCan } from './access/who-can.ts';
