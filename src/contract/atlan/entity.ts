import { Type, type Static } from 'typebox';
import { openObject } from './envelope.ts';

/**
 * An asset as a caller sends it (Atlan wire, entity). `guid` is a real one or a placeholder beginning with `-`; `attributes`
 * mixes values and references. Keys of a read answer may come back and are ignored, so the object is open.
 */
export const EntityInput = Type.Object({
  typeName: Type.String({ minLength: 1, maxLength: 255 }),
  guid: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  attributes: Type.Optional(Type.Union([openObject, Type.Null()])),
  relationshipAttributes: Type.Optional(Type.Union([openObject, Type.Null()])),
});
export type EntityInput = Static<typeof EntityInput>;

export const SaveEntitiesRequest = Type.Object({ entities: Type.Array(EntityInput) });
export type SaveEntitiesRequest = Static<typeof SaveEntitiesRequest>;

export const UpdateEntityRequest = Type.Object({ entity: EntityInput });
export type UpdateEntityRequest = Static<typeof UpdateEntityRequest>;

/** An asset in a list of hits or changes (Atlan wire, entity header). Times are epoch milliseconds. */
export const EntityHeader = Type.Object({
  typeName: Type.String(),
  guid: Type.String(),
  status: Type.String({ description: '`ACTIVE` or `DELETED`' }),
  displayText: Type.Optional(Type.String()),
  attributes: openObject,
  createdBy: Type.Optional(Type.String()),
  updatedBy: Type.Optional(Type.String()),
  createTime: Type.Optional(Type.Integer()),
  updateTime: Type.Optional(Type.Integer()),
});
export type EntityHeader = Static<typeof EntityHeader>;

/** What a save or a delete changed, by kind of change, and which placeholder became which guid. */
export const MutationResponse = Type.Object({
  mutatedEntities: Type.Optional(
    Type.Object({
      CREATE: Type.Optional(Type.Array(EntityHeader)),
      UPDATE: Type.Optional(Type.Array(EntityHeader)),
      PARTIAL_UPDATE: Type.Optional(Type.Array(EntityHeader)),
      DELETE: Type.Optional(Type.Array(EntityHeader)),
    }),
  ),
  guidAssignments: Type.Optional(Type.Record(Type.String(), Type.String())),
});
export type MutationResponse = Static<typeof MutationResponse>;

/** One asset in full (Atlan wire, full entity). */
export const EntityWithReferences = Type.Object({
  referredEntities: openObject,
  entity: Type.Object({
    typeName: Type.String(),
    guid: Type.String(),
    status: Type.String(),
    version: Type.Optional(Type.Integer()),
    createdBy: Type.Optional(Type.String()),
    updatedBy: Type.Optional(Type.String()),
    createTime: Type.Optional(Type.Integer()),
    updateTime: Type.Optional(Type.Integer()),
    attributes: openObject,
    relationshipAttributes: Type.Optional(openObject),
  }),
});
export type EntityWithReferences = Static<typeof EntityWithReferences>;

/** Flags of a bulk save; all default to false and arrive as text in any letter case. */
export const SaveParameters = Type.Object({
  replaceTags: Type.Optional(Type.Boolean()),
  replaceClassifications: Type.Optional(Type.Boolean()),
  appendTags: Type.Optional(Type.Boolean()),
  replaceBusinessAttributes: Type.Optional(Type.Boolean()),
  overwriteBusinessAttributes: Type.Optional(Type.Boolean()),
});

export const DeleteParameters = Type.Object({
  guid: Type.Array(Type.String(), { description: 'repeated, or several joined by commas' }),
  deleteType: Type.Optional(Type.String({ description: '`SOFT` (default), `HARD` or `PURGE`' })),
});

export const ReadParameters = Type.Object({
  minExtInfo: Type.Optional(Type.Boolean()),
  ignoreRelationships: Type.Optional(Type.Boolean()),
});

export const UniqueAttributeParameters = Type.Object({
  'attr:qualifiedName': Type.String(),
  minExtInfo: Type.Optional(Type.Boolean()),
  ignoreRelationships: Type.Optional(Type.Boolean()),
});
