import type { Operation } from '../operation.ts';

/** Types one by one, and custom metadata on one asset (Atlan wire, prefix `/api/meta`). */
export const customMetadataOperations = {
  listTypedefHeaders: {
    method: 'GET',
    path: '/api/meta/types/typedefs/headers',
    tag: 'types',
    summary: 'Guid, name and category of type definitions',
    access: 'principal',
    capability: 'typedef.read',
  },
  getTypedefByGuid: {
    method: 'GET',
    path: '/api/meta/types/typedef/guid/{guid}',
    tag: 'types',
    summary: 'One type definition by its guid',
    access: 'principal',
    capability: 'typedef.read',
  },
  getTypedefOfCategory: {
    method: 'GET',
    path: '/api/meta/types/{category}/name/{name}',
    tag: 'types',
    summary:
      'One definition of a category by its internal name; `enumdef`, `structdef`, `classificationdef`, `entitydef`, `relationshipdef`, `businessmetadatadef`',
    access: 'principal',
    capability: 'typedef.read',
  },
  getTypedefOfCategoryByGuid: {
    method: 'GET',
    path: '/api/meta/types/{category}/guid/{guid}',
    tag: 'types',
    summary: 'The same by its guid',
    access: 'principal',
    capability: 'typedef.read',
  },
  mergeCustomMetadata: {
    method: 'POST',
    path: '/api/meta/entity/guid/{guid}/businessmetadata',
    tag: 'assets',
    summary: 'Change custom metadata of one asset; `null` removes a value',
    access: 'principal',
    capability: 'asset.update-custom-metadata',
    noContent: true,
  },
  mergeCustomMetadataSet: {
    method: 'POST',
    path: '/api/meta/entity/guid/{guid}/businessmetadata/{set}',
    tag: 'assets',
    summary: 'Change values of one set of custom metadata of one asset; `null` removes a value',
    access: 'principal',
    capability: 'asset.update-custom-metadata',
    noContent: true,
  },
  removeCustomMetadata: {
    method: 'DELETE',
    path: '/api/meta/entity/guid/{guid}/businessmetadata',
    tag: 'assets',
    summary: 'Remove the named values of one asset, whole sets where none is named, or all custom metadata',
    access: 'principal',
    capability: 'asset.update-custom-metadata',
    noContent: true,
  },
  removeCustomMetadataSet: {
    method: 'DELETE',
    path: '/api/meta/entity/guid/{guid}/businessmetadata/{set}',
    tag: 'assets',
    summary: 'Remove the named values of one set of one asset, or all of the set',
    access: 'principal',
    capability: 'asset.update-custom-metadata',
    noContent: true,
  },
} as const satisfies Record<string, Operation>;
