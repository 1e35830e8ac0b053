import { CatalogError } from '../../foundation/index.ts';
import { type StepContext } from '../../workflows/index.ts';
import { archiveDroppedColumns } from './archive-dropped-columns.ts';
import { archiveMissing } from './archive-missing.ts';
import { type AssetDraft } from './asset-draft.ts';
import {
  addCounts,
  addFailures,
  beforeFirstPage,
  noChanges,
  type DatabaseCheckpoint,
  parseCheckpoint,
  progressOf,
  renderCheckpoint,
  type TableCounts,
} from './checkpoint.ts';
import { type CrawlDeps, type DatabaseCrawl } from './crawl-deps.ts';
import { correctionOf } from './expect-tables.ts';
import { classifyGlueError, explainGlueError } from './explain-glue-error.ts';
import { ListingExpired, type TablePage } from './glue-source.ts';
import { packPage, unpackPage } from './held-page.ts';
import { type MappedTable } from './map-table.ts';
import { schemaPlace, type SchemaPlace } from './map-database.ts';
import { preparePage, type PreparedPage, setAsideUnnameable, setAsideUnstorable } from './prepare-page.ts';
import { followRenames } from './follow-renames.ts';
import { failureOf, withRunSource } from './run-source.ts';
import { blamesContent, draftsOf } from './store-assets.ts';
import { isWritten, storeTables } from './store-tables.ts';
import { countStored } from './stored-assets.ts';

type Listing = DatabaseCheckpoint & { readonly phase: 'listing' };
type Listed = DatabaseCheckpoint & { readonly phase: 'listed' };

// A source that refuses its own tokens again and again must not keep a crawl going for ever.
const restartsMax = 3;

/**
 * Crawls one database, from wherever the last attempt got to: every page of tables is stored in one transaction together
 * with the checkpoint and the totals, and a page that waits to be stored is in the checkpoint before the next one is asked for. So a
 * killed crawl reads at most one page of a database again and counts nothing twice. A database that the source refuses is
 * remembered and leaves the others alone; `finish` then fails the run and names it.
 */
export async function crawlDatabase(
  deps: CrawlDeps,
  ctx: StepContext,
  { config, database, expected }: Pick<DatabaseCrawl, 'config' | 'database' | 'expected'>,
): Promise<void> {
  const checkpoint = parseCheckpoint(ctx.checkpoint);
  if (checkpoint.phase !== 'listing' && checkpoint.phase !== 'listed') return;
  const place = schemaPlace(config.connection.qualifiedName, database, config.catalog);
  const tables = {
    typeNames: ['Table', 'View'],
    attribute: 'schemaQualifiedName',
    values: [place.schemaQualifiedName],
  } as const;
  const isKnown = (await countStored(deps.catalog, ctx, tables)) > 0;
  await withRunSource({ ctx, config, deps }, 'step', async (source) => {
    const crawl: DatabaseCrawl = { deps, ctx, config, source, database, place, isKnown, expected };
    try {
      const listed = checkpoint.phase === 'listed' ? checkpoint : await storeListing(crawl, checkpoint);
      await finishDatabase(crawl, listed);
    } catch (error) {
      await endRefused(crawl, error);
    }
  });
}

/** Stores page after page until the last one. The next page is read while one is stored, which hides most of the waiting. */
async function storeListing(crawl: DatabaseCrawl, from: Listing): Promise<Listed> {
  let at = from;
  let restarts = 0;
  let held = at.page === undefined ? null : await unpackPage(at.page);
  let pending = held === null ? readAhead(crawl, at.nextToken) : Promise.resolve(held);
  for (;;) {
    const page = await pending.catch(rethrowUnlessExpired);
    if (page === null) {
      restarts += 1;
      if (restarts > restartsMax) throw listingUnstable(crawl.database);
      at = await restartListing(crawl, at);
      pending = readAhead(crawl, null);
      continue;
    }
    if (page.nextToken !== null) {
      if (page !== held) await holdPage(crawl, at, page);
      held = null;
      pending = readAhead(crawl, page.nextToken);
    }
    const stored = await storePage(crawl, at, page);
    if (stored.phase === 'listed') return stored;
    at = stored;
  }
}

