import { type CatalogDeps } from '../../catalog/index.ts';
import { type RunContext } from '../../workflows/index.ts';
import { schemaPlace } from './map-database.ts';
import { type GlueConfig } from './parse-glue-config.ts';
import { databaseQualifiedName } from './qualified-name.ts';
import { listStored } from './stored-assets.ts';

/** Databases of one catalog that are about to be crawled. */
export interface DatabasesToCrawl {
  readonly part: GlueConfig;
  readonly names: readonly string[];
}

/**
 * How many tables and views each database will probably have, by the qualified name of its Schema: as many as its last crawl counted; of one
 * that was not crawled yet, as many as the others on average. Empty when none was crawled yet: the source tells no
 * number before all is listed.
 */
export async function expectTables(
  catalog: CatalogDeps,
  ctx: RunContext,
  read: readonly DatabasesToCrawl[],
): Promise<ReadonlyMap<string, number>> {
  const expected = new Map<string, number>();
  const unknown: string[] = [];
  for (const { part, names } of read) {
    const counted = await countsOfLastCrawl(catalog, ctx, part);
    for (const name of names) {
      const { schemaQualifiedName } = schemaPlace(part.connection.qualifiedName, name, part.catalog);
      const count = counted.get(schemaQualifiedName);
      if (count === undefined) unknown.push(schemaQualifiedName);
      else expected.set(schemaQualifiedName, count);
    }
  }
  if (expected.size === 0) return expected;
  const average = Math.round(sumOf(expected) / expected.size);
  for (const name of unknown) expected.set(name, average);
  return expected;
}

/** The estimate for all of them together. */
export function sumOf(expected: ReadonlyMap<string, number>): number {
  return [...expected.values()].reduce((sum, count) => sum + count, 0);
}

async function countsOfLastCrawl(
  catalog: CatalogDeps,
  ctx: RunContext,
  part: GlueConfig,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const values = [databaseQualifiedName(part.connection.qualifiedName, part.catalog.name)];
  const query = { typeNames: ['Schema'], attribute: 'databaseQualifiedName', values } as const;
  for await (const page of listStored(catalog, ctx, { ...query, reads: ['tableCount', 'viewsCount'] })) {
    for (const { qualifiedName, attributes } of page) {
      const { tableCount, viewsCount } = attributes;
      if (typeof tableCount === 'number' && typeof viewsCount === 'number')
        counts.set(qualifiedName, tableCount + viewsCount);
    }
  }
  return counts;
}

/** What the total `tablesEstimate` changes by once it is known how many tables a database has; nothing where none was expected. */
export function correctionOf(expected: number | null, found: number): Record<string, number> {
  return expected === null || expected === found ? {} : { tablesEstimate: found - expected };
}

/** At the end of a run no estimate is left to differ from what was found. */
export async function settleEstimate(ctx: RunContext): Promise<void> {
  const { tables = 0, tablesEstimate } = await ctx.totals();
  if (tablesEstimate === undefined || tablesEstimate === tables) return;
  await ctx.progress({ tablesEstimate: tables - tablesEstimate });
}
