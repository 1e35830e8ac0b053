import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import { readSnapshot, type Db, type Tx } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { isRealGuid } from '../entities/object-reference.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import { builtInEnums } from './enum-members.ts';
import {
  directSubtypes,
  renderDefinition,
  renderEntityDef,
  renderEnumDef,
  renderRelationshipDef,
  renderStructDef,
  renderTagDef,
  type TypedefCategory,
} from './render-typedefs.ts';
import { enumValues } from '../types/enum-values.ts';
import { structDefs } from './struct-defs.ts';
import { findTagDefinition, listTagDefinitions } from './tag-definition.ts';
import { findTypeDefinition, listTypeDefinitions, type DefinedCategory } from './type-definition.ts';

/** All six lists, always present (Atlan wire: GET of `types/typedefs`). */
export interface Typedefs {
  readonly enumDefs: readonly JsonObject[];
  readonly structDefs: readonly JsonObject[];
  readonly classificationDefs: readonly JsonObject[];
  readonly entityDefs: readonly JsonObject[];
  readonly relationshipDefs: readonly JsonObject[];
  readonly businessMetadataDefs: readonly JsonObject[];
}

type TypedefDeps = Pick<CatalogDeps, 'db' | 'types'>;
type Wanted = (category: TypedefCategory) => boolean;

function listEntityDefs(types: TypeRegistry): JsonObject[] {
  const below = directSubtypes(types);
  return [...types.types.values()].map((type) => renderEntityDef(type, below.get(type.name) ?? []));
}

/** The definitions that come with the server and never change. */
function builtIns(types: TypeRegistry, isWanted: Wanted): Typedefs {
  const of = (category: TypedefCategory, list: () => JsonObject[]) => (isWanted(category) ? list() : []);
  return {
    enumDefs: of('ENUM', () => Object.keys(enumValues).map(renderEnumDef)),
    structDefs: of('STRUCT', () => structDefs.map(renderStructDef)),
    classificationDefs: [],
    entityDefs: of('ENTITY', () => listEntityDefs(types)),
    relationshipDefs: of('RELATIONSHIP', () => types.relationships.all.map(renderRelationshipDef)),
    businessMetadataDefs: [],
  };
}

/** The names of the types that come with the server. */
export function builtInNames(types: TypeRegistry): ReadonlySet<string> {
  return new Set([
    ...types.types.keys(),
    ...types.relationships.all.map(({ name }) => name),
    ...structDefs.map(({ name }) => name),
    ...builtInEnums.keys(),
  ]);
}

const definedCategories: readonly DefinedCategory[] = ['BUSINESS_METADATA', 'ENUM', 'STRUCT'];

async function listAt(db: Db | Tx, types: TypeRegistry, isWanted: Wanted): Promise<Typedefs> {
  const tags = isWanted('CLASSIFICATION') ? await listTagDefinitions(db) : [];
  const defined = await listTypeDefinitions(db, definedCategories.filter(isWanted));
  const of = (category: DefinedCategory) =>
    defined.filter((definition) => definition.category === category).map(renderDefinition);
  const fixed = builtIns(types, isWanted);
  return {
    ...fixed,
    enumDefs: [...fixed.enumDefs, ...of('ENUM')],
    structDefs: [...fixed.structDefs, ...of('STRUCT')],
    classificationDefs: tags.map(renderTagDef),
    businessMetadataDefs: of('BUSINESS_METADATA'),
  };
}

/** The type definitions of these categories, in any case; of all when none is named. An unknown category selects nothing. */
export async function listTypedefs({ db, types }: TypedefDeps, categories: readonly string[]): Promise<Typedefs> {
  const named = new Set(categories.map((category) => category.toUpperCase()));
  return readSnapshot(db, (at) => listAt(at, types, (category) => named.size === 0 || named.has(category)));
}

/** What a list of definitions says of each (Atlan wire: headers of types). */
export interface TypedefHeader {
  readonly guid: string;
  readonly name: string;
  readonly category: string;
}

/** The same definitions, each by its guid, name and category only. */
export async function listTypedefHeaders(deps: TypedefDeps, categories: readonly string[]): Promise<TypedefHeader[]> {
  const lists = Object.values(await listTypedefs(deps, categories)) as (readonly JsonObject[])[];
  return lists.flat().map(({ guid, name, category }) => ({
    ...{ guid: String(guid), name: String(name), category: String(category) },
  }));
}

function findBuiltIn(types: TypeRegistry, key: 'name' | 'guid', value: string): JsonObject | null {
  const all = Object.values(builtIns(types, () => true)).flat() as JsonObject[];
  return all.find((def) => def[key] === value) ?? null;
}

/** Which definition is meant. */
export type TypedefKey = { readonly name: string } | { readonly guid: string };

/** The refusal of a name that no definition has. */
export function typedefUnknown(name: string): CatalogError {
  return new CatalogError('type_unknown', `no type definition has the name \`${name}\``);
}

async function findDefined(db: Db, by: TypedefKey): Promise<JsonObject | null> {
  const tag = await findTagDefinition(db, by);
  if (tag !== null) return renderTagDef(tag);
  const defined = await findTypeDefinition(db, by);
  return defined === null ? null : renderDefinition(defined);
}

/** A guid is written in any case, and what is none is nobody's. */
function keyOf(by: TypedefKey): TypedefKey | null {
  if ('name' in by) return by;
  return isRealGuid(by.guid) ? { guid: by.guid.toLowerCase() } : null;
}

/**
 * One definition with its `category`, of that category when one is asked for (Atlan wire: GET of one definition). `type_unknown` or
 * `type_guid_unknown` when there is none.
 */
export async function getTypedef(
  { db, types }: TypedefDeps,
  by: TypedefKey,
  category: TypedefCategory | null = null,
): Promise<JsonObject> {
  const key = keyOf(by);
  const defined = key === null ? null : await findDefined(db, key);
  const fixed = () => ('name' in by ? findBuiltIn(types, 'name', by.name) : findBuiltIn(types, 'guid', by.guid));
  const found = defined ?? fixed();
  if (found !== null && (category === null || found['category'] === category)) return found;
  if ('name' in by) throw typedefUnknown(by.name);
  throw new CatalogError('type_guid_unknown', `no type definition has the guid \`${by.guid}\``);
}
