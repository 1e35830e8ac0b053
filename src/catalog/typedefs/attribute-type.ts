/** The types of values that come with the wire; any other is the name of an enumeration. */
const primitives = ['string', 'int', 'long', 'float', 'double', 'boolean', 'date'] as const;
export type Primitive = (typeof primitives)[number];

/** The type of an attribute, taken apart: `array<int>` is many of `int`. */
export interface AttributeType {
  /** A primitive, or the name of an enumeration. */
  readonly item: string;
  readonly many: boolean;
}

export function isPrimitive(name: string): name is Primitive {
  return (primitives as readonly string[]).includes(name);
}

export const primitiveNames: readonly string[] = primitives;

export function parseAttributeType(typeName: string): AttributeType {
  const item = /^array<(.+)>$/.exec(typeName)?.[1];
  return item === undefined ? { item: typeName, many: false } : { item, many: true };
}

/**
 * Whether values of the one type are still values of the other. INVARIANT: the type of an attribute never changes otherwise, so what
 * is stored is of the type that its definition says.
 */
export function isCompatible(stored: string, wanted: string): boolean {
  const [before, after] = [parseAttributeType(stored), parseAttributeType(wanted)];
  return before.item === after.item && (after.many || !before.many);
}
