import { type Table } from '@aws-sdk/client-glue';

import { compareWithSource, type SourceState } from '../../catalog/index.ts';
import { isCatalogError } from '../../foundation/index.ts';
import { cleanText } from './asset-draft.ts';
import { type TableFailure } from './checkpoint.ts';
import { type DatabaseCrawl } from './crawl-deps.ts';
import { findLinkTargets } from './link-target.ts';
import { type ListedTable, listTable, mapListed, type PreparedTable } from './listed-table.ts';
import { type MappedTable } from './map-table.ts';
import { blamesContent, draftsOf, storeAssets } from './store-assets.ts';
import { excludedNames } from './table-exclusion.ts';

/** One page of tables, sorted into what will be stored and what will not. */
export interface PreparedPage {
  /** Those that are not unchanged, in the order of the listing. */
  readonly tables: readonly PreparedTable[];
  /** The ones among them that are not there, or archived, or there under another name. */
  readonly fresh: ReadonlySet<MappedTable>;
  /** Stored as the source has them: nothing is to be done. */
  readonly unchanged: UnchangedTables;
  readonly filtered: number;
  readonly failures: readonly TableFailure[];
  /** Qualified names of what was written before the page as a whole. */
  readonly changed: ReadonlySet<string>;
}

export interface UnchangedTables {
  readonly tables: number;
  readonly views: number;
  /** Tables, views and their columns. */
  readonly assets: number;
}

/** Leaves out what the workflow excludes, asks for what links point to, counts what is unchanged, and maps the rest. */
export async function preparePage(crawl: DatabaseCrawl, listed: readonly Table[]): Promise<PreparedPage> {
  const { config, place } = crawl;
  const names = listed.map(({ Name = '' }) => Name);
  const excluded = config.excludedTables === null ? new Set<string>() : excludedNames(config.excludedTables, names);
  const accepted = listed.filter(({ Name = '' }) => !excluded.has(Name));
  const links = await findLinkTargets(crawl, accepted);
  const states = await compareTables(
    crawl,
    accepted.map((table) => listTable(place, table, links.get(table))),
  );
  const tables: PreparedTable[] = [];
  const fresh = new Set<MappedTable>();
  const unchanged = { tables: 0, views: 0, assets: 0 };
  for (const { table, known } of states) {
    if (known.state === 'unchanged') {
      unchanged[table.item.typeName === 'View' ? 'views' : 'tables'] += 1;
      unchanged.assets += known.members;
      continue;
    }
    const mapped = mapListed(place, table);
    tables.push(mapped);
    if (known.state === 'unknown') fresh.add(mapped);
  }
  return { tables, fresh, unchanged, filtered: listed.length - accepted.length, failures: [], changed: new Set() };
}

interface ComparedTable {
  readonly table: ListedTable;
  readonly known: SourceState;
}

/** Nothing is asked of the store while a database is crawled for the first time. */
async function compareTables(
  { deps, ctx, isKnown }: DatabaseCrawl,
  tables: readonly ListedTable[],
): Promise<ComparedTable[]> {
  // The store cannot even be asked for a name with such a character.
  const asked = isKnown ? tables.filter(({ item }) => !item.qualifiedName.includes('\0')) : [];
  const states = await compareWithSource(
    deps.catalog,
    ctx.principal,
    asked.map(({ item }) => item),
  );
  const found = new Map(asked.map((table, index) => [table, states[index]]));
  return tables.map((table) => ({ table, known: found.get(table) ?? { state: 'unknown' } }));
}

/** Every name in it can be a text of the database. */
export const isNameable = ({ asset, columnLevels }: MappedTable): boolean =>
  [asset, ...columnLevels.flat()].every(({ attributes }) => !attributes.qualifiedName.includes('\0'));

/** Takes out tables whose names no text of the database can be: the catalog cannot even be asked for them. */
export async function setAsideUnnameable(crawl: DatabaseCrawl, page: PreparedPage): Promise<PreparedPage> {
  const { ctx, database } = crawl;
  const reason = 'its name, or that of a column, has a character that the database cannot hold';
  const failures: TableFailure[] = [...page.failures];
  for (const { name } of page.tables.filter((table) => !isNameable(table))) {
    const shown = cleanText(name) ?? '';
    failures.push({ table: shown, reason });
    await ctx.log('error', `table \`${shown}\` of \`${database}\` cannot be stored: ${reason}`);
  }
  return { ...page, tables: page.tables.filter(isNameable), failures };
}

/**
 * Finds the tables that cannot be stored by storing each on its own. One odd table must not cost the other 99 of its page.
 * What is stored here is stored again, unchanged, with the checkpoint.
 */
export async function setAsideUnstorable(crawl: DatabaseCrawl, page: PreparedPage): Promise<PreparedPage> {
  const { ctx, deps } = crawl;
  const tables: PreparedTable[] = [];
  const failures: TableFailure[] = [...page.failures];
  const changed: string[] = [];
  let refusal: unknown = null;
  for (const table of page.tables) {
    try {
      changed.push(...(await storeAssets({ catalog: deps.catalog, ctx }, draftsOf([table]))));
      tables.push(table);
    } catch (error) {
      if (!blamesContent(error)) throw error;
      if (isDenied(error)) refusal = error;
      // What cannot be stored of a table may stand in its name, and so in the message; the log cannot hold it either.
      const name = cleanText(table.name) ?? '';
      const reason = cleanText(isCatalogError(error) ? error.message : 'the database cannot hold it') ?? '';
      failures.push({ table: name, reason });
      await ctx.log('error', `table \`${name}\` of \`${crawl.database}\` cannot be stored: ${reason}`);
    }
  }
  // An actor who may write nothing at all is no fault of a table, and asking for each of the others would tell nothing more.
  if (refusal !== null && tables.length === 0 && page.tables.length > 1) throw refusal;
  return { ...page, tables, failures, changed: new Set(changed) };
}

const isDenied = (error: unknown): boolean => isCatalogError(error) && error.code === 'permission_denied';
