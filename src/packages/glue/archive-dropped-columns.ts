import { type DatabaseCrawl } from './crawl-deps.ts';
import { type MappedTable } from './map-table.ts';
import { archiveAssets, listStored, type StoredQuery } from './stored-assets.ts';

/**
 * Archives columns that their tables no longer have; called before the page of tables is stored.
 *
 * INVARIANT: a column missing from a table is no proof by itself, because Lake Formation leaves out columns that the caller
 * may not select. It is archived only if the source also says that the table was changed since it was last stored: a lost
 * grant does not touch `UpdateTime`. Being first, this is repeated if the crawl dies before the page is stored.
 */
export async function archiveDroppedColumns(crawl: DatabaseCrawl, tables: readonly MappedTable[]): Promise<void> {
  for (const typeName of ['Table', 'View'] as const) {
    const changed = await findChanged(
      crawl,
      typeName,
      tables.filter(({ asset }) => asset.typeName === typeName),
    );
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
  { deps, ctx }: DatabaseCrawl,
  typeName: 'Table' | 'View',
  changed: readonly MappedTable[],
): Promise<void> {
  const attribute = typeName === 'View' ? 'viewQualifiedName' : 'tableQualifiedName';
  const query: StoredQuery = { typeNames: ['Column'], attribute, values: changed.map(qualifiedNameOf) };
  const kept = new Set(
    changed.flatMap(({ columnLevels }) => columnLevels.flat().map(({ attributes }) => attributes.qualifiedName)),
  );
  for await (const page of listStored(deps.catalog, ctx, query)) {
    const dropped = page.filter(({ qualifiedName }) => !kept.has(qualifiedName));
    await archiveAssets(deps.catalog, ctx, dropped);
    if (dropped.length > 0)
      await ctx.log('info', `archived ${dropped.length} columns that their tables no longer have`);
  }
}
