import { type Table } from '@aws-sdk/client-glue';

import { isCatalogError } from '../../foundation/index.ts';
import { cleanText } from './asset-draft.ts';
import { type TableFailure } from './checkpoint.ts';
import { type DatabaseCrawl } from './crawl-deps.ts';
import { findLinkTargets } from './link-target.ts';
import { type MappedTable, mapTable } from './map-table.ts';
import { blamesContent, draftsOf, storeAssets } from './store-assets.ts';
import { excludedNames } from './table-exclusion.ts';

/** One page of tables, sorted into what will be stored and what will not. */
export interface PreparedPage {
  readonly tables: readonly MappedTable[];
  readonly filtered: number;
  readonly failures: readonly TableFailure[];
  /** Qualified names of what was written before the page as a whole. */
  readonly changed: ReadonlySet<string>;
}

/** Leaves out what the workflow excludes, asks for what links point to, and maps the rest. */
export async function preparePage(crawl: DatabaseCrawl, listed: readonly Table[]): Promise<PreparedPage> {
  const { config, place } = crawl;
  const names = listed.map(({ Name = '' }) => Name);
  const excluded = config.excludedTables === null ? new Set<string>() : excludedNames(config.excludedTables, names);
  const accepted = listed.filter(({ Name = '' }) => !excluded.has(Name));
  const links = await findLinkTargets(crawl, accepted);
  return {
    tables: accepted.map((table) => mapTable(place, table, links.get(table))),
    filtered: listed.length - accepted.length,
    failures: [],
    changed: new Set(),
  };
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
  const tables: MappedTable[] = [];
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