/**
 * Keeps a page until it is stored.
 * INVARIANT: before the next one is asked for; of the pages in hand at most one is then lost with the process.
 */
async function holdPage({ ctx }: DatabaseCrawl, at: Listing, page: TablePage): Promise<void> {
  const checkpoint = renderCheckpoint({ ...at, page: await packPage(page) });
  await ctx.transact((tx) => ctx.saveCheckpoint(tx, checkpoint));
}

function readAhead({ source, database }: DatabaseCrawl, nextToken: string | null): Promise<TablePage> {
  const page = source.listTables(database, nextToken);
  // Its failure is met where it is awaited; until then it must not count as unhandled.
  page.catch(() => undefined);
  return page;
}

function rethrowUnlessExpired(error: unknown): null {
  if (error instanceof ListingExpired) return null;
  throw error;
}

const listingUnstable = (database: string): CatalogError =>
  new CatalogError(
    'store_unavailable',
    `the listing of \`${database}\` expired ${restartsMax + 1} times while it was read`,
  );

/** Stores one page with its checkpoint and totals: all of it or nothing. */
async function storePage(crawl: DatabaseCrawl, at: Listing, page: TablePage): Promise<Listing | Listed> {
  const prepared = await setAsideUnnameable(crawl, await preparePage(crawl, page.tables));
  const fresh = prepared.tables.filter((table) => prepared.fresh.has(table));
  const renamed = await followRenames(crawl, crawl.isKnown ? fresh : []);
  // One that is unchanged has been stored as it is, so it lacks nothing that it had then.
  if (crawl.isKnown) await archiveDroppedColumns(crawl, prepared.tables);
  await sayWarnings(crawl, prepared);
  try {
    return await commitPage(crawl, { at, page, prepared, renamed });
  } catch (error) {
    if (!blamesContent(error)) throw error;
    return commitPage(crawl, { at, page, prepared: await setAsideUnstorable(crawl, prepared), renamed });
  }
}

/** What could not be kept as it was, a line for each table. */
async function sayWarnings({ ctx, database }: DatabaseCrawl, { tables }: PreparedPage): Promise<void> {
  for (const { name, warnings } of tables) {
    if (warnings.length === 0) continue;
    const more = warnings.length > warningsShown ? `; and ${warnings.length - warningsShown} more` : '';
    await ctx.log('warn', `\`${database}.${name}\`: ${warnings.slice(0, warningsShown).join('; ')}${more}`);
  }
}

const warningsShown = 5;

interface PageToStore {
  readonly at: Listing;
  readonly page: TablePage;
  readonly prepared: PreparedPage;
  /** Stored under another name until this page. */
  readonly renamed: ReadonlySet<MappedTable>;
}

async function commitPage(crawl: DatabaseCrawl, toStore: PageToStore): Promise<Listing | Listed> {
  const { at, page, prepared, renamed } = toStore;
  const { ctx, place } = crawl;
  const counted = countPage(page, prepared);
  const { added, changed } = at.changes ?? noChanges;
  const fresh = prepared.tables.filter((table) => prepared.fresh.has(table) && !renamed.has(table)).length;
  const after = {
    counts: addCounts(at.counts, counted),
    failures: addFailures(at.failures, prepared.failures),
    changes: { added: added + fresh, changed },
  };
  const checkpoint: Listing | Listed =
    page.nextToken === null ? { phase: 'listed', ...after } : { phase: 'listing', nextToken: page.nextToken, ...after };
  const summary = checkpoint.phase === 'listed' ? [countedSchema(place, after.counts)] : [];
  const stored = await storeTables(crawl, prepared.tables, {
    summary,
    complete: async (tx) => {
      await ctx.progress(progressOf(counted), tx);
      await ctx.saveCheckpoint(tx, renderCheckpoint(checkpoint));
    },
  });
  // What a save changes is known after it, and goes into the next checkpoint.
  const written = prepared.tables.filter(
    (table) => renamed.has(table) || (!prepared.fresh.has(table) && isWritten(table, [stored, prepared.changed])),
  );
  return { ...checkpoint, changes: { added: added + fresh, changed: changed + written.length } };
}

