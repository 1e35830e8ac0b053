import { type RunContext } from '../../workflows/index.ts';
import { archivableMax, tooManyGone } from './archive-breaker.ts';
import { type CrawlDeps } from './crawl-deps.ts';
import { type GlueSource } from './glue-source.ts';
import { databaseQualifiedName, sourceNameOf } from './qualified-name.ts';
import { type GlueConfig } from './parse-glue-config.ts';
import { failureOf, withRunSource } from './run-source.ts';
import { archiveAssets, countStored, listStored, type StoredAsset, type StoredQuery } from './stored-assets.ts';

/** What `archiveDroppedDatabases` archives. */
export interface DroppedDatabases {
  readonly gone: readonly StoredAsset[];
  /** Names of databases that the credential may not see. */
  readonly hidden: readonly string[];
  /** Why nothing is to be archived although something is gone. */
  readonly kept: string | null;
  /** Calls made, by operation. */
  readonly calls: Readonly<Record<string, number>>;
}

interface Crawled {
  readonly config: GlueConfig;
  readonly crawled: ReadonlySet<string>;
}

/**
 * Finds the databases that are proven gone by the same rule as tables: not listed, and asking by name says that they do not exist.
 * Databases that a filter leaves out exist, so they stay. Changes nothing.
 */
export async function findDroppedDatabases(
  deps: CrawlDeps,
  ctx: RunContext,
  { config, crawled }: Crawled,
): Promise<DroppedDatabases> {
  const parent = databaseQualifiedName(config.connection.qualifiedName, config.catalog.name);
  const query: StoredQuery = { typeNames: ['Schema'], attribute: 'databaseQualifiedName', values: [parent] };
  const unlisted: StoredAsset[] = [];
  for await (const page of listStored(deps.catalog, ctx, query)) {
    unlisted.push(...page.filter(({ qualifiedName }) => !crawled.has(sourceNameOf(qualifiedName))));
  }
  if (unlisted.length === 0) return { gone: [], hidden: [], kept: null, calls: {} };
  const { gone, hidden, calls } = await withRunSource({ ctx, config, deps }, 'step', async (source) => {
    try {
      return { ...(await findGone(ctx, source, unlisted)), calls: source.calls() };
    } catch (error) {
      throw failureOf(error, source.site('GetDatabase'), 'step');
    }
  });
  const stored = await countStored(deps.catalog, ctx, query);
  const percentMax = config.archivePercentMax;
  if (gone.length <= archivableMax(stored, percentMax)) return { gone, hidden, kept: null, calls };
  const kept = tooManyGone({ what: 'databases', unlisted: gone.length, stored, percentMax });
  return { gone: [], hidden, kept, calls };
}

/** Archives the databases that are proven gone, with everything in them, and returns what was found. */
export async function archiveDroppedDatabases(
  deps: CrawlDeps,
  ctx: RunContext,
  crawl: Crawled,
): Promise<DroppedDatabases> {
  const dropped = await findDroppedDatabases(deps, ctx, crawl);
  for (const schema of dropped.gone) await archiveDatabase(deps, ctx, schema);
  return dropped;
}

interface Asked {
  readonly gone: readonly StoredAsset[];
  readonly hidden: readonly string[];
}

async function findGone(ctx: RunContext, source: GlueSource, unlisted: readonly StoredAsset[]): Promise<Asked> {
  const gone: StoredAsset[] = [];
  const hidden: string[] = [];
  for (const schema of unlisted) {
    const name = sourceNameOf(schema.qualifiedName);
    const { state } = await source.findDatabase(name);
    if (state === 'gone') gone.push(schema);
    if (state !== 'hidden') continue;
    hidden.push(name);
    await ctx.log('warn', `\`${name}\` is hidden from this credential, it stays as it was`);
  }
  return { gone, hidden };
}

async function archiveDatabase({ catalog }: CrawlDeps, ctx: RunContext, schema: StoredAsset): Promise<void> {
  const query: StoredQuery = {
    typeNames: ['Column', 'Table', 'View'],
    attribute: 'schemaQualifiedName',
    values: [schema.qualifiedName],
  };
  for await (const page of listStored(catalog, ctx, query)) await archiveAssets({ catalog, ctx }, page);
  await archiveAssets({ catalog, ctx }, [schema]);
  await ctx.log('info', `archived \`${schema.qualifiedName}\` with everything in it: it is gone at the source`);
}
