import { lineageRelationships } from '../entities/lineage-flag.ts';
import type { Link } from '../entities/link-store.ts';
import type { TypeRegistry } from '../types/type-registry.ts';

/** Which links carry tags, and which way (Atlan wire, relationship types). */
export interface TagRoads {
  /** Names of the definitions that carry tags from end 1 to end 2. */
  readonly down: readonly string[];
  /** From end 2 to end 1. */
  readonly up: readonly string[];
  /** Those among them that are lineage. */
  readonly lineage: readonly string[];
}

/** One way that a tag may take, along one link. */
export interface TagRoad {
  readonly tail: string;
  readonly head: string;
  /** The name of the relationship definition. */
  readonly typeName: string;
}

const known = new WeakMap<TypeRegistry, TagRoads>();

/** The links that carry tags; the registry never changes, so they are looked up once. */
export function tagRoads(types: TypeRegistry): TagRoads {
  const roads = known.get(types) ?? {
    down: types.relationships.all
      .filter(({ propagateTags: way }) => way === 'ONE_TO_TWO' || way === 'BOTH')
      .map(nameOf),
    up: types.relationships.all.filter(({ propagateTags: way }) => way === 'TWO_TO_ONE' || way === 'BOTH').map(nameOf),
    lineage: lineageRelationships,
  };
  known.set(types, roads);
  return roads;
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

/** The ways that these links open to tags. */
export function roadsOf({ down, up }: TagRoads, links: readonly Link[]): TagRoad[] {
  return links.flatMap(({ typeName, end1, end2 }) => [
    ...(down.includes(typeName) ? [{ tail: end1, head: end2, typeName }] : []),
    ...(up.includes(typeName) ? [{ tail: end2, head: end1, typeName }] : []),
  ]);
}
