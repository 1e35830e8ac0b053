import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseJson } from '../../foundation/index.ts';
import { analyzerOf, seedsByName, type SeedIndex, type SeedsByName } from './analyzer-of.ts';
import { knownRelationships, type RelationshipDef, type RelationshipEnd } from './known-relationships.ts';

/** The collected model: types as the official Python client declares them, and definitions found in public seeds. */
interface SourceModel {
  readonly source: string;
  readonly types: Readonly<Record<string, { superType: string | null; attributes: readonly SourceAttribute[] }>>;
  readonly seedEntityDefs: Readonly<
    Record<string, { superTypes: readonly string[]; attributes: readonly SeedIndex[] }>
  >;
  readonly seedRelationshipDefs: Readonly<Record<string, SeedRelationship>>;
  readonly internalFields: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface SourceAttribute {
  readonly name: string;
  readonly type: string;
  readonly shape: 'single' | 'list' | 'set' | 'map';
  readonly kind: 'primitive' | 'enum' | 'struct' | 'relationship';
  readonly index?: Readonly<Record<string, string>>;
}

interface SeedRelationship extends Omit<RelationshipDef, 'name' | 'propagateTags'> {
  readonly propagateTags: RelationshipDef['propagateTags'] | null;
}

/** `[type, shape, kind, index fields by name]`, the form in which `asset-model.json` keeps an attribute. */
export type AttributeRow = readonly [string, string, string, Readonly<Record<string, string>>];

/** The checked-in model. */
export interface AssetModel {
  readonly generated: string;
  readonly source: string;
  readonly types: Readonly<Record<string, { superTypes: string[]; attributes: Record<string, AttributeRow> }>>;
  readonly relationships: readonly RelationshipDef[];
  readonly internalFields: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface RelationshipAttribute {
  readonly owner: string;
  readonly name: string;
  readonly target: string;
  readonly cardinality: 'SINGLE' | 'SET';
}

const scalarTypes: Readonly<Record<string, string>> = {
  str: 'string',
  int: 'int',
  float: 'float',
  bool: 'boolean',
  datetime: 'date',
  AtlanTagName: 'string',
};

/** The client flattens several super types into one; the seeds still know them all. */
function superTypesOf(model: SourceModel, typeName: string): string[] {
  const clientChain: string[] = [];
  let above = model.types[typeName]?.superType ?? null;
  for (; above !== null; above = model.types[above]?.superType ?? null) clientChain.push(above);
  const further = (model.seedEntityDefs[typeName]?.superTypes ?? []).filter(
    (name) => !clientChain.includes(name) && model.types[name] !== undefined,
  );
  return [...clientChain.slice(0, 1), ...further];
}

function ancestorsOf(model: SourceModel, typeName: string): string[] {
  return superTypesOf(model, typeName).flatMap((above) => [above, ...ancestorsOf(model, above)]);
}

/** Field name → how it is indexed: keyword, lowercase, numeric, boolean, rank, or for texts the name of the analyzer. */
function indexOf(attribute: SourceAttribute, seeds: SeedsByName): Record<string, string> {
  const seed = seeds.get(attribute.name);
  const fields: Record<string, string> = {};
  for (const [kind, field] of Object.entries(attribute.index ?? {})) {
    if (kind === 'text' || kind === 'stemmed') fields[field] = analyzerOf(attribute, field, seed);
    else if (kind !== 'keyword') fields[field] = kind;
    else fields[field] = field.endsWith('.keyword') || seed?.es?.normalizer !== undefined ? 'lowercase' : 'keyword';
  }
  // The client searches some texts by their sub-fields only; the index has words under the plain name all the same.
  const isText = attribute.kind === 'primitive' && attribute.type === 'str';
  if (isText && fields[attribute.name] === undefined && fields[`${attribute.name}.keyword`] !== undefined) {
    fields[attribute.name] = analyzerOf(attribute, attribute.name, seed);
  }
  return fields;
}

function attributeRows(model: SourceModel, typeName: string, seeds: SeedsByName) {
  const inherited = new Set(
    ancestorsOf(model, typeName).flatMap((name) =>
      (model.types[name]?.attributes ?? []).map((attribute) => attribute.name),
    ),
  );
  const rows: Record<string, AttributeRow> = {};
  for (const attribute of model.types[typeName]?.attributes ?? []) {
    if (attribute.kind === 'relationship' || attribute.type === 'Union' || inherited.has(attribute.name)) continue;
    const type = attribute.kind === 'primitive' ? (scalarTypes[attribute.type] ?? 'any') : attribute.type;
    rows[attribute.name] = [type, attribute.shape, attribute.kind, indexOf(attribute, seeds)];
  }
  return rows;
}

function relationshipAttributes(model: SourceModel): RelationshipAttribute[] {
  return Object.entries(model.types).flatMap(([owner, { attributes }]) =>
    attributes
      .filter(({ kind }) => kind === 'relationship')
      .map(({ name, type, shape }) => ({
        owner,
        name,
        target: type,
        cardinality: shape === 'single' ? 'SINGLE' : 'SET',
      })),
  );
}

function endOf(attribute: RelationshipAttribute): RelationshipEnd {
  return { type: attribute.owner, name: attribute.name, cardinality: attribute.cardinality, isContainer: false };
}

/** A definition for an attribute of which only one end is recorded: named after its owner, both ends when types pair up. */
function synthesize(attribute: RelationshipAttribute, inverse: RelationshipAttribute | undefined): RelationshipDef {
  return {
    name: `${attribute.owner}_${attribute.name}`,
    category: 'ASSOCIATION',
    propagateTags: 'NONE',
    end1: endOf(attribute),
    end2:
      inverse === undefined
        ? { type: attribute.target, name: null, cardinality: 'SET', isContainer: false }
        : endOf(inverse),
    attributes: [],
  };
}

/** Two attributes are the two ends of one link when each is the only one that leads from its type to the other's. */
function inverseOf(attribute: RelationshipAttribute, all: readonly RelationshipAttribute[]) {
  const forth = all.filter(({ owner, target }) => owner === attribute.owner && target === attribute.target);
  const back = all.filter(({ owner, target }) => owner === attribute.target && target === attribute.owner);
  if (attribute.owner === attribute.target)
    return forth.length === 2 ? forth.find((it) => it !== attribute) : undefined;
  return forth.length === 1 && back.length === 1 ? back[0] : undefined;
}

function relationshipsOf(model: SourceModel): RelationshipDef[] {
  const seeded = Object.entries(model.seedRelationshipDefs).map(([name, seed]): RelationshipDef => {
    const { category, end1, end2, attributes } = seed;
    return { name, category, propagateTags: seed.propagateTags ?? 'NONE', end1, end2, attributes };
  });
  const typed = [...seeded, ...knownRelationships];
  const covered = new Set(
    typed.flatMap(({ end1, end2 }) => [`${end1.type}.${end1.name}`, `${end2.type}.${end2.name}`]),
  );
  const open = relationshipAttributes(model).filter(
    ({ owner, name }) => ![owner, ...ancestorsOf(model, owner)].some((ancestor) => covered.has(`${ancestor}.${name}`)),
  );
  const declaredAbove = ({ owner, name }: RelationshipAttribute) =>
    ancestorsOf(model, owner).some((ancestor) => open.some((it) => it.owner === ancestor && it.name === name));
  const own = open.filter((attribute) => !declaredAbove(attribute));
  const done = new Set<RelationshipAttribute>();
  const derived: RelationshipDef[] = [];
  for (const attribute of own) {
    if (done.has(attribute)) continue;
    const inverse = inverseOf(attribute, own);
    done.add(attribute);
    if (inverse !== undefined) done.add(inverse);
    derived.push(synthesize(attribute, inverse));
  }
  return [...typed, ...derived];
}

/** Turns the collected model into the one the server reads: smaller, and with every link defined. */
function deriveAssetModel(model: SourceModel): AssetModel {
  const seeds = seedsByName(Object.values(model.seedEntityDefs).flatMap(({ attributes }) => attributes));
  const types = Object.keys(model.types)
    .sort()
    .map((name) => [name, { superTypes: superTypesOf(model, name), attributes: attributeRows(model, name, seeds) }]);
  return {
    generated: 'by src/catalog/types/derive-asset-model.ts; never edited by hand',
    source: model.source,
    types: Object.fromEntries(types) as AssetModel['types'],
    relationships: relationshipsOf(model),
    internalFields: Object.fromEntries(
      Object.values(model.internalFields)
        .filter(({ internal_field_name }) => internal_field_name?.startsWith('__'))
        .map(({ internal_field_name, class: _, ...fields }) => [internal_field_name, fields]),
    ) as AssetModel['internalFields'],
  };
}

/** One type and one relationship per line, so that a change of the model reads as a change of lines. */
function render(model: AssetModel): string {
  const types = Object.entries(model.types).map(([name, type]) => `${JSON.stringify(name)}:${JSON.stringify(type)}`);
  const relationships = model.relationships.map((relationship) => JSON.stringify(relationship));
  return [
    `{"generated":${JSON.stringify(model.generated)},`,
    `"source":${JSON.stringify(model.source)},`,
    `"types":{\n${types.join(',\n')}\n},`,
    `"relationships":[\n${relationships.join(',\n')}\n],`,
    `"internalFields":${JSON.stringify(model.internalFields)}}`,
    '',
  ].join('\n');
}

// node src/catalog/types/derive-asset-model.ts <collected model> writes asset-model.json beside this file.
const [, script, sourceFile] = process.argv;
if (script !== undefined && import.meta.url === pathToFileURL(script).href && sourceFile !== undefined) {
  const model = parseJson(readFileSync(sourceFile, 'utf8')) as SourceModel;
  writeFileSync(new URL('./asset-model.json', import.meta.url), render(deriveAssetModel(model)));
}
