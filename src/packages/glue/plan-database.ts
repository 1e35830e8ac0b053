import { saveEntitiesIn } from '../../catalog/index.ts';
import { parseJson, type JsonObject } from '../../foundation/index.ts';
import { type StepContext } from '../../workflows/index.ts';
import { findGone, storedTables } from './archive-missing.ts';
import { type CrawlDeps, type DatabaseCrawl } from './crawl-deps.ts';
import { type DatabaseReport, noCounts } from './crawl-report.ts';
import { correctionOf } from './expect-tables.ts';
import { classifyGlueError, explainGlueError } from './explain-glue-error.ts';
import { findRenames } from './follow-renames.ts';
import { ListingExpired, type TablePage } from './glue-source.ts';
import { schemaPlace } from './map-database.ts';
import { type MappedTable } from './map-table.ts';
import { type GlueConfig } from './parse-glue-config.ts';
import { isNameable, preparePage } from './prepare-page.ts';
import { failureOf, withRunSource } from './run-source.ts';
import { blamesContent, changedNames, draftsOf, keptEdits, saveSizeMax } from './store-assets.ts';
import { isWritten } from './store-tables.ts';
import { countStored } from './stored-assets.ts';

/** What the plan of one database leaves behind. */
export interface DatabasePlan {
  readonly report: DatabaseReport;
  /** Calls made, by operation: those that the crawl will make too. */
  readonly calls: Readonly<Record<string, number>>;
  /** Tables, views and columns that the crawl will send. */
  readonly assets: number;
  /** The credential may not list it. */
  readonly isDenied: boolean;
}

interface DatabaseToPlan {
  readonly config: GlueConfig;
  readonly database: string;
  readonly catalog: string | null;
  /** See `DatabaseCrawl`. */
  readonly expected: number | null;
}

/**
 * Reads one database as a crawl would and tells what it would do with it. Nothing is written: renames are looked for and not
 * followed, and what saving a known table would change is found by saving it in a transaction that is rolled back.
 */
export async function planDatabase(
  deps: CrawlDeps,
  ctx: StepContext,
  { config, database, catalog, expected }: DatabaseToPlan,
): Promise<void> {
  if (parseDatabasePlan(ctx.checkpoint) !== null) return;
  const place = schemaPlace(config.connection.qualifiedName, database, config.catalog);
  const plan = await withRunSource({ ctx, config, deps }, 'step', async (source): Promise<DatabasePlan> => {
    const crawl: DatabaseCrawl = { deps, ctx, config, source, database, place, isKnown: true, expected };
    const named = { catalog, database };
    try {
      const { counts, assets } = await planTables(crawl);
      return { report: { ...named, ...counts }, assets, calls: source.calls(), isDenied: false };
    } catch (error) {
      const site = source.site('GetTables');
      const refusal = failureOf(error, site, 'step') === error ? null : classifyGlueError(error);
      if (refusal !== 'denied' && refusal !== 'gone') throw failureOf(error, site, 'step');
      const report = { ...named, ...noCounts, problem: explainGlueError(error, site) };
      return { report, assets: 0, calls: source.calls(), isDenied: refusal === 'denied' };
    }
  });
  await ctx.transact(async (tx) => {
    const { added, changed, unchanged } = plan.report;
    const tables = added + changed + unchanged;
    await ctx.progress({ databases: 1, tables, ...correctionOf(expected, tables) }, tx);
    await ctx.saveCheckpoint(tx, renderDatabasePlan(plan));
  });
}

const renderDatabasePlan = (plan: DatabasePlan): JsonObject =>
  parseJson(JSON.stringify({ phase: 'planned', plan })) as JsonObject;

/** What `planDatabase` left; `null` before it came to its end. */
export function parseDatabasePlan(checkpoint: JsonObject | null): DatabasePlan | null {
  if (checkpoint?.['phase'] !== 'planned') return null;
  return checkpoint['plan'] as unknown as DatabasePlan; // INVARIANT: written by `renderDatabasePlan` only.
}

/** What is found page by page; only numbers, whatever the size of the database. */
interface Found {
  added: number;
  changed: number;
  unchanged: number;
  filtered: number;
  failed: number;
  assets: number;
  /** Guids of stored tables that the source has under another name. */
  readonly renamed: Set<string>;
}

