/** A Hive type as Glue stores it, taken apart. Names of primitives are upper case; `parameters` are those of `DECIMAL(10,2)`. */
export type ColumnType =
  | { readonly kind: 'primitive'; readonly name: string; readonly parameters: readonly number[] }
  | { readonly kind: 'struct'; readonly fields: readonly StructField[] }
  | { readonly kind: 'array'; readonly element: ColumnType }
  | { readonly kind: 'map'; readonly key: ColumnType; readonly value: ColumnType }
  | { readonly kind: 'union'; readonly members: readonly ColumnType[] };

export interface StructField {
  readonly name: string;
  readonly type: ColumnType;
  /** The field's type as the source wrote it. */
  readonly text: string;
  readonly comment: string | null;
}

/** The word by which people filter columns: `DECIMAL` for `decimal(10,2)`, `ARRAY` for `array<struct<…>>`. */
export function baseTypeName(type: ColumnType): string {
  switch (type.kind) {
    case 'primitive':
      return type.name;
    case 'union':
      return 'UNIONTYPE';
    default:
      return type.kind.toUpperCase();
  }
}

/**
 * The fields that become nested columns: those of a struct, also when it stands inside arrays. Maps and unions have none,
 * because their parts have no name of their own (Atlan wire, Glue mapping).
 */
export function nestedFields(type: ColumnType): readonly StructField[] {
  if (type.kind === 'struct') return type.fields;
  return type.kind === 'array' ? nestedFields(type.element) : [];
}
