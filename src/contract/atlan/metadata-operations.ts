import type { Operation } from '../operation.ts';

/** Assets and their types (Atlan wire, prefix `/api/meta`). What may not be read is answered as if it did not exist. */
export const metadataOperations = {
  saveEntities: {
    method: 'POST',
    path: '/api/meta/entity/bulk',
    tag: 'assets',
    summary: 'Create, update and restore assets, matched by guid or by type and qualified name',
    access: 'principal',
    capability:
      'on each asset what its changes take: asset.create, asset.update, those for tags, terms and custom metadata, and for a link those of its ends',
  },
  deleteEntities: {
    method: 'DELETE',
    path: '/api/meta/entity/bulk',
    tag: 'assets',
    summary: 'Archive (SOFT) or purge (HARD, PURGE) assets by guid',
    access: 'principal',
    capability: 'asset.delete on each asset',
  },
  getEntity: {
    method: 'GET',
    path: '/api/meta/entity/guid/{guid}',
    tag: 'assets',
    summary: 'One asset by guid',
    access: 'principal',
    capability: 'asset.read',
  },
  getEntityByUniqueAttribute: {
    method: 'GET',
    path: '/api/meta/entity/uniqueAttribute/type/{typeName}',
    tag: 'assets',
    summary: 'One asset by type (or super type) and qualified name',
    access: 'principal',
    capability: 'asset.read',
  },
  updateEntityByUniqueAttribute: {
    method: 'PUT',
    path: '/api/meta/entity/uniqueAttribute/type/{typeName}',
    tag: 'assets',
    summary: 'Change some attributes of one asset found by type and qualified name',
    access: 'principal',
    capability: 'asset.update',
  },
  searchAssets: {
    method: 'POST',
    path: '/api/meta/search/indexsearch',
    tag: 'search',
    summary: 'Search assets with the Elasticsearch query language',
    access: 'principal',
    capability: 'asset.read on each hit',
  },
  listTypedefs: {
    method: 'GET',
    path: '/api/meta/types/typedefs',
    tag: 'types',
    summary: 'Type definitions by category',
    access: 'principal',
    capability: 'typedef.read',
  },
  getTypedef: {
    method: 'GET',
    path: '/api/meta/types/typedef/name/{name}',
    tag: 'types',
    summary: 'One type definition by its internal name',
    access: 'principal',
    capability: 'typedef.read',
  },
} as const satisfies Record<string, Operation>;
