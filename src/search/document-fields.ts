import { type Field, type FieldResolver, readJson } from './fields.ts';

/** How the leaves of documents stored as jsonb are found. */
export interface DocumentShape {
  /** SQL of the jsonb column, such as `run.document`. */
  readonly document: string;
  /** Fields with a column of their own, by their name without `.keyword`; the pseudo-field `_id` goes here. */
  readonly columns?: Readonly<Record<string, Omit<Field, 'name'>>>;
  /** Paths that hold ISO 8601 dates. Every other leaf is compared as exact text. */
  readonly dates?: readonly string[];
  /** Objects whose keys may contain dots; what follows such a path is one key. */
  readonly maps?: readonly string[];
}

const usualMaps = ['metadata.labels', 'metadata.annotations'];

/** The keys from the root of a document to the leaf of that dotted name. */
function pathOf(name: string, maps: readonly string[]): string[] {
  const map = maps.find((prefix) => name.startsWith(`${prefix}.`));
  return map === undefined ? name.split('.') : [...map.split('.'), name.slice(map.length + 1)];
}

/**
 * Fields of documents by dotted leaf path, a trailing `.keyword` ignored (Atlan wire, workflow searches). Every name
 * resolves: a path that a document does not have is a missing value. Paths are parameters, never SQL text.
 */
export function documentFields(shape: DocumentShape): FieldResolver {
  const columns = new Map(Object.entries(shape.columns ?? {}));
  const dates = new Set(shape.dates);
  return (name, params) => {
    const leaf = name.replace(/\.keyword$/, '');
    const column = columns.get(leaf);
    if (column !== undefined) return { name, ...column };
    if (leaf.includes('\0')) return null;
    const path = params.add(pathOf(leaf, shape.maps ?? usualMaps));
    if (dates.has(leaf))
      return { name, kind: 'date', many: false, sql: readJson('date', `(${shape.document} #> ${path})`) };
    return { name, kind: 'keyword', many: false, sql: `(${shape.document} #>> ${path})` };
  };
}
