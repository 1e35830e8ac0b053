import { type DatabaseCrawl } from './crawl-deps.ts';
import { type MappedTable } from './map-table.ts';
import { archiveAssets, listStored, type StoredAsset, type StoredQuery } from './stored-assets.ts';

/**
 * Archives columns that their tables no longer have; called before the page of tables is stored.
 *
 * INVARIANT: a column missing from a table is no proof by itself, because Lake Formation leaves out columns that the caller
 * may not select. It is archived only if its table was read whole and was changed at the source since it was last stored (a lost
 * grant does not touch `UpdateTime`), or if the table itself lists it as dropped, as Iceberg does. A table that is registered
 * with Lake Formation never counts as read whole. Being first, this is repeated if the crawl dies before the page is stored.
 */
export async function archiveDroppedColumns(crawl: DatabaseCrawl, tables: readonly MappedTable[]): Promise<void> {
  for (const typeName of ['Table', 'View'] as const) {
    const ofType = tables.filter(({ asset }) => asset.typeName === typeName);
    const changed = await findChanged(crawl, typeName, ofType);
    if (changed.length > 0) await archiveBeside(crawl, typeName, changed);
  }
}

const qualifiedNameOf = ({ asset }: MappedTable): string => asset.attributes.qualifiedName;

async function findChanged(
  { deps, ctx }: DatabaseCrawl,
  typeName: 'Table' | 'View',
  tables: readonly MappedTable[],
): Promise<MappedTable[]> {
  if (tables.length === 0) return [];
  const storedAt = new Map<string, number>();
  const query: StoredQuery = { typeNames: [typeName], attribute: 'qualifiedName', values: tables.map(qualifiedNameOf) };
  for await (const page of listStored(deps.catalog, ctx, query)) {
    for (const { qualifiedName, sourceUpdatedAt } of page) {
      if (sourceUpdatedAt !== null) storedAt.set(qualifiedName, sourceUpdatedAt);
    }
  }
  return tables.filter((table) => {
    const before = storedAt.get(qualifiedNameOf(table));
    const now = table.asset.attributes['sourceUpdatedAt'];
    return before !== undefined && typeof now === 'number' && now > before;
  });
}

async function archiveBeside(
  { deps, ctx, database }: DatabaseCrawl,
  typeName: 'Table' | 'View',
  changed: readonly MappedTable[],
): Promise<void> {
  const attribute = typeName === 'View' ? 'viewQualifiedName' : 'tableQualifiedName';
  const query: StoredQuery = { typeNames: ['Column'], attribute, values: changed.map(qualifiedNameOf) };
  const current = new Set(
    changed.flatMap(({ columnLevels }) => columnLevels.flat().map(({ attributes }) => attributes.qualifiedName)),
  );
  const unsure = changed.filter(({ hidesColumns }) => hidesColumns);
  for await (const page of listStored(deps.catalog, ctx, query)) {
    const missing = page.filter(({ qualifiedName }) => !current.has(qualifiedName));
    const kept = missing.filter((column) => unsure.some((table) => mayHide(table, column)));
    const dropped = missing.filter((column) => !kept.includes(column));
    await archiveAssets({ catalog: deps.catalog, ctx }, dropped);
    if (dropped.length > 0) {
      await ctx.log('info', `archived ${dropped.length} columns that their tables in \`${database}\` no longer have`);
    }
    for (const { qualifiedName } of kept) {
      await ctx.log(
        'warn',
        `\`${qualifiedName}\` stays: Lake Formation may hide it, or it was dropped; delete it by hand if so`,
      );
    }
  }
}

const mayHide = (table: MappedTable, { qualifiedName }: StoredAsset): boolean =>
  isWithin(qualifiedName, qualifiedNameOf(table)) &&
  !table.droppedColumns.some((column) => qualifiedName === column || isWithin(qualifiedName, column));

const isWithin = (qualifiedName: string, parent: string): boolean => qualifiedName.startsWith(`${parent}/`);
