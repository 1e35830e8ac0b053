import type { JsonValue } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import { anyValue, quoteLiteral, readJson, type Field, type JsonFieldKind } from '../../search/index.ts';
import { isPrimitive, parseAttributeType, type Primitive } from '../typedefs/attribute-type.ts';

/** One attribute of a set of custom metadata, by internal names. */
interface SetAttribute {
  readonly set: string;
  readonly attribute: string;
  readonly typeName: string;
}

const kindOfType: Readonly<Record<Primitive, JsonFieldKind>> = {
  string: 'lowercase',
  int: 'long',
  long: 'long',
  float: 'float',
  double: 'float',
  boolean: 'boolean',
  date: 'date',
};

/** Members of enumerations are texts. What is no text is compared as what it is, under whatever name. */
function kindOf(typeName: string, suffix: string): JsonFieldKind | null {
  const { item } = parseAttributeType(typeName);
  const kind = isPrimitive(item) ? kindOfType[item] : 'lowercase';
  if (suffix === '' || suffix === 'keyword') return kind;
  if (suffix === 'text') return kind === 'lowercase' ? 'text' : kind;
  return suffix === 'date' && kind === 'date' ? kind : null;
}

/** Names that could be internal ones, in a query as it came: in keys, values and the little language of `query_string`. */
function possibleNames(query: JsonValue): string[] {
  const found = JSON.stringify(query).matchAll(/(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]{21}(?![A-Za-z0-9])/g);
  return [...new Set(Array.from(found, ([name]) => name))];
}

async function findSetAttributes(db: Db | Tx, names: readonly string[]): Promise<SetAttribute[]> {
  if (names.length === 0) return [];
  const { rows } = await sql<SetAttribute>`/* prepared: find-set-attributes */
    SELECT definition.name AS set, attribute ->> 'name' AS attribute, attribute ->> 'typeName' AS "typeName"
    FROM type_definition AS definition, jsonb_array_elements(definition.attribute_defs) AS attribute
    WHERE definition.category = 'BUSINESS_METADATA' AND attribute ->> 'name' = ANY(${names}::text[])`.execute(db);
  return rows;
}

function fieldOf(name: string, { set, attribute, typeName }: SetAttribute, kind: JsonFieldKind): Field {
  const path = `(asset.business_attributes -> ${quoteLiteral(set)} -> ${quoteLiteral(attribute)})`;
  const { many } = parseAttributeType(typeName);
  const words = kind === 'text' ? ({ analyzer: 'atlan_text_analyzer' } as const) : {};
  const plain: Field = { name, kind, ...words, many, sql: many ? path : readJson(kind, path) };
  // Most assets have no value of the set; the index finds those that have.
  const carries = `asset.business_attributes <> '{}' AND asset.business_attributes ? ${quoteLiteral(set)}`;
  const withValue = (predicate: (value: string) => string) => {
    const held = anyValue(plain, predicate);
    return held === 'FALSE' ? held : `(${carries} AND ${held})`;
  };
  return { ...plain, withValue };
}

/**
 * The fields of custom metadata that a query names (Atlan wire, field names: the internal name of the attribute, with `.text` for its
 * words), on the row called `asset`. What it names and no set has is no field. One statement, none for a query without such a name.
 */
export async function findCustomMetadataFields(db: Db | Tx, query: JsonValue): Promise<(name: string) => Field | null> {
  const attributes = await findSetAttributes(db, possibleNames(query));
  const byName = new Map(attributes.map((attribute) => [attribute.attribute, attribute]));
  return (name) => {
    const [, base = '', suffix = ''] = /^([A-Za-z0-9]+)(?:\.([a-z]+))?$/.exec(name) ?? [];
    const attribute = byName.get(base);
    if (attribute === undefined) return null;
    const kind = kindOf(attribute.typeName, suffix);
    return kind === null ? null : fieldOf(name, attribute, kind);
  };
}
