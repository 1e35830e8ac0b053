import { readFileSync } from 'node:fs';
import { CatalogError, parseJson } from '../../foundation/index.ts';
import type { AssetModel } from './derive-asset-model.ts';
import { enumAttributes } from './enum-values.ts';
import { createRelationshipIndex, type RelationshipIndex } from './relationship-index.ts';
import type { AttributeDef, TypeDef } from './type-def.ts';

/** The asset types and how they hang together. Loaded once and never changed. */
export interface TypeRegistry {
  readonly types: ReadonlyMap<string, TypeDef>;
  readonly relationships: RelationshipIndex;
  /** Exact name; `type_unknown` when there is none. */
  getType(name: string): TypeDef;
  /** Whatever the case, as searches spell types; `null` when there is none. */
  findType(name: string): TypeDef | null;
  /** Own or inherited. */
  findAttribute(typeName: string, attribute: string): AttributeDef | null;
  /** Own and inherited, by name. */
  attributesOf(typeName: string): ReadonlyMap<string, AttributeDef>;
  /** `typeName` itself and every type below it. */
  subtypesOf(typeName: string): readonly string[];
  /** Whether `typeName` is `ancestor` or below it. An unknown type is below nothing. */
  isA(typeName: string, ancestor: string): boolean;
  /** The attributes indexed under a search field; types may declare the same field independently. */
  attributesIndexedAs(field: string): readonly AttributeDef[];
}

function ancestorsOf(model: AssetModel, name: string): string[] {
  const ancestors: string[] = [];
  let level = model.types[name]?.superTypes ?? [];
  while (level.length > 0) {
    const fresh = level.filter((above, at) => !ancestors.includes(above) && level.indexOf(above) === at);
    ancestors.push(...fresh);
    level = fresh.flatMap((above) => model.types[above]?.superTypes ?? []);
  }
  return ancestors;
}

function typeDefs(model: AssetModel): Map<string, TypeDef> {
  const types = new Map<string, TypeDef>();
  for (const [name, { superTypes, attributes }] of Object.entries(model.types)) {
    const ownAttributes = Object.entries(attributes).map(([attribute, [type, shape, kind, index]]) => {
      const enumeration = enumAttributes[attribute];
      const typed = enumeration === undefined ? { type, kind } : { type: enumeration, kind: 'enum' };
      return { name: attribute, shape, index, ...typed } as AttributeDef;
    });
    types.set(name, { name, superTypes, ancestors: ancestorsOf(model, name), ownAttributes });
  }
  return types;
}

/** Makes `compute` run once per key; the registry never changes, so nothing is ever forgotten. */
function remembered<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = compute(key);
    known.set(key, made);
    return made;
  };
}

function fieldIndex(types: ReadonlyMap<string, TypeDef>): Map<string, AttributeDef[]> {
  const fields = new Map<string, AttributeDef[]>();
  for (const attribute of [...types.values()].flatMap(({ ownAttributes }) => ownAttributes)) {
    for (const field of Object.keys(attribute.index)) {
      const known = fields.get(field);
      if (known === undefined) fields.set(field, [attribute]);
      else known.push(attribute);
    }
  }
  return fields;
}

/** Reads the checked-in model (some milliseconds). Call it once, at start. */
export function loadTypeRegistry(): TypeRegistry {
  const model = parseJson(readFileSync(new URL('./asset-model.json', import.meta.url), 'utf8')) as AssetModel;
  const types = typeDefs(model);
  const byLowerName = new Map([...types.values()].map((type) => [type.name.toLowerCase(), type]));
  const fields = fieldIndex(types);
  const attributesOf = remembered((typeName) => {
    const type = types.get(typeName);
    const chain = type === undefined ? [] : [...type.ancestors].reverse().concat(typeName);
    return new Map(chain.flatMap((name) => types.get(name)?.ownAttributes ?? []).map((it) => [it.name, it]));
  });
  const subtypesOf = remembered((typeName) =>
    [...types.values()]
      .filter((type) => type.name === typeName || type.ancestors.includes(typeName))
      .map((it) => it.name),
  );
  return {
    types,
    relationships: createRelationshipIndex(model.relationships, types),
    getType: (name) => {
      const type = types.get(name);
      if (type === undefined) throw new CatalogError('type_unknown', `unknown type \`${name}\``);
      return type;
    },
    findType: (name) => types.get(name) ?? byLowerName.get(name.toLowerCase()) ?? null,
    findAttribute: (typeName, attribute) => attributesOf(typeName).get(attribute) ?? null,
    attributesOf,
    subtypesOf,
    isA: (typeName, ancestor) => typeName === ancestor || (types.get(typeName)?.ancestors.includes(ancestor) ?? false),
    attributesIndexedAs: (field) => fields.get(field) ?? [],
  };
}
