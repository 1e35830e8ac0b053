import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { enumValues } from '../types/enum-values.ts';
import {
  directSubtypes,
  renderEntityDef,
  renderEnumDef,
  renderRelationshipDef,
  renderStructDef,
  renderTagDef,
  type TypedefCategory,
} from './render-typedefs.ts';
import { structDefs } from './struct-defs.ts';
import { findTagDefinition, listTagDefinitions } from './tag-definition.ts';

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

function listEntityDefs({ types }: Pick<TypedefDeps, 'types'>): JsonObject[] {
  const below = directSubtypes(types);
  return [...types.types.values()].map((type) => renderEntityDef(type, below.get(type.name) ?? []));
}

/** The definitions that come with the server and never change. */
function builtIns(deps: Pick<TypedefDeps, 'types'>, isWanted: (category: TypedefCategory) => boolean): Typedefs {
  const of = (category: TypedefCategory, list: () => JsonObject[]) => (isWanted(category) ? list() : []);
  return {
    enumDefs: of('ENUM', () => Object.keys(enumValues).map(renderEnumDef)),
    structDefs: of('STRUCT', () => structDefs.map(renderStructDef)),
    classificationDefs: [],
    entityDefs: of('ENTITY', () => listEntityDefs(deps)),
    relationshipDefs: of('RELATIONSHIP', () => deps.types.relationships.all.map(renderRelationshipDef)),
    businessMetadataDefs: [],
  };
}

/**
 * The type definitions of these categories, in any case; of all when none is named. An unknown category selects nothing.
 * No custom metadata is defined, so its list is empty.
 */
export async function listTypedefs(deps: TypedefDeps, categories: readonly string[]): Promise<Typedefs> {
  const named = new Set(categories.map((category) => category.toUpperCase()));
  const isWanted = (category: TypedefCategory) => named.size === 0 || named.has(category);
  const tags = isWanted('CLASSIFICATION') ? await listTagDefinitions(deps.db) : [];
  return { ...builtIns(deps, isWanted), classificationDefs: tags.map(renderTagDef) };
}

/** The built-in definition of this name, or `null`. */
export function findBuiltInTypedef(deps: Pick<TypedefDeps, 'types'>, name: string): JsonObject | null {
  const all = Object.values(builtIns(deps, () => true)).flat() as JsonObject[];
  return all.find((def) => def['name'] === name) ?? null;
}

/** One definition with its `category`; `type_unknown` when there is none of that name. */
export async function getTypedefByName(deps: TypedefDeps, name: string): Promise<JsonObject> {
  const tag = await findTagDefinition(deps.db, name);
  const found = tag === null ? findBuiltInTypedef(deps, name) : renderTagDef(tag);
  if (found !== null) return found;
  throw typedefUnknown(name);
}

/** The refusal of a name that no definition has. */
export function typedefUnknown(name: string): CatalogError {
  return new CatalogError('type_unknown', `no type definition has the name \`${name}\``);
}
