import {
  compileWhere,
  quoteLiteral,
  readJson,
  type Ast,
  type Field,
  type FieldKind,
  type FieldResolver,
  type JsonFieldKind,
} from '../../search/index.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import type { AttributeDef, IndexKind } from '../types/type-def.ts';
import { conditionFields } from './condition-to-ast.ts';
import { internalFields } from './internal-fields.ts';
import { linkedFields, linkedValues } from './linked-fields.ts';

/** Numbers and booleans compare as what they are, under whatever field; text goes by how the field is indexed. */
const kindOfType: Readonly<Record<string, JsonFieldKind>> = {
  int: 'long',
  float: 'float',
  boolean: 'boolean',
  date: 'date',
};
const kindOfIndex: Readonly<Record<IndexKind, JsonFieldKind>> = {
  keyword: 'keyword',
  lowercase: 'lowercase',
  text: 'text',
  stemmed: 'text',
  numeric: 'float',
  boolean: 'boolean',
  rank: 'float',
};

/** Sub-fields that the index adds to an attribute without the type model naming them. */
const kindOfSuffix: Readonly<Record<string, JsonFieldKind>> = {
  keyword: 'lowercase',
  text: 'text',
  stemmed: 'text',
  delimiter: 'text',
  date: 'date',
  rank_feature: 'float',
};

interface IndexedAttribute {
  readonly attribute: AttributeDef;
  readonly kind: JsonFieldKind;
}

function findDeclared(types: TypeRegistry, name: string): IndexedAttribute | null {
  const [attribute] = types.attributesIndexedAs(name);
  const index = attribute?.index[name];
  if (attribute === undefined || index === undefined) return null;
  return { attribute, kind: kindOfType[attribute.type] ?? kindOfIndex[index] };
}

/** The attribute behind `x.text`, `x.date` … and behind bare `x` where only its sub-fields are declared. */
function findByBase(types: TypeRegistry, name: string): IndexedAttribute | null {
  const [, base = name, suffix = ''] = /^([^.]+)\.([a-z_]+)$/.exec(name) ?? [];
  const textKind = suffix === '' ? 'text' : kindOfSuffix[suffix];
  if (textKind === undefined) return null;
  const candidates = [base, `${base}.keyword`, `${base}.text`, `${base}.delimiter`];
  const found = candidates.map((candidate) => findDeclared(types, candidate)).find((candidate) => candidate !== null);
  if (found === undefined) return null;
  return { attribute: found.attribute, kind: kindOfType[found.attribute.type] ?? textKind };
}

function textual(kind: FieldKind): boolean {
  return kind === 'keyword' || kind === 'lowercase' || kind === 'text';
}

function attributeField(name: string, { attribute, kind }: IndexedAttribute): Field {
  const key = quoteLiteral(attribute.name);
  if (attribute.shape === 'list' || attribute.shape === 'set') {
    return { name, kind, many: true, sql: `(asset.attributes -> ${key})` };
  }
  const sql = textual(kind) ? `(asset.attributes ->> ${key})` : readJson(kind, `(asset.attributes -> ${key})`);
  return { name, kind, many: false, sql };
}

/** Finds the fields of assets that every type declares; made once, since the registry never changes. */
export function createAttributeFields(types: TypeRegistry): (name: string) => Field | null {
  const internal = internalFields(types);
  return (name) => {
    const known = internal.get(name);
    if (known !== undefined) return known;
    const indexed = findDeclared(types, name) ?? findByBase(types, name);
    return indexed === null ? null : attributeField(name, indexed);
  };
}

/** For whom fields are resolved. */
export interface AssetFieldScope {
  readonly attributeFields: (name: string) => Field | null;
  /** What the actor may read, as `conditionToAst` gives it. */
  readonly readable: Ast;
  readonly now: Date;
}

/**
 * The fields of assets by the names of the index, on the row called `asset`. COMPAT: custom metadata is not stored yet, so its
 * fields resolve to nothing and match nothing.
 */
export function assetFields(scope: AssetFieldScope): FieldResolver {
  return (name, params) => {
    const linked = linkedFields.get(name);
    if (linked === undefined) return scope.attributeFields(name);
    const readable = compileWhere(scope.readable, { fields: conditionFields('other'), params, now: scope.now });
    return { name, kind: linked.kind, many: true, sql: linkedValues(linked, readable) };
  };
}
