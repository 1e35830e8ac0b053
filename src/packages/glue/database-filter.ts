import { isJsonObject, tryParseJson, type Problem } from '../../foundation/index.ts';

/** Literal names of databases; `null` stands for all of them. */
export type DatabaseNames = ReadonlySet<string> | null;

export interface DatabaseFilter {
  /** `null`: every database. */
  readonly included: DatabaseNames;
  /** `null`: every database, which leaves nothing to crawl. Wins over `included`. */
  readonly excluded: DatabaseNames;
}

export function acceptsDatabase(filter: DatabaseFilter, name: string): boolean {
  return (filter.included?.has(name) ?? true) && !(filter.excluded?.has(name) ?? true);
}

/** The two filter parameters as they came. */
export interface FilterTexts {
  readonly included: unknown;
  readonly excluded: unknown;
}

/** The part of each catalog, by its name. An include filter that names some of the catalogs leaves out the others. */
export function parseDatabaseFilters(
  { included, excluded }: FilterTexts,
  catalogs: readonly string[],
  problems: Problem[],
): ReadonlyMap<string, DatabaseFilter> {
  const include = parseDatabaseNames(included, { path: 'include-filter', catalogs }, problems);
  const exclude = parseDatabaseNames(excluded, { path: 'exclude-filter', catalogs }, problems);
  return new Map(
    catalogs.map((name) => [
      name,
      {
        included: include.size === 0 ? null : (include.get(name) ?? (include.has(name) ? null : new Set<string>())),
        excluded: exclude.has(name) ? (exclude.get(name) ?? null) : new Set<string>(),
      },
    ]),
  );
}

const shapeOf = (catalog: string): string => `a JSON object such as {"${catalog}": {"<database>": {}}}`;

/**
 * Reads a filter parameter: a JSON string or object, catalog → database → `{}` (Atlan wire, GlueCrawler). Names are literal.
 * Absent, empty and `{}` give nothing: no filter. A catalog without databases stands for all of them.
 */
function parseDatabaseNames(
  value: unknown,
  { path, catalogs }: { readonly path: string; readonly catalogs: readonly string[] },
  problems: Problem[],
): ReadonlyMap<string, DatabaseNames> {
  const names = new Map<string, DatabaseNames>();
  if (value === undefined || value === null || value === '') return names;
  const shape = shapeOf(catalogs[0] ?? '');
  const filter = typeof value === 'string' ? tryParseJson(value) : value;
  if (!isJsonObject(filter)) {
    problems.push({ path, message: `is not a filter, expected ${shape}` });
    return names;
  }
  for (const [catalog, databases] of Object.entries(filter)) {
    if (!catalogs.includes(catalog)) {
      const crawled = catalogs.map((name) => `\`${name}\``).join(', ');
      problems.push({ path, message: `names the catalog \`${catalog}\`, only ${crawled} can be crawled` });
    } else if (isJsonObject(databases)) {
      const listed = Object.keys(databases);
      names.set(catalog, listed.length === 0 ? null : new Set(listed));
    } else {
      problems.push({ path: `${path}.${catalog}`, message: `is not an object of databases, expected ${shape}` });
    }
  }
  return names;
}
