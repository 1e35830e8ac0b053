import { Type } from 'typebox';
import { EntityHeader, MutationResponse, SaveParameters } from './entity.ts';
import {
  AttributeParameters,
  AttributeValue,
  DeleteByNameParameters,
  DeleteByNumberedNamesParameters,
  DeleteEntityParameters,
  EntitiesWithReferences,
  GetEntitiesParameters,
  LabelList,
  NumberedNamesParameters,
  SaveEntityRequest,
  TagAssociation,
  TagHeaders,
  TagPage,
} from './entity-part.ts';
import { Classification, ClassificationList, TagParameters } from './tag.ts';

const labels = { body: LabelList } as const;
const labelsByName = { query: TagParameters, body: LabelList } as const;

/** The schemas of single assets, labels and tags by guid. */
export const entityPartSchemas = {
  saveEntity: { query: SaveParameters, body: SaveEntityRequest, response: MutationResponse },
  getEntities: { query: GetEntitiesParameters, response: EntitiesWithReferences },
  getEntitiesByUniqueAttribute: { query: NumberedNamesParameters, response: EntitiesWithReferences },
  getEntityHeader: { response: EntityHeader },
  updateEntityAttribute: { query: AttributeParameters, body: AttributeValue, response: MutationResponse },
  deleteEntity: { query: DeleteEntityParameters, response: MutationResponse },
  deleteEntityByUniqueAttribute: { query: DeleteByNameParameters, response: MutationResponse },
  deleteEntitiesByUniqueAttribute: { query: DeleteByNumberedNamesParameters, response: MutationResponse },
  setLabels: labels,
  addLabels: labels,
  removeLabels: labels,
  setLabelsByUniqueAttribute: labelsByName,
  addLabelsByUniqueAttribute: labelsByName,
  removeLabelsByUniqueAttribute: labelsByName,
  listTagsByGuid: { response: TagPage },
  addTagsByGuid: { body: ClassificationList },
  updateTagsByGuid: { body: ClassificationList, response: Type.Object({}) },
  removeTagsByGuid: { body: ClassificationList },
  getTagByGuid: { response: Classification },
  removeTagByGuid: {},
  addTagToEntities: { body: TagAssociation },
  setTagsOfEntities: { body: TagHeaders },
} as const;
