import { type DatabaseCheckpoint, renderCheckpoint } from './checkpoint.ts';
import { type DatabaseCrawl } from './crawl-deps.ts';
import { tableTypeName } from './map-table.ts';
import { archivableMax, tooManyGone } from './archive-breaker.ts';
import { proveGone } from './prove-gone.ts';
import { sourceNameOf } from './qualified-name.ts';
import { excludedNames } from './table-exclusion.ts';
import { archiveAssets, countStored, listStored, type StoredAsset, type StoredQuery } from './stored-assets.ts';

/** What archiving did. */
export interface ArchiveOutcome {
  /** By this and by earlier attempts of the step. */
  readonly archived: number;
  /** Tables that are not listed and that the credential may not ask for: they stay. */
  readonly hidden: number;
  /** Why it did not do what it was there for, which fails the run. */
  readonly kept: string | null;
  /** The database itself went while its tables were asked for. */
  readonly isDatabaseGone: boolean;
}

type Listed = DatabaseCheckpoint & { readonly phase: 'listed' };

/**
 * Archives the tables and views of a database that are proven gone, with their columns.
 *
 * INVARIANT: being absent from a listing is no proof, because Lake Formation leaves out what the caller may not describe.
 * A table is archived only if the listing came to its end, a second listing does not have it either, and `proveGone` says so
 * of it by name. If more than the allowed share is gone, nothing is archived: a wrong account looks exactly like everything
 * being dropped.
 */
export async function archiveMissing(crawl: DatabaseCrawl, listed: Listed): Promise<ArchiveOutcome> {
  const { deps, ctx } = crawl;
  const query = storedTables(crawl);
  const archivedBefore = listed.archived ?? 0;
  const stored = await countStored(deps.catalog, ctx, query);
  const counted = listed.counts.tables + listed.counts.views;
  const storedBefore = listed.storedBefore ?? stored + archivedBefore;
  const { absent, ...found } = await findGone(crawl, { stored, counted, archivedBefore, storedBefore });
  const { gone, hidden, isDatabaseGone } = found;
  if (stored < counted && absent.length > 0) {
    const kept = await sayAbsent(crawl, absent);
    return { archived: archivedBefore, hidden: 0, kept, isDatabaseGone: false };
  }
  if (found.kept !== null) await ctx.log('error', `\`${crawl.database}\`: ${found.kept}`);
  const archived = await archiveProven(crawl, { ...listed, archived: archivedBefore, storedBefore }, gone);
  return { archived, hidden, kept: found.kept, isDatabaseGone };
}

/** Of one database: what the catalog has and what the listing had. */
export interface Inventory {
  /** Tables and views in the catalog once everything that is listed is stored. */
  readonly stored: number;
  /** Listed, and not filtered. */
  readonly counted: number;
  readonly archivedBefore: number;
  /** Before any was archived: what the breaker measures by. */
  readonly storedBefore: number;
  /** Guids of assets that are about to get another name. */
  readonly renamed?: ReadonlySet<string>;
}

/** What `archiveMissing` archives. */
export interface FoundGone {
  readonly gone: readonly StoredAsset[];
  readonly hidden: number;
  /** Why nothing is to be archived although something is gone. */
  readonly kept: string | null;
  readonly isDatabaseGone: boolean;
  /** Listed, and neither stored nor left out by the filter; looked for only when the numbers differ. */
  readonly absent: readonly string[];
}

const nothingGone: FoundGone = { gone: [], hidden: 0, kept: null, isDatabaseGone: false, absent: [] };

/** Finds the tables and views that are proven gone, and changes nothing. */
export async function findGone(crawl: DatabaseCrawl, inventory: Inventory): Promise<FoundGone> {
  const { stored, counted, archivedBefore, storedBefore, renamed = new Set() } = inventory;
  // The usual case, and one statement: all that is stored was stored just now.
  if (stored === counted) return nothingGone;
  const { missing, absent } = await compareWithListing(crawl, storedTables(crawl), renamed);
  if (stored < counted && absent.length > 0) return { ...nothingGone, absent };
  const percentMax = crawl.config.archivePercentMax;
  const allowed = archivableMax(storedBefore, percentMax) - archivedBefore;
  const { gone, hidden, isDatabaseGone } = await proveGone(crawl, missing, allowed);
  if (isDatabaseGone) return { gone: [], hidden, kept: null, isDatabaseGone, absent };
  if (gone.length <= allowed) return { gone, hidden, kept: null, isDatabaseGone, absent };
  const kept = tooManyGone({ what: 'tables', unlisted: missing.length, stored: storedBefore, percentMax });
  return { gone: [], hidden, kept, isDatabaseGone, absent };
}

