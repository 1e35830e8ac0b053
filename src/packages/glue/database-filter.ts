import { isJsonObject, type Problem } from '../../foundation/index.ts';
import { catalogName } from './qualified-name.ts';

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

const shape = `a JSON object such as {"${catalogName}": {"<database>": {}}}`;

/**
 * Reads a filter parameter: a JSON string or object, catalog → database → `{}` (Atlan wire, GlueCrawler). Names are literal.
 * Absent, empty and `{}` give `null`: no filter. A catalog without databases stands for all of them.
 */
export function parseDatabaseNames(
  value: unknown,
  path: string,
  problems: Problem[],
): { readonly names: DatabaseNames } | null {
  if (value === undefined || value === null || value === '') return null;
  const filter = typeof value === 'string' ? parseJson(value) : value;
  if (!isJsonObject(filter)) {
    problems.push({ path, message: `is not a filter, expected ${shape}` });
    return null;
  }
  for (const catalog of Object.keys(filter)) {
    if (catalog === catalogName) continue;
    problems.push({ path, message: `names the catalog \`${catalog}\`, only \`${catalogName}\` can be crawled` });
  }
  if (!Object.hasOwn(filter, catalogName)) return null;
  const databases = filter[catalogName];
  if (!isJsonObject(databases)) {
    problems.push({ path: `${path}.${catalogName}`, message: `is not an object of databases, expected ${shape}` });
    return null;
  }
  const names = Object.keys(databases);
  return { names: names.length === 0 ? null : new Set(names) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
