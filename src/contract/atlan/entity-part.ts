import { Type, type Static } from 'typebox';
import { EntityInput, EntityWithReferences, ReadParameters } from './entity.ts';
import { anyJson, nullable, openObject } from './envelope.ts';
import { Classification } from './tag.ts';

/** One asset with others that it refers to by placeholders, which are saved too. */
export const SaveEntityRequest = Type.Object({
  entity: EntityInput,
  referredEntities: Type.Optional(nullable(Type.Record(Type.String(), EntityInput))),
});
export type SaveEntityRequest = Static<typeof SaveEntityRequest>;

export const EntitiesWithReferences = Type.Object({
  referredEntities: openObject,
  entities: Type.Array(EntityWithReferences.properties.entity),
});

const deleteType = Type.Optional(Type.String({ description: '`SOFT` (default), `HARD` or `PURGE`' }));

export const GetEntitiesParameters = Type.Object({
  guid: Type.Array(Type.String(), { description: 'repeated, or several joined by commas' }),
  ...ReadParameters.properties,
});

export const NumberedNamesParameters = Type.Object({
  'attr_0:qualifiedName': Type.String({ description: 'and `attr_1:qualifiedName` and so on' }),
  ...ReadParameters.properties,
});

export const DeleteEntityParameters = Type.Object({ deleteType });

export const DeleteByNameParameters = Type.Object({ 'attr:qualifiedName': Type.String(), deleteType });

export const DeleteByNumberedNamesParameters = Type.Object({ 'attr_0:qualifiedName': Type.String(), deleteType });

export const AttributeParameters = Type.Object({ name: Type.String() });

/** The value of one attribute; `null` clears. */
export const AttributeValue = anyJson;

/** Judged by the operation, each with its place. */
export const LabelList = Type.Array(anyJson, { maxItems: 1_000 });

/** Tags in a list of the wire, whole on one page. */
export const TagPage = Type.Object({
  list: Type.Array(openObject),
  startIndex: Type.Integer(),
  pageSize: Type.Integer(),
  totalCount: Type.Integer(),
});

export const TagAssociation = Type.Object({
  classification: Classification,
  entityGuids: Type.Array(Type.String(), { maxItems: 10_000 }),
});

export const TagHeaders = Type.Object({ guidHeaderMap: openObject });