interface PlannedTables {
  readonly counts: Omit<DatabaseReport, 'catalog' | 'database'>;
  readonly assets: number;
}

async function planTables(crawl: DatabaseCrawl): Promise<PlannedTables> {
  const stored = await countStored(crawl.deps.catalog, crawl.ctx, storedTables(crawl));
  const { renamed, assets, ...found } = await readListing({ ...crawl, isKnown: stored > 0 });
  const counted = found.added + found.changed + found.unchanged;
  const inventory = { stored: stored + found.added, counted, archivedBefore: 0, renamed };
  const gone = await findGone(crawl, { ...inventory, storedBefore: inventory.stored });
  const problem = gone.isDatabaseGone ? 'it was dropped while it was planned' : gone.kept;
  return { assets, counts: { ...found, archived: gone.gone.length, hidden: gone.hidden, problem } };
}

const restartsMax = 3;

async function readListing(crawl: DatabaseCrawl): Promise<Found> {
  for (let restarts = 0; ; restarts += 1) {
    const found: Found = {
      ...{ added: 0, changed: 0, unchanged: 0, filtered: 0, failed: 0, assets: 0 },
      renamed: new Set(),
    };
    try {
      for await (const page of pagesOf(crawl)) await planPage(crawl, page, found);
      return found;
    } catch (error) {
      if (!(error instanceof ListingExpired) || restarts >= restartsMax) throw error;
    }
  }
}

async function* pagesOf({ source, database }: DatabaseCrawl): AsyncGenerator<TablePage, void, undefined> {
  let nextToken: string | null = null;
  do {
    const page = await source.listTables(database, nextToken);
    yield page;
    nextToken = page.nextToken;
  } while (nextToken !== null);
}

async function planPage(crawl: DatabaseCrawl, listed: TablePage, found: Found): Promise<void> {
  const { tables: prepared, unchanged, ...page } = await preparePage(crawl, listed.tables);
  const tables = prepared.filter(isNameable);
  const fresh = tables.filter((table) => page.fresh.has(table));
  const known = tables.filter((table) => !page.fresh.has(table));
  let renames = 0;
  for await (const { old } of findRenames(crawl, crawl.isKnown ? fresh : [])) {
    found.renamed.add(old.guid);
    renames += 1;
  }
  const { changed, failed } = await trySave(crawl, known);
  found.added += fresh.length - renames;
  found.changed += renames + changed;
  found.unchanged += unchanged.tables + unchanged.views + known.length - changed - failed;
  found.failed += failed + prepared.length - tables.length;
  found.filtered += page.filtered;
  found.assets += draftsOf(tables).length;
}

interface Tried {
  readonly changed: number;
  readonly failed: number;
}

/** How many of the tables a save would change, and how many it would refuse. */
async function trySave(crawl: DatabaseCrawl, tables: readonly MappedTable[]): Promise<Tried> {
  if (tables.length === 0) return { changed: 0, failed: 0 };
  try {
    const written = new Set(await namesChangedBy(crawl, tables));
    return { changed: tables.filter((table) => isWritten(table, [written])).length, failed: 0 };
  } catch (error) {
    if (!blamesContent(error)) throw error;
    if (tables.length === 1) return { changed: 0, failed: 1 };
  }
  const middle = Math.ceil(tables.length / 2);
  const [left, right] = [await trySave(crawl, tables.slice(0, middle)), await trySave(crawl, tables.slice(middle))];
  return { changed: left.changed + right.changed, failed: left.failed + right.failed };
}

/** Ends a transaction that must not commit. */
class NothingToCommit extends Error {}

async function namesChangedBy({ deps, ctx }: DatabaseCrawl, tables: readonly MappedTable[]): Promise<string[]> {
  const { clock, types } = deps.catalog;
  const drafts = draftsOf(tables);
  const names: string[] = [];
  try {
    await ctx.transact(async (tx) => {
      names.length = 0;
      for (let start = 0; start < drafts.length; start += saveSizeMax) {
        const entities = drafts.slice(start, start + saveSizeMax).map((draft) => ({ ...draft }));
        names.push(...changedNames(await saveEntitiesIn({ tx, clock, types }, ctx.principal, { entities, keptEdits })));
      }
      throw new NothingToCommit();
    });
  } catch (error) {
    if (!(error instanceof NothingToCommit)) throw error;
  }
  return names;
}
