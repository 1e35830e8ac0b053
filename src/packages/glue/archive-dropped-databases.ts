import { type RunContext } from '../../workflows/index.ts';
import { archivableMax } from './archive-missing.ts';
import { type CrawlDeps } from './crawl-deps.ts';
import { type GlueSource } from './glue-source.ts';
import { databaseQualifiedName } from './qualified-name.ts';
import { type GlueConfig } from './parse-glue-config.ts';
import { failureOf, withRunSource } from './run-source.ts';
import { archiveAssets, countStored, listStored, type StoredAsset, type StoredQuery } from './stored-assets.ts';

/**
 * Archives the databases that are proven gone, with everything in them, by the same rule as tables: not listed, and asking
 * by name says that they do not exist. Databases that a filter leaves out exist, so they stay. Returns why nothing was
 * archived when too many are missing, else `null`.
 */
export async function archiveDroppedDatabases(
  deps: CrawlDeps,
  ctx: RunContext,
  { config, crawled }: { config: GlueConfig; crawled: ReadonlySet<string> },
): Promise<string | null> {
  const parent = databaseQualifiedName(config.connection.qualifiedName);
  const query: StoredQuery = { typeNames: ['Schema'], attribute: 'databaseQualifiedName', values: [parent] };
  const unlisted: StoredAsset[] = [];
  for await (const page of listStored(deps.catalog, ctx, query)) {
    unlisted.push(...page.filter(({ name }) => !crawled.has(name)));
  }
  if (unlisted.length === 0) return null;
  const gone = await withRunSource({ ctx, config, deps }, 'step', async (source) => {
    try {
      return await findGone(source, unlisted);
    } catch (error) {
      throw failureOf(error, source.site('GetDatabase'), 'step');
    }
  });
  const stored = await countStored(deps.catalog, ctx, query);
  if (gone.length > archivableMax(stored, config.archivePercentMax)) {
    return `${gone.length} of ${stored} databases no longer exist, more than the ${config.archivePercentMax} % that \`archive-percent-max\` allows, so none was archived; check account and region`;
  }
  for (const schema of gone) await archiveDatabase(deps, ctx, schema);
  return null;
}

async function findGone(source: GlueSource, unlisted: readonly StoredAsset[]): Promise<StoredAsset[]> {
  const gone: StoredAsset[] = [];
  for (const schema of unlisted) {
    const { state } = await source.findDatabase(schema.name);
    if (state === 'gone') gone.push(schema);
  }
  return gone;
}

async function archiveDatabase({ catalog }: CrawlDeps, ctx: RunContext, schema: StoredAsset): Promise<void> {
  const query: StoredQuery = {
    typeNames: ['Column', 'Table', 'View'],
    attribute: 'schemaQualifiedName',
    values: [schema.qualifiedName],
  };
  for await (const page of listStored(catalog, ctx, query)) await archiveAssets(catalog, ctx, page);
  await archiveAssets(catalog, ctx, [schema]);
  await ctx.log('info', `archived \`${schema.qualifiedName}\` with everything in it: it is gone at the source`);
}
