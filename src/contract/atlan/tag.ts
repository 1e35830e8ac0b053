import { Type, type Static } from 'typebox';
import { nullable, openObject } from './envelope.ts';

/**
 * A tag on an asset (Atlan wire, classification). `typeName` is the internal name of the tag; what is not said stays, or is as on
 * every new one: not passed on. `entityGuid`, of an answer, is the asset that the tag was put on.
 */
export const Classification = Type.Object({
  typeName: Type.String({ minLength: 1, maxLength: 255 }),
  entityGuid: Type.Optional(nullable(Type.String())),
  propagate: Type.Optional(nullable(Type.Boolean())),
  removePropagationsOnEntityDelete: Type.Optional(nullable(Type.Boolean())),
  restrictPropagationThroughLineage: Type.Optional(nullable(Type.Boolean())),
  restrictPropagationThroughHierarchy: Type.Optional(nullable(Type.Boolean())),
  attributes: Type.Optional(nullable(openObject)),
});
export type Classification = Static<typeof Classification>;

export const ClassificationList = Type.Array(Classification, { maxItems: 1_000 });

export const TagParameters = Type.Object({ 'attr:qualifiedName': Type.String() });

/** Definitions to make, change or remove; types of assets and of links never change, so their lists are empty. */
export const TypedefsRequest = Type.Object({
  classificationDefs: Type.Optional(Type.Array(openObject)),
  enumDefs: Type.Optional(Type.Array(openObject)),
  structDefs: Type.Optional(Type.Array(openObject)),
  entityDefs: Type.Optional(Type.Array(openObject)),
  relationshipDefs: Type.Optional(Type.Array(openObject)),
  businessMetadataDefs: Type.Optional(Type.Array(openObject)),
});
export type TypedefsRequest = Static<typeof TypedefsRequest>;

export const SaveTypedefsParameters = Type.Object({
  allowDuplicateDisplayName: Type.Optional(
    Type.Boolean({ description: 'whether two tags, or two sets of custom metadata, may be called alike' }),
  ),
});
