import { Type } from 'typebox';
import { openObject } from './envelope.ts';

/** Values of one set by the internal names of its attributes; `null` removes one. */
export const CustomMetadataValues = openObject;

/** Values by sets, both by internal names. */
export const CustomMetadataSets = openObject;

export const MergeCustomMetadataParameters = Type.Object({
  isOverwrite: Type.Optional(Type.Boolean({ description: 'whether what is not sent goes, every set included' })),
});

/** What a list of definitions says of each. */
export const TypedefHeaders = Type.Array(
  Type.Object({ guid: Type.String(), name: Type.String(), category: Type.String() }),
);
