import { type TableCounts } from './checkpoint.ts';
import { type DatabaseCrawl } from './crawl-deps.ts';
import { tableTypeName } from './map-table.ts';
import { archiveAssets, countStored, listStored, type StoredAsset, type StoredQuery } from './stored-assets.ts';

/** What archiving did; `kept` says why it did not do what it was there for, which fails the run. */
export interface ArchiveOutcome {
  readonly archived: number;
  readonly kept: string | null;
}

/** How many of `stored` may go without a person looking at it first. One always may, unless none may. */
export function archivableMax(stored: number, percentMax: number): number {
  return percentMax === 0 ? 0 : Math.max(1, Math.floor((stored * percentMax) / 100));
}

/**
 * Archives the tables and views of a database that are proven gone, with their columns.
 *
 * INVARIANT: being absent from a listing is no proof, because Lake Formation leaves out what the caller may not describe.
 * A table is archived only if the listing came to its end, a second listing does not have it either, and asking for it
 * by name says that it does not exist (or exists as the other kind, view or table). If more than the allowed share is
 * missing, nobody is asked and nothing is archived: a wrong account looks exactly like everything being dropped.
 */
export async function archiveMissing(crawl: DatabaseCrawl, counts: TableCounts): Promise<ArchiveOutcome> {
  const { deps, ctx, config, place } = crawl;
  const query: StoredQuery = {
    typeNames: ['Table', 'View'],
    attribute: 'schemaQualifiedName',
    values: [place.schemaQualifiedName],
  };
  const stored = await countStored(deps.catalog, ctx, query);
  // The usual case, and one statement: all that is stored was stored just now.
  if (stored <= counts.tables + counts.views) return { archived: 0, kept: null };
  const listed = await listKinds(crawl);
  const missing: StoredAsset[] = [];
  for await (const page of listStored(deps.catalog, ctx, query)) {
    missing.push(...page.filter(({ name, typeName }) => listed.get(name) !== typeName));
  }
  const allowed = archivableMax(stored, config.archivePercentMax);
  if (missing.length > allowed) {
    const kept = `${missing.length} of ${stored} tables are no longer listed, more than the ${config.archivePercentMax} % that \`archive-percent-max\` allows, so none was archived; check account, region and grants`;
    await ctx.log('error', `\`${crawl.database}\`: ${kept}`);
    return { archived: 0, kept };
  }
  return { archived: await archiveProven(crawl, missing), kept: null };
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

async function archiveProven(crawl: DatabaseCrawl, missing: readonly StoredAsset[]): Promise<number> {
  const { deps, ctx, source, database } = crawl;
  let archived = 0;
  for (const asset of missing) {
    const presence = await source.findTable(database, asset.name);
    if (presence.state === 'hidden') {
      await ctx.log('warn', `\`${database}.${asset.name}\` is hidden from this credential, it stays as it was`);
      continue;
    }
    if (presence.state === 'present' && tableTypeName(presence.value) === asset.typeName) continue;
    const columns = await columnsOf(crawl, asset);
    await archiveAssets(deps.catalog, ctx, [...columns, asset]);
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
