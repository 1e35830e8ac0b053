import { type Database } from '@aws-sdk/client-glue';

import { type CatalogDeps } from '../../catalog/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { type RunContext, type StepPlan } from '../../workflows/index.ts';
import { type CrawlDeps } from './crawl-deps.ts';
import { acceptsDatabase } from './database-filter.ts';
import { type GlueSource } from './glue-source.ts';
import { mapCatalog, mapDatabase, schemaPlace } from './map-database.ts';
import { type GlueConfig } from './parse-glue-config.ts';
import { failureOf, withRunSource } from './run-source.ts';
import { saveConnection } from './save-connection.ts';
import { storeAssets } from './store-assets.ts';

/**
 * Lists the databases, which also proves the credential; stores connection, Database and Schemas; one step per database.
 * Nothing is written before the source has answered.
 */
export async function planCrawl(deps: CrawlDeps, ctx: RunContext, config: GlueConfig): Promise<readonly StepPlan[]> {
  const databases = await withRunSource({ ctx, config, deps }, 'plan', listIncluded(config));
  requireIncluded(config, databases);
  await warnOfUnknown(ctx, config, databases.accepted);
  await saveConnection(deps.catalog, ctx, config);
  await storeSchemas(deps.catalog, ctx, { connection: config.connection.qualifiedName, databases: databases.accepted });
  // A plan made again after a crash must not count its databases twice.
  const { databasesTotal = 0 } = await ctx.totals();
  await ctx.progress({ databasesTotal: databases.accepted.length - databasesTotal });
  const filtered = databases.listed - databases.accepted.length;
  await ctx.log(
    'info',
    `found ${databases.listed} databases, ${databases.accepted.length} to crawl, ${filtered} filtered out`,
  );
  return databases.accepted.map(({ Name = '' }) => ({
    key: `database:${Name}`,
    label: `database ${Name}`,
    input: { database: Name },
  }));
}

interface ListedDatabases {
  readonly listed: number;
  readonly accepted: readonly Database[];
}

const listIncluded =
  (config: GlueConfig) =>
  async (source: GlueSource): Promise<ListedDatabases> => {
    const accepted = new Map<string, Database>();
    let listed = 0;
    try {
      for await (const page of source.listDatabases()) {
        listed += page.length;
        const wanted = page.filter(({ Name = '' }) => Name !== '' && acceptsDatabase(config.databases, Name));
        for (const database of wanted) accepted.set(database.Name ?? '', database);
      }
    } catch (error) {
      throw failureOf(error, source.site('GetDatabases'), 'plan');
    }
    return { listed, accepted: [...accepted.values()] };
  };

// An include filter that matches nothing is a slip of the pen: success with an empty catalog would hide it.
function requireIncluded(config: GlueConfig, { listed, accepted }: ListedDatabases): void {
  const { included } = config.databases;
  if (included === null || accepted.length > 0) return;
  const names = [...included]
    .slice(0, 10)
    .map((name) => `\`${name}\``)
    .join(', ');
  throw new CatalogError(
    'field_invalid',
    `\`include-filter\` names no database to crawl: ${names} are excluded or not among the ${listed} databases that the credential can see`,
  );
}

async function warnOfUnknown(ctx: RunContext, config: GlueConfig, accepted: readonly Database[]): Promise<void> {
  const seen = new Set(accepted.map(({ Name }) => Name));
  for (const name of config.databases.included ?? []) {
    if (seen.has(name) || !acceptsDatabase(config.databases, name)) continue;
    await ctx.log('warn', `\`include-filter\` names \`${name}\`, which the source does not list`);
  }
}

async function storeSchemas(
  catalog: CatalogDeps,
  ctx: RunContext,
  { connection, databases }: { connection: string; databases: readonly Database[] },
): Promise<void> {
  const schemas = databases.map((database) => mapDatabase(schemaPlace(connection, database.Name ?? ''), database));
  await storeAssets({ catalog, ctx }, [mapCatalog(connection), ...schemas]);
}
