import { createAttributeFields } from '../../src/catalog/search/asset-fields.ts';
import { internalFields } from '../../src/catalog/search/internal-fields.ts';
import { linkedFields } from '../../src/catalog/search/linked-fields.ts';
import type { TypeRegistry } from '../../src/catalog/index.ts';
import type { AnalyzerName, FieldKind, Scalar } from '../../src/search/index.ts';
import type { OpenSearchDocument } from './start-opensearch.ts';

/** A field that requests are made about. */
export interface SearchedField {
  readonly name: string;
  readonly kind: FieldKind;
  readonly many: boolean;
  readonly analyzer?: AnalyzerName;
  /** What is stored in it, each value once. */
  readonly values: readonly Scalar[];
}

/** Names of documents' own that queries do not reach by a field of the index. */
const apart = new Set(['_id']);

function valuesOf(documents: readonly OpenSearchDocument[], base: string): readonly Scalar[] {
  const values = new Set<Scalar>();
  for (const { source } of documents) {
    const held = source[base];
    for (const value of Array.isArray(held) ? (held as unknown[]) : [held]) {
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') values.add(value);
    }
  }
  return [...values];
}

/** The names under which an attribute is searched: those of the model, itself, and the sub-fields that every attribute of its kind has. */
function attributeNames(types: TypeRegistry, documents: readonly OpenSearchDocument[]): readonly string[] {
  const held = new Set(documents.flatMap(({ source }) => Object.keys(source)));
  const names = new Set<string>();
  for (const attribute of [...types.types.values()].flatMap(({ ownAttributes }) => ownAttributes)) {
    if (!held.has(attribute.name) || attribute.kind === 'struct' || attribute.shape === 'map') continue;
    for (const name of [attribute.name, ...Object.keys(attribute.index)]) names.add(name);
  }
  return [...names];
}

/** The fields in which the documents hold anything. */
export function findSearchedFields(
  types: TypeRegistry,
  documents: readonly OpenSearchDocument[],
): readonly SearchedField[] {
  const attributeFields = createAttributeFields(types);
  const names = new Set([...internalFields(types).keys(), ...linkedFields.keys(), ...attributeNames(types, documents)]);
  return [...names].flatMap((name): SearchedField[] => {
    const linked = linkedFields.get(name);
    const field = attributeFields(name) ?? (linked === undefined ? null : { ...linked, many: true });
    if (field === null || apart.has(name)) return [];
    const { kind, many } = field;
    const analyzer = 'analyzer' in field ? field.analyzer : undefined;
    const values = valuesOf(documents, name.split('.')[0] ?? name);
    if (values.length === 0) return [];
    return [{ name, kind, many, ...(analyzer !== undefined && { analyzer }), values }];
  });
}
