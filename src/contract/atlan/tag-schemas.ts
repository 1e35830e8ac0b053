import { Type } from 'typebox';
import { ClassificationList, SaveTypedefsParameters, TagParameters, TypedefsRequest } from './tag.ts';
import { TypedefLists } from './typedef.ts';

/** The schemas of the tag operations. */
export const tagSchemas = {
  createTypedefs: { query: SaveTypedefsParameters, body: TypedefsRequest, response: TypedefLists },
  updateTypedefs: { query: SaveTypedefsParameters, body: TypedefsRequest, response: TypedefLists },
  purgeTypedefs: { body: TypedefsRequest },
  purgeTypedef: {},
  addTags: { query: TagParameters, body: ClassificationList },
  updateTags: { query: TagParameters, body: ClassificationList, response: Type.Object({}) },
  removeTag: { query: TagParameters },
} as const;
