import { Type, type Static } from 'typebox';
import { openObject } from './envelope.ts';

/** Type definitions by category (Atlan wire, typedefs); all six lists are always there, possibly empty. */
export const TypedefLists = Type.Object({
  enumDefs: Type.Array(openObject),
  structDefs: Type.Array(openObject),
  classificationDefs: Type.Array(openObject),
  entityDefs: Type.Array(openObject),
  relationshipDefs: Type.Array(openObject),
  businessMetadataDefs: Type.Array(openObject),
});
export type TypedefLists = Static<typeof TypedefLists>;

export const TypedefParameters = Type.Object({
  type: Type.Optional(
    Type.Array(Type.String(), {
      description:
        'ENUM, STRUCT, CLASSIFICATION, ENTITY, RELATIONSHIP, BUSINESS_METADATA in any letter case; none: all',
    }),
  ),
});

/** One definition; `category` says which kind it is. */
export const Typedef = Type.Object({ category: Type.String(), name: Type.String() });
export type Typedef = Static<typeof Typedef>;
