export { drawUpContract, type ContractSubject } from './contracts/draw-up-contract.ts';
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
export {
  changeCustomMetadata,
  removeCustomMetadata,
  type CustomMetadataChange,
} from './custom-metadata/change-custom-metadata.ts';
export type { CatalogDeps, CatalogTxDeps } from './deps.ts';
export type { AssetRow, AssetState, DeleteType } from './entities/asset-row.ts';
export { readAttributeValue } from './entities/attribute-value.ts';
export { deleteEntities, deleteEntitiesIn, type DeleteRequest } from './entities/delete-entities.ts';
export { getEntityByGuid } from './entities/get-entity-by-guid.ts';
export {
  getEntities,
  getEntityByUniqueAttribute,
  getEntityHeader,
  type AssetSelector,
  type EntityDetails,
  type UniqueName,
} from './entities/get-entity.ts';
export { changeLabels, type LabelsChange } from './entities/change-labels.ts';
export { deleteEntitiesByName, deleteEntity } from './entities/delete-entity.ts';
export type { MutationResult } from './entities/mutation-result.ts';
export type { EntityDetail, EntityHeader, Meaning } from './entities/render-entity.ts';
export { saveEntities, saveEntitiesIn, type SaveRequest } from './entities/save-entities.ts';
export {
  compareWithSource,
  rememberSourceIn,
  type SourceGroup,
  type SourceItem,
  type SourceState,
} from './entities/source-fingerprints.ts';
export { updateEntityAttribute, updateEntityByUniqueAttribute } from './entities/update-entity.ts';
export { getLineageGraph, type LineageGraph } from './lineage/get-lineage-graph.ts';
export { listLineage, type LineageHeader, type LineageList } from './lineage/list-lineage.ts';
export type { HistoryAction } from './history/history-entry.ts';
export type { EntityAudit } from './history/render-entry.ts';
export { searchHistory, type HistorySearchResult } from './history/search-history.ts';
export { getBulkJob } from './relational/bulk-jobs.ts';
export { connectors } from './relational/connectors.ts';
export { type CustomField } from './relational/custom-fields.ts';
export { getDatasource, listDatasources, type Datasource } from './relational/datasources.ts';
export { listRelational, type RelationalPage } from './relational/list-relational.ts';
export { type RelationalObject } from './relational/relational-object.ts';
export {
  readListRequest,
  type ListFilter,
  type ListShape,
  type ListValues,
  type RelationalRequest,
} from './relational/relational-request.ts';
export { updateRelational, type RelationalChange } from './relational/update-relational.ts';
export { removeGroup } from './people/remove-group.ts';
export { removeUser, type RemovedUser, type UserRemoval } from './people/remove-user.ts';
export type { IndexSearchRequest } from './search/index-search-request.ts';
export { renameAssetIn, type Rename } from './renames/rename-asset.ts';
export { searchAssets, type IndexSearchResult } from './search/search-assets.ts';
export { searchAssetsLogged, type LoggedSearch } from './search-log/record-search.ts';
export type { SearchLogEntry } from './search-log/render-search-log-entry.ts';
export { searchSearchLog, type SearchLogResult } from './search-log/search-search-log.ts';
export { searchTasks, type Task, type TaskSearchResult } from './tasks/search-tasks.ts';
export {
  getTypedef,
  listTypedefHeaders,
  listTypedefs,
  type TypedefHeader,
  type Typedefs,
} from './typedefs/list-typedefs.ts';
export type { TypedefCategory } from './typedefs/render-typedefs.ts';
export { purgeTypedef, purgeTypedefs } from './typedefs/purge-typedefs.ts';
export { createTypedefs, updateTypedefs, type TypedefsRequest } from './typedefs/save-typedefs.ts';
export { findUnknownTags } from './typedefs/tag-definition.ts';
export { addTags, removeTag, removeTags, updateTags, type TagsRequest } from './tags/change-tags.ts';
export { addTagToAssets, setTagsOfAssets } from './tags/tag-assets.ts';
export { getTagOfAsset, getTagsOfAsset } from './tags/get-tags.ts';
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
