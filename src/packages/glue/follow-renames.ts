import { renameAssetIn } from '../../catalog/index.ts';
import { isCatalogError } from '../../foundation/index.ts';
import { type DatabaseCrawl } from './crawl-deps.ts';
import { type MappedTable } from './map-table.ts';
import { proveGone } from './prove-gone.ts';
import { renameInPolicies } from './rename-in-policies.ts';
import { listStored, type StoredAsset } from './stored-assets.ts';

/**
 * Renames stored tables that the source now has under another name; called before the page with the new name is stored, which then
 * finds the asset under it. Glue cannot rename: engines make the new table over the same files and drop the old one.
 *
 * INVARIANT: nothing is guessed. A table is the renamed one only if it lies in the same database at the same location, has the same
 * Iceberg uuid or, where there is none, the same columns (numbers, names and types, in order), no other table has anything to do
 * with that location, and the old name is proven gone. Everything else is a new table, and a table that is gone.
 * Returns the tables that were renamed.
 */
export async function followRenames(
  crawl: DatabaseCrawl,
  tables: readonly MappedTable[],
): Promise<ReadonlySet<MappedTable>> {
  const renamed = new Set<MappedTable>();
  for await (const { old, table } of findRenames(crawl, tables)) {
    if (await rename(crawl, old, table)) renamed.add(table);
  }
  return renamed;
}

/** A stored table, and the name that the source has it under now. */
export interface FoundRename {
  readonly old: StoredAsset;
  readonly table: MappedTable;
}

/** The renames that `followRenames` would follow; each is looked for when the one before has been dealt with. */
export async function* findRenames(
  crawl: DatabaseCrawl,
  tables: readonly MappedTable[],
): AsyncGenerator<FoundRename, void, undefined> {
  const located = tables.filter((table) => locationOf(table) !== null);
  if (located.length === 0) return;
  const known = await namesOf(crawl, 'qualifiedName', located.map(qualifiedNameOf));
  const fresh = located.filter((table) => !known.some(({ qualifiedName }) => qualifiedName === qualifiedNameOf(table)));
  if (fresh.length === 0) return;
  const candidates = await namesOf(crawl, 'externalLocation', [
    ...new Set(fresh.map((table) => String(locationOf(table)))),
  ]);
  for (const table of fresh) {
    const [old, ...more] = candidates.filter(({ attributes }) => attributes['externalLocation'] === locationOf(table));
    if (old === undefined || more.length > 0) continue;
    if (!(await isSameTable(crawl, old, table)) || !(await isOnlyOne(crawl, table))) continue;
    const { gone } = await proveGone(crawl, [old], 1);
    if (gone.length === 1) yield { old, table };
  }
}

const qualifiedNameOf = ({ asset }: MappedTable): string => asset.attributes.qualifiedName;

function locationOf({ asset }: MappedTable): string | null {
  const location = asset.attributes['externalLocation'];
  return typeof location === 'string' ? location : null;
}

async function namesOf(
  { deps, ctx, place }: DatabaseCrawl,
  attribute: 'qualifiedName' | 'externalLocation',
  values: readonly string[],
): Promise<StoredAsset[]> {
  const reads = ['externalLocation', 'assetSourceId'];
  const query = { typeNames: ['Table'], attribute, values, schema: place.schemaQualifiedName, reads };
  const found: StoredAsset[] = [];
  for await (const page of listStored(deps.catalog, ctx, query)) {
    found.push(...page.filter((asset) => values.includes(String(asset.attributes[attribute]))));
  }
  return found;
}

async function isSameTable(
  crawl: DatabaseCrawl,
  old: StoredAsset,
  { asset, columnLevels }: MappedTable,
): Promise<boolean> {
  const before = old.attributes['assetSourceId'] ?? null;
  const now = asset.attributes['assetSourceId'] ?? null;
  if (before !== null || now !== null) return before === now;
  const columns = (columnLevels[0] ?? []).map(({ attributes }) => attributes);
  const stored = await columnsOf(crawl, old);
  return columns.length > 0 && isSameList(columns.map(identityOf), stored.map(identityOf));
}

const identityOf = (column: Readonly<Record<string, unknown>>): string =>
  JSON.stringify([column['order'], column['name'], column['rawDataTypeDefinition'], column['assetSourceId'] ?? null]);

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  const [left, right] = [one.toSorted(), other.toSorted()];
  return left.length === right.length && left.every((text, index) => text === right[index]);
}

/** The table's own columns, without nested ones. */
async function columnsOf({ deps, ctx }: DatabaseCrawl, table: StoredAsset): Promise<StoredAsset['attributes'][]> {
  const values = [table.qualifiedName];
  const reads = ['order', 'rawDataTypeDefinition', 'assetSourceId', 'parentColumnQualifiedName'];
  const columns: StoredAsset['attributes'][] = [];
  const query = { typeNames: ['Column'], attribute: 'tableQualifiedName', values, reads } as const;
  for await (const page of listStored(deps.catalog, ctx, query))
    columns.push(...page.map(({ attributes }) => attributes));
  return columns.filter((column) => (column['parentColumnQualifiedName'] ?? null) === null);
}

/** Reads the whole listing once more; renames are rare, and of two tables at one location nobody can say which is the old one. */
async function isOnlyOne({ source, database }: DatabaseCrawl, table: MappedTable): Promise<boolean> {
  let nextToken: string | null = null;
  do {
    const page = await source.listTables(database, nextToken);
    const others = page.tables.filter(({ Name = '', StorageDescriptor }) => {
      return Name !== table.name && StorageDescriptor?.Location === locationOf(table);
    });
    if (others.length > 0) return false;
    nextToken = page.nextToken;
  } while (nextToken !== null);
  return true;
}

const refusals = new Set([
  'permission_denied',
  'connection_admin_required',
  'already_exists',
  'policy_invalid',
  'state_conflict',
]);

async function rename(crawl: DatabaseCrawl, old: StoredAsset, table: MappedTable): Promise<boolean> {
  const { deps, ctx } = crawl;
  const qualifiedName = qualifiedNameOf(table);
  try {
    await ctx.transact(async (tx) => {
      const inTx = { tx, clock: deps.catalog.clock, types: deps.catalog.types };
      await renameInPolicies({ ...inTx, catalog: deps.catalog }, ctx.principal, {
        from: old.qualifiedName,
        to: qualifiedName,
      });
      await renameAssetIn(inTx, ctx.principal, { guid: old.guid, name: table.name, qualifiedName });
    });
    await ctx.log('info', `\`${old.qualifiedName}\` is now \`${qualifiedName}\`: it was renamed at the source`);
    return true;
  } catch (error) {
    if (!isCatalogError(error) || !refusals.has(error.code)) throw error;
    const why = `\`${old.qualifiedName}\` was renamed to \`${qualifiedName}\` at the source, but not here: ${error.message}`;
    await ctx.log('warn', `${why}; it is archived, and the new name is a new asset`);
    return false;
  }
}
