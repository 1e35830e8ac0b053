import { compareWithSource } from '../../catalog/index.ts';
import { type DatabaseCrawl } from './crawl-deps.ts';
import { type MappedTable } from './map-table.ts';
import { sourceGroupOf } from './source-group.ts';

/** The tables of one page by what the catalog has of them. */
export interface SortedTables {
  /** Not there, or archived, or there under another name. */
  readonly fresh: ReadonlySet<MappedTable>;
  /** There, and to be compared: the source has changed, or people have changed what is stored. */
  readonly known: ReadonlySet<MappedTable>;
  /** Stored as the source has them: nothing is to be done. */
  readonly unchanged: ReadonlySet<MappedTable>;
}

/** Sorts a page before anything is done with it. Nothing is asked of the store while a database is crawled for the first time. */
export async function sortTables(crawl: DatabaseCrawl, tables: readonly MappedTable[]): Promise<SortedTables> {
  if (!crawl.isKnown) return { fresh: new Set(tables), known: new Set(), unchanged: new Set() };
  const states = await compareWithSource(crawl.deps.catalog, crawl.ctx.principal, tables.map(sourceGroupOf));
  const inState = (state: (typeof states)[number]): Set<MappedTable> =>
    new Set(tables.filter((_table, index) => states[index] === state));
  return { fresh: inState('unknown'), known: inState('changed'), unchanged: inState('unchanged') };
}