function countPage(page: TablePage, { tables, unchanged, filtered, failures }: PreparedPage): TableCounts {
  const views = tables.filter(({ asset }) => asset.typeName === 'View').length;
  return {
    listed: page.tables.length,
    tables: tables.length - views + unchanged.tables,
    views: views + unchanged.views,
    filtered,
    failed: failures.length,
    assets: draftsOf(tables).length + unchanged.assets,
  };
}

function countedSchema(place: SchemaPlace, counts: TableCounts): AssetDraft {
  return {
    typeName: 'Schema',
    status: 'ACTIVE',
    attributes: {
      qualifiedName: place.schemaQualifiedName,
      name: place.schemaName,
      tableCount: counts.tables,
      viewsCount: counts.views,
    },
  };
}

/** Begins the listing anew. What was stored stays, since storing it again changes nothing; what was counted is taken back. */
async function restartListing({ ctx, database }: DatabaseCrawl, at: Listing): Promise<Listing> {
  await ctx.log('warn', `the listing of \`${database}\` expired at the source, it starts again`);
  // What it has changed is not changed again.
  const again: Listing = { ...beforeFirstPage, changes: at.changes ?? noChanges };
  await ctx.transact(async (tx) => {
    await ctx.progress(progressOf(at.counts, -1), tx);
    await ctx.saveCheckpoint(tx, renderCheckpoint(again));
  });
  return again;
}

async function finishDatabase(crawl: DatabaseCrawl, listed: Listed): Promise<void> {
  const { ctx, database } = crawl;
  const { counts, failures, changes = noChanges } = listed;
  const { archived, hidden, kept, isDatabaseGone } = await archiveMissing(crawl, listed);
  if (isDatabaseGone) return endGone(crawl, 'it was dropped while it was crawled');
  await ctx.transact(async (tx) => {
    const correction = correctionOf(crawl.expected, counts.tables + counts.views);
    await ctx.progress({ databases: 1, ...(hidden > 0 ? { hidden } : {}), ...correction }, tx);
    await ctx.saveCheckpoint(
      tx,
      renderCheckpoint({ phase: 'done', counts, failures, changes, archived, hidden, kept }),
    );
  });
  const parts = [`${counts.tables} tables`, `${counts.views} views`, `${counts.assets} assets`];
  if (changes.added > 0) parts.push(`${changes.added} added`);
  if (changes.changed > 0) parts.push(`${changes.changed} changed`);
  if (counts.filtered > 0) parts.push(`${counts.filtered} filtered out`);
  if (counts.failed > 0) parts.push(`${counts.failed} failed`);
  if (archived > 0) parts.push(`${archived} archived`);
  if (hidden > 0) parts.push(`${hidden} hidden`);
  await ctx.log(counts.failed > 0 ? 'error' : 'info', `\`${database}\`: ${parts.join(', ')}`);
}

async function endRefused(crawl: DatabaseCrawl, error: unknown): Promise<void> {
  const { ctx, source, database } = crawl;
  const site = source.site('GetTables');
  const refusal = failureOf(error, site, 'step') === error ? null : classifyGlueError(error);
  if (refusal !== 'denied' && refusal !== 'gone') throw failureOf(error, site, 'step');
  const reason = explainGlueError(error, site);
  if (refusal === 'gone') return endGone(crawl, reason);
  await ctx.transact(async (tx) => {
    await ctx.progress(correctionOf(crawl.expected, 0), tx);
    await ctx.saveCheckpoint(tx, renderCheckpoint({ phase: 'refused', reason }));
  });
  await ctx.log('error', `\`${database}\` was not crawled: ${reason}`);
}

/** `finish` asks for the database once more, and archives it if it is still gone. */
async function endGone({ ctx, database, expected }: DatabaseCrawl, reason: string): Promise<void> {
  await ctx.transact(async (tx) => {
    await ctx.progress(correctionOf(expected, 0), tx);
    await ctx.saveCheckpoint(tx, renderCheckpoint({ phase: 'gone' }));
  });
  await ctx.log('warn', `\`${database}\` was not crawled: ${reason}`);
}
