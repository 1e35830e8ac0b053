import {
  quoteLiteral,
  readJson,
  type AnalyzerName,
  type Ast,
  type Field,
  type FieldKind,
  type FieldResolver,
  type JsonFieldKind,
} from '../../search/index.ts';
import { analyzerOfSubField } from '../types/analyzer-of.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import type { AttributeDef, IndexKind } from '../types/type-def.ts';
import { compileCondition } from './compile-condition.ts';
import { internalFields } from './internal-fields.ts';
import { linkedFields, linkedTo, linkedValues } from './linked-fields.ts';

/** Numbers and booleans compare as what they are, under whatever field; text goes by how the field is indexed. */
const kindOfType: Readonly<Record<string, JsonFieldKind>> = {
  int: 'long',
  float: 'float',
  boolean: 'boolean',
  date: 'date',
};
/** What is not listed is text, by the name of its analyzer. */
const kindOfIndex: Readonly<Partial<Record<IndexKind, JsonFieldKind>>> = {
  keyword: 'keyword',
  lowercase: 'lowercase',
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
  hierarchy: 'text',
  date: 'date',
  rank_feature: 'float',
};

interface IndexedAttribute {
  readonly attribute: AttributeDef;
  readonly kind: JsonFieldKind;
  readonly analyzer: AnalyzerName;
}

/** Numbers and booleans are compared as such under a text field too, so that the analyzer only counts where there is text. */
function indexedAs(attribute: AttributeDef, kind: JsonFieldKind, analyzer: AnalyzerName): IndexedAttribute {
  return { attribute, kind: kindOfType[attribute.type] ?? kind, analyzer };
}

function isAnalyzer(index: IndexKind): index is AnalyzerName {
  return kindOfIndex[index] === undefined;
}

function findDeclared(types: TypeRegistry, name: string): IndexedAttribute | null {
  const [attribute] = types.attributesIndexedAs(name);
  const index = attribute?.index[name];
  if (attribute === undefined || index === undefined) return null;
  return isAnalyzer(index)
    ? indexedAs(attribute, 'text', index)
    : indexedAs(attribute, kindOfIndex[index] ?? 'text', 'standard');
}

/** The attribute behind `x.text`, `x.date` … and behind bare `x` where only its sub-fields are declared. */
function findByBase(types: TypeRegistry, name: string): IndexedAttribute | null {
  const [, base = name, suffix = ''] = /^([^.]+)\.([a-z_]+)$/.exec(name) ?? [];
  const textKind = suffix === '' ? 'text' : kindOfSuffix[suffix];
  if (textKind === undefined) return null;
  const candidates = [base, `${base}.keyword`, `${base}.text`, `${base}.delimiter`];
  const found = candidates.map((candidate) => findDeclared(types, candidate)).find((candidate) => candidate !== null);
  if (found === undefined) return null;
  return indexedAs(found.attribute, textKind, analyzerOfSubField(name));
}

function textual(kind: FieldKind): boolean {
  return kind === 'keyword' || kind === 'lowercase' || kind === 'text';
}

/** Has an index of its own, which tells the planner how common a value is. */
const indexedAlone = new Set(['connectionQualifiedName']);

/** What is compared exactly and stored as text is found by containment. */
function storedAs(attribute: AttributeDef, kind: JsonFieldKind): Pick<Field, 'stored'> {
  const exact =
    kind === 'keyword' && attribute.shape !== 'map' && (attribute.type === 'string' || attribute.kind === 'enum');
  if (!exact || indexedAlone.has(attribute.name)) return {};
  return { stored: { column: 'asset.attributes', key: attribute.name } };
}

function attributeField(name: string, { attribute, kind, analyzer }: IndexedAttribute): Field {
  const key = quoteLiteral(attribute.name);
  const words = kind === 'text' ? { analyzer } : {};
  if (attribute.shape === 'list' || attribute.shape === 'set') {
    return { name, kind, ...words, ...storedAs(attribute, kind), many: true, sql: `(asset.attributes -> ${key})` };
  }
  const sql = textual(kind) ? `(asset.attributes ->> ${key})` : readJson(kind, `(asset.attributes -> ${key})`);
  return { name, kind, ...words, ...storedAs(attribute, kind), many: false, sql };
}

const internalOf = new WeakMap<TypeRegistry, ReadonlyMap<string, Field>>();

/** Made once, since a registry never changes. */
function knownInternalFields(types: TypeRegistry): ReadonlyMap<string, Field> {
  const known = internalOf.get(types) ?? internalFields(types);
  internalOf.set(types, known);
  return known;
}

/** Finds the fields of assets that every type declares. */
export function createAttributeFields(types: TypeRegistry): (name: string) => Field | null {
  const internal = knownInternalFields(types);
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
  /** As `findCustomMetadataFields` gives them; none without. */
  readonly customMetadataFields?: (name: string) => Field | null;
  /** What the actor may read, as `conditionToAst` gives it. */
  readonly readable: Ast;
  readonly now: Date;
}

/** The fields of assets by the names of the index, on the row called `asset`. */
export function assetFields(scope: AssetFieldScope): FieldResolver {
  return (name, params) => {
    const linked = linkedFields.get(name);
    if (linked === undefined) return scope.attributeFields(name) ?? scope.customMetadataFields?.(name) ?? null;
    const readable = compileCondition(scope.readable, 'other', { params, now: scope.now });
    const words = linked.analyzer === undefined ? {} : { analyzer: linked.analyzer };
    const found = { sql: linkedValues(linked, readable), withValue: linkedTo(linked, readable) };
    return { name, kind: linked.kind, ...words, many: true, ...found };
  };
}
