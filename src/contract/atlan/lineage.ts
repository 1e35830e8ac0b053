import { Type, type Static } from 'typebox';
import { EntityHeader } from './entity.ts';
import { anyJson, nullable, openObject } from './envelope.ts';

const criteria = {
  description:
    '`{"condition":"AND|OR","criterion":[…]}`, each criterion `{"attributeName","operator","attributeValue"}` or such a group',
};

/**
 * A lineage list (Atlan wire, lineage list). Members are judged by the operation, all at once; those beyond the listed ones are accepted
 * and echoed, because one client pages by replaying the echo.
 */
export const LineageListRequest = Type.Object({
  guid: anyJson,
  direction: Type.Unsafe<unknown>({ ...anyJson, description: '`INPUT` (upstream) or `OUTPUT` (downstream)' }),
  depth: Type.Optional(Type.Unsafe<unknown>({ ...anyJson, description: 'levels, from 1; absent: all' })),
  from: Type.Optional(Type.Unsafe<unknown>({ ...anyJson, description: 'how many are passed over' })),
  size: Type.Optional(Type.Unsafe<unknown>({ ...anyJson, description: 'how many at most; absent: 10' })),
  attributes: Type.Optional(anyJson),
  relationAttributes: Type.Optional(anyJson),
  entityFilters: Type.Optional(Type.Unsafe<unknown>({ ...anyJson, ...criteria })),
  entityTraversalFilters: Type.Optional(Type.Unsafe<unknown>({ ...anyJson, ...criteria })),
  relationshipTraversalFilters: Type.Optional(Type.Unsafe<unknown>({ ...anyJson, ...criteria })),
  excludeMeanings: Type.Optional(anyJson),
  excludeClassifications: Type.Optional(anyJson),
  immediateNeighbours: Type.Optional(anyJson),
});

const Neighbour = Type.Object({ guid: Type.String(), name: Type.String(), qualifiedName: Type.String() });

export const LineageHeader = Type.Intersect([
  EntityHeader,
  Type.Object({
    depth: Type.Integer(),
    immediateUpstream: Type.Optional(Type.Array(Neighbour)),
    immediateDownstream: Type.Optional(Type.Array(Neighbour)),
  }),
]);

export const LineageListResponse = Type.Object({
  entities: Type.Array(LineageHeader),
  hasMore: Type.Boolean(),
  entityCount: Type.Integer(),
  searchParameters: openObject,
});
export type LineageListResponse = Static<typeof LineageListResponse>;

/** A lineage graph by its body (Atlan wire, lineage graph); judged by the operation. */
export const LineageGraphRequest = Type.Object({
  guid: Type.Optional(anyJson),
  direction: Type.Optional(Type.Unsafe<unknown>({ ...anyJson, description: '`INPUT`, `OUTPUT` or `BOTH` (absent)' })),
  depth: Type.Optional(Type.Unsafe<unknown>({ ...anyJson, description: 'levels; 0 is all, absent is 3' })),
  hideProcess: Type.Optional(anyJson),
  allowDeletedProcess: Type.Optional(anyJson),
  offset: Type.Optional(anyJson),
  limit: Type.Optional(anyJson),
  attributes: Type.Optional(anyJson),
  entityFilters: Type.Optional(Type.Unsafe<unknown>({ ...anyJson, ...criteria })),
});

export const LineageGraphParameters = Type.Object({
  direction: Type.Optional(Type.String({ description: '`INPUT`, `OUTPUT` or `BOTH` (absent)' })),
  depth: Type.Optional(Type.Integer({ minimum: 0, description: '0 is all, absent is 3' })),
  hideProcess: Type.Optional(Type.Boolean()),
  allowDeletedProcess: Type.Optional(Type.Boolean()),
  offset: Type.Optional(Type.Integer({ minimum: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 0 })),
});

export const LineageGraphResponse = Type.Object({
  baseEntityGuid: Type.String(),
  lineageDirection: Type.String(),
  lineageDepth: Type.Integer(),
  limit: Type.Integer(),
  offset: Type.Integer(),
  hasMoreUpstreamVertices: Type.Boolean(),
  hasMoreDownstreamVertices: Type.Boolean(),
  guidEntityMap: Type.Record(Type.String(), EntityHeader),
  relations: Type.Array(
    Type.Object({
      fromEntityId: Type.String(),
      toEntityId: Type.String(),
      processId: Type.Optional(nullable(Type.String())),
      relationshipId: Type.Optional(nullable(Type.String())),
    }),
  ),
  vertexChildrenInfo: openObject,
});
export type LineageGraphResponse = Static<typeof LineageGraphResponse>;
