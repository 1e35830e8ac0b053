import {
  CustomMetadataSets,
  CustomMetadataValues,
  MergeCustomMetadataParameters,
  TypedefHeaders,
} from './custom-metadata.ts';
import { Typedef, TypedefParameters } from './typedef.ts';

/** The schemas of the custom metadata operations. What is removed may be named in a body, which may be empty. */
export const customMetadataSchemas = {
  listTypedefHeaders: { query: TypedefParameters, response: TypedefHeaders },
  getTypedefByGuid: { response: Typedef },
  getTypedefOfCategory: { response: Typedef },
  getTypedefOfCategoryByGuid: { response: Typedef },
  mergeCustomMetadata: { query: MergeCustomMetadataParameters, body: CustomMetadataSets },
  mergeCustomMetadataSet: { body: CustomMetadataValues },
  removeCustomMetadata: {},
  removeCustomMetadataSet: {},
} as const;