/** The tables and views of the database that the catalog has. */
export function storedTables({ place }: DatabaseCrawl): StoredQuery {
  return { typeNames: ['Table', 'View'], attribute: 'schemaQualifiedName', values: [place.schemaQualifiedName] };
}

interface Comparison {
  /** Stored, but not listed. */
  readonly missing: readonly StoredAsset[];
  /** Listed, and neither stored nor left out by the filter. */
  readonly absent: readonly string[];
}

async function compareWithListing(
  crawl: DatabaseCrawl,
  query: StoredQuery,
  renamed: ReadonlySet<string>,
): Promise<Comparison> {
  const kinds = await listKinds(crawl);
  const missing: StoredAsset[] = [];
  for await (const page of listStored(crawl.deps.catalog, crawl.ctx, query)) {
    for (const asset of page) {
      const name = sourceNameOf(asset.qualifiedName);
      if (kinds.get(name) === asset.typeName) kinds.delete(name);
      else if (!renamed.has(asset.guid)) missing.push(asset);
    }
  }
  const { excludedTables } = crawl.config;
  const rest = [...kinds.keys()];
  const excluded = excludedTables === null ? new Set<string>() : excludedNames(excludedTables, rest);
  return { missing, absent: rest.filter((name) => !excluded.has(name)) };
}

const absentShown = 10;

// More were stored than can be found again. A table that the source lists twice while its listing shifts is found all the same.
async function sayAbsent({ ctx, database }: DatabaseCrawl, absent: readonly string[]): Promise<string> {
  const shown = absent.slice(0, absentShown).map((name) => `\`${name}\``);
  const kept = `${absent.length} tables were listed, but are not in the catalog: ${shown.join(', ')}`;
  await ctx.log('error', `\`${database}\`: ${kept}`);
  return kept;
}

/** Every listed name with the type of asset it becomes. At most 200,000 short names, the limit of a Glue database. */
async function listKinds({ source, database }: DatabaseCrawl): Promise<Map<string, 'Table' | 'View'>> {
  const kinds = new Map<string, 'Table' | 'View'>();
  let nextToken: string | null = null;
  do {
    const page = await source.listTableNames(database, nextToken);
    for (const table of page.tables) kinds.set(table.Name ?? '', tableTypeName(table));
    nextToken = page.nextToken;
  } while (nextToken !== null);
  return kinds;
}

/** Each table goes with its columns, the count of the run and the checkpoint, so that none is counted twice. */
async function archiveProven(crawl: DatabaseCrawl, from: Listed, gone: readonly StoredAsset[]): Promise<number> {
  const { deps, ctx } = crawl;
  let archived = from.archived ?? 0;
  for (const asset of gone) {
    const after: Listed = { ...from, archived: archived + 1 };
    await archiveAssets({ catalog: deps.catalog, ctx }, [...(await columnsOf(crawl, asset)), asset], async (tx) => {
      await ctx.progress({ archived: 1 }, tx);
      await ctx.saveCheckpoint(tx, renderCheckpoint(after));
    });
    await ctx.log('info', `archived \`${asset.typeName}\` \`${asset.qualifiedName}\`: it is gone at the source`);
    archived += 1;
  }
  return archived;
}

async function columnsOf(
  { deps, ctx }: DatabaseCrawl,
  { typeName, qualifiedName }: StoredAsset,
): Promise<StoredAsset[]> {
  const attribute = typeName === 'View' ? 'viewQualifiedName' : 'tableQualifiedName';
  const columns: StoredAsset[] = [];
  const query: StoredQuery = { typeNames: ['Column'], attribute, values: [qualifiedName] };
  for await (const page of listStored(deps.catalog, ctx, query)) columns.push(...page);
  return columns;
}
