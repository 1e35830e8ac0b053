import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { enumValues } from '../types/enum-values.ts';
import {
  directSubtypes,
  renderEntityDef,
  renderEnumDef,
  renderRelationshipDef,
  renderStructDef,
  type TypedefCategory,
} from './render-typedefs.ts';
import { structDefs } from './struct-defs.ts';

/** All six lists, always present (Atlan wire: GET of `types/typedefs`). */
export interface Typedefs {
  readonly enumDefs: readonly JsonObject[];
  readonly structDefs: readonly JsonObject[];
  readonly classificationDefs: readonly JsonObject[];
  readonly entityDefs: readonly JsonObject[];
  readonly relationshipDefs: readonly JsonObject[];
  readonly businessMetadataDefs: readonly JsonObject[];
}

type TypedefDeps = Pick<CatalogDeps, 'types'>;

function listEntityDefs({ types }: TypedefDeps): JsonObject[] {
  const below = directSubtypes(types);
  return [...types.types.values()].map((type) => renderEntityDef(type, below.get(type.name) ?? []));
}

/**
 * The type definitions of these categories, in any case; of all when none is named. An unknown category selects nothing.
 * No tags and no custom metadata are defined, so their lists are empty.
 */
export function listTypedefs(deps: TypedefDeps, categories: readonly string[]): Typedefs {
  const wanted = new Set(categories.map((category) => category.toUpperCase()));
  const of = (category: TypedefCategory, list: () => JsonObject[]) =>
    wanted.size === 0 || wanted.has(category) ? list() : [];
  return {
    enumDefs: of('ENUM', () => Object.keys(enumValues).map(renderEnumDef)),
    structDefs: of('STRUCT', () => structDefs.map(renderStructDef)),
    classificationDefs: [],
    entityDefs: of('ENTITY', () => listEntityDefs(deps)),
    relationshipDefs: of('RELATIONSHIP', () => deps.types.relationships.all.map(renderRelationshipDef)),
    businessMetadataDefs: [],
  };
}

/** One definition with its `category`; `type_unknown` when there is none of that name. */
export function getTypedefByName(deps: TypedefDeps, name: string): JsonObject {
  const found = Object.values(listTypedefs(deps, []))
    .flat()
    .find((def: JsonObject) => def['name'] === name);
  if (found !== undefined) return found;
  throw new CatalogError('type_unknown', `no type definition has the name \`${name}\``);
}
