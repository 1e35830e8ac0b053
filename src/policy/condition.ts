import { matchesGlob } from './glob.ts';

/** What is known of an asset when a decision is made about it. Absent things match no condition. */
export interface AssetFacts {
  /** Absent while the asset is being created. */
  readonly guid?: string;
  readonly qualifiedName: string;
  readonly typeName: string;
  /** Every type above `typeName`, nearest first or not: order has no meaning. */
  readonly superTypes: readonly string[];
  readonly connectionQualifiedName: string | null;
  /** Username of the actor that created the asset. */
  readonly createdBy: string;
  /** Internal names of the tags on it, its own and those that reached it from elsewhere. */
  readonly tagNames: readonly string[];
  /** The glossary it is or lies in. */
  readonly glossaryQualifiedName: string | null;
  /** Everything above is said of the asset that this one hangs on. */
  readonly hosted?: true;
}

/**
 * Which assets a policy speaks of. Small, closed and total: true or false for every asset, never an error and
 * never "unknown", so that it reads the same as a predicate here and as SQL in the catalog.
 *
 * `under` covers the node at `path` and everything beneath it, `below` only what is beneath it, both on path
 * borders: `default/glue/1` does not cover `default/glue/10`. `at` is the node alone. `matching` covers the nodes whose names
 * match a pattern of `*` and `?`, and everything beneath them. Comparison is by code point, case-sensitive. `hosted` covers what hangs
 * on another asset, as which it is decided; no stored policy says it.
 */
export type Condition =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | { readonly kind: 'at'; readonly path: string }
  | { readonly kind: 'under'; readonly path: string }
  | { readonly kind: 'below'; readonly path: string }
  | { readonly kind: 'matching'; readonly pattern: string }
  | { readonly kind: 'type'; readonly typeNames: readonly string[] }
  | { readonly kind: 'connection'; readonly qualifiedNames: readonly string[] }
  | { readonly kind: 'tag'; readonly tagNames: readonly string[] }
  | { readonly kind: 'glossary'; readonly qualifiedNames: readonly string[] }
  | { readonly kind: 'creator'; readonly username: string }
  | { readonly kind: 'guid'; readonly guids: readonly string[] }
  | { readonly kind: 'hosted' }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'and'; readonly of: readonly Condition[] }
  | { readonly kind: 'or'; readonly of: readonly Condition[] };

type ConditionOf<Kind extends Condition['kind']> = Extract<Condition, { kind: Kind }>;

/** `path` itself or something beneath it. */
export function isUnder(qualifiedName: string, path: string): boolean {
  return qualifiedName === path || isBelow(qualifiedName, path);
}

/** Something beneath `path`, and not `path` itself. */
export function isBelow(qualifiedName: string, path: string): boolean {
  return qualifiedName.startsWith(`${path}/`);
}

/** A node whose name matches `pattern`, or something beneath one. */
export function isMatching(qualifiedName: string, pattern: string): boolean {
  return matchesGlob(pattern, qualifiedName) || matchesGlob(`${pattern}/*`, qualifiedName);
}

function hasType(asset: AssetFacts, typeNames: readonly string[]): boolean {
  return typeNames.includes(asset.typeName) || asset.superTypes.some((name) => typeNames.includes(name));
}

/** One reading per kind; a forgotten kind does not compile. */
const readings: { readonly [Kind in Condition['kind']]: (of: ConditionOf<Kind>, asset: AssetFacts) => boolean } = {
  all: () => true,
  none: () => false,
  at: ({ path }, asset) => asset.qualifiedName === path,
  under: ({ path }, asset) => isUnder(asset.qualifiedName, path),
  below: ({ path }, asset) => isBelow(asset.qualifiedName, path),
  matching: ({ pattern }, asset) => isMatching(asset.qualifiedName, pattern),
  type: ({ typeNames }, asset) => hasType(asset, typeNames),
  connection: ({ qualifiedNames }, asset) =>
    asset.connectionQualifiedName !== null && qualifiedNames.includes(asset.connectionQualifiedName),
  tag: ({ tagNames }, asset) => asset.tagNames.some((name) => tagNames.includes(name)),
  glossary: ({ qualifiedNames }, asset) =>
    asset.glossaryQualifiedName !== null && qualifiedNames.includes(asset.glossaryQualifiedName),
  creator: ({ username }, asset) => asset.createdBy === username,
  guid: ({ guids }, asset) => asset.guid !== undefined && guids.includes(asset.guid),
  hosted: (_, asset) => asset.hosted === true,
  not: ({ of }, asset) => !matches(of, asset),
  and: ({ of }, asset) => of.every((part) => matches(part, asset)),
  or: ({ of }, asset) => of.some((part) => matches(part, asset)),
};

/** Whether `asset` is one of those the condition speaks of. An empty `or` or set matches nothing, an empty `and` all. */
export function matches(condition: Condition, asset: AssetFacts): boolean {
  // The record is keyed by the very `kind` it is indexed with, which the compiler cannot follow through a union.
  const read = readings[condition.kind] as (of: Condition, asset: AssetFacts) => boolean;
  return read(condition, asset);
}
