import { Type, type Static } from 'typebox';
import { EntityHeader } from './entity.ts';
import { nullable, openObject } from './envelope.ts';

/**
 * An index search (Atlan wire, index search). `dsl` is the Elasticsearch body, or its text; flags beyond those listed are accepted and
 * echoed, because one client pages by replaying the echo.
 */
export const IndexSearchRequest = Type.Object({
  dsl: Type.Union([openObject, Type.String()]),
  attributes: Type.Optional(nullable(Type.Array(Type.String()))),
  relationAttributes: Type.Optional(nullable(Type.Array(Type.String()))),
});
export type IndexSearchRequest = Static<typeof IndexSearchRequest>;

export const IndexSearchResponse = Type.Object({
  queryType: Type.String(),
  searchParameters: openObject,
  entities: Type.Optional(Type.Array(EntityHeader)),
  approximateCount: Type.Integer(),
  aggregations: Type.Optional(openObject),
  searchMetadata: Type.Optional(openObject),
});
export type IndexSearchResponse = Static<typeof IndexSearchResponse>;
