import type { Operation } from '../operation.ts';

/** Tags: which there are, and those of one asset (Atlan wire, prefix `/api/meta`). */
export const tagOperations = {
  createTypedefs: {
    method: 'POST',
    path: '/api/meta/types/typedefs',
    tag: 'types',
    summary: 'Define tags, custom metadata, enumerations and structs; tags and custom metadata get internal names',
    access: 'principal',
    capability: 'typedef.manage',
  },
  updateTypedefs: {
    method: 'PUT',
    path: '/api/meta/types/typedefs',
    tag: 'types',
    summary: 'Change definitions, found by guid or name; define those that are not found',
    access: 'principal',
    capability: 'typedef.manage',
  },
  purgeTypedefs: {
    method: 'DELETE',
    path: '/api/meta/types/typedefs',
    tag: 'types',
    summary: 'Remove several definitions that nothing uses, all or none',
    access: 'principal',
    capability: 'typedef.manage',
    noContent: true,
  },
  purgeTypedef: {
    method: 'DELETE',
    path: '/api/meta/types/typedef/name/{name}',
    tag: 'types',
    summary: 'Remove a definition that nothing uses, by its internal name',
    access: 'principal',
    capability: 'typedef.manage',
    noContent: true,
  },
  addTags: {
    method: 'POST',
    path: '/api/meta/entity/uniqueAttribute/type/{typeName}/classifications',
    tag: 'assets',
    summary: 'Put tags on one asset that does not have them',
    access: 'principal',
    capability: 'asset.add-tag',
    noContent: true,
  },
  // COMPAT: the one of the three that answers 200: one client takes nothing else for success, and the others take any.
  updateTags: {
    method: 'PUT',
    path: '/api/meta/entity/uniqueAttribute/type/{typeName}/classifications',
    tag: 'assets',
    summary: 'Change tags that one asset has',
    access: 'principal',
    capability: 'asset.update-tag',
  },
  removeTag: {
    method: 'DELETE',
    path: '/api/meta/entity/uniqueAttribute/type/{typeName}/classification/{tagName}',
    tag: 'assets',
    summary: 'Take a tag off one asset, by its internal name',
    access: 'principal',
    capability: 'asset.remove-tag',
    noContent: true,
  },
} as const satisfies Record<string, Operation>;
