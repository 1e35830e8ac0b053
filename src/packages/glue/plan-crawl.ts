import { type Database } from '@aws-sdk/client-glue';

import { type CatalogDeps } from '../../catalog/index.ts';
import { CatalogError, isCatalogError } from '../../foundation/index.ts';
import { type RunContext, type StepPlan } from '../../workflows/index.ts';
import { type CrawlDeps } from './crawl-deps.ts';
import { addCalls, type PlanBeginning, renderReport } from './crawl-report.ts';
import { checkConnection } from './check-connection.ts';
import { acceptsDatabase } from './database-filter.ts';
import { expectTables, sumOf } from './expect-tables.ts';
import { type GlueSource } from './glue-source.ts';
import { mapCatalog, mapDatabase, schemaPlace } from './map-database.ts';
import { catalogConfigs, type GlueConfig } from './parse-glue-config.ts';
import { leastPolicy } from './least-policy.ts';
import { checkTables, failedPreflight, type PreflightCheck } from './preflight.ts';
import { failureOf, withRunSource } from './run-source.ts';
import { catalogName, childQualifiedName, databaseQualifiedName } from './qualified-name.ts';
import { findNamedConnection, saveConnection } from './save-connection.ts';
import { findSourceCatalog, type SourceCatalog } from './source-catalog.ts';
import { storeAssets } from './store-assets.ts';
import { countStored } from './stored-assets.ts';

/**
 * Lists the databases, which also proves the credential; stores connection, Database and Schemas; one step per database.
 * Nothing is written before the source has answered.
 */
export async function planCrawl(deps: CrawlDeps, ctx: RunContext, config: GlueConfig): Promise<readonly StepPlan[]> {
  const begunAt = deps.catalog.clock.now().getTime();
  const { read, refused } = await listCatalogs(deps, ctx, config);
  for (const { part, databases } of read) {
    await requireNotEmptied(deps.catalog, ctx, { config: part, listed: databases.listed });
    requireIncluded(part, databases);
    await checkConnection({ catalog: deps.catalog, ctx, config: part, source: databases.source });
    await warnOfUnknown(ctx, part, databases.accepted);
  }
  requireDistinct(read);
  if (config.isDryRun) await beginPlan(deps, ctx, { config, read, begunAt });
  else await storePlaces(deps, ctx, { config, read });
  const expected = await expectTables(
    deps.catalog,
    ctx,
    read.map(({ part, databases }) => ({ part, names: databases.accepted.map(({ Name = '' }) => Name) })),
  );
  const listed = read.reduce((sum, { databases }) => sum + databases.listed, 0);
  const accepted = read.reduce((sum, { databases }) => sum + databases.accepted.length, 0);
  await countPlanned(ctx, accepted, expected);
  await ctx.log('info', `found ${listed} databases, ${accepted} to crawl, ${listed - accepted} filtered out`);
  return [...read.flatMap((one) => stepsOf(one, expected)), ...refused.map(refusedStep)];
}

/** A plan made again after a crash must not count its databases twice. */
async function countPlanned(ctx: RunContext, databases: number, expected: ReadonlyMap<string, number>): Promise<void> {
  const { databasesTotal = 0, tablesEstimate = 0 } = await ctx.totals();
  const more = sumOf(expected) - tablesEstimate;
  await ctx.progress({
    databasesTotal: databases - databasesTotal,
    ...(more === 0 ? {} : { tablesEstimate: more }),
  });
}

/** The connection, its Databases and their Schemas: all that the steps store tables in. */
async function storePlaces(
  deps: CrawlDeps,
  ctx: RunContext,
  { config, read }: { config: GlueConfig; read: readonly ReadCatalog[] },
): Promise<void> {
  await saveConnection(deps.catalog, ctx, config);
  for (const { part, databases } of read) await storeSchemas(deps.catalog, ctx, { config: part, databases });
}

/** Instead of storing anything: what the end of a dry run will tell of its beginning. */
async function beginPlan(
  deps: CrawlDeps,
  ctx: RunContext,
  { config, read, begunAt }: { config: GlueConfig; read: readonly ReadCatalog[]; begunAt: number },
): Promise<void> {
  const existing = await findNamedConnection(deps.catalog, ctx, config);
  const beginning: PlanBeginning = {
    kind: 'planning',
    isNewConnection: existing === null,
    preflight: read.flatMap(({ databases }) => databases.checks),
    sources: read.flatMap(({ databases }) => databases.source ?? []),
    calls: addCalls(read.map(({ databases }) => databases.calls)),
    begunAt,
  };
  await ctx.saveResult(renderReport(beginning));
}

/** The first lines of a run's log: whether what no crawl can do without works. */
async function sayPreflight(ctx: RunContext, checks: readonly PreflightCheck[]): Promise<void> {
  for (const { isPassed, message } of checks) await ctx.log(isPassed ? 'info' : 'warn', `preflight: ${message}`);
}

/** A catalog whose databases could be listed. */
interface ReadCatalog {
  readonly part: GlueConfig;
  readonly databases: ListedDatabases;
}

/** A catalog that cannot be read, and why. */
interface RefusedCatalog {
  readonly part: GlueConfig;
  readonly reason: string;
}

/** Of several catalogs one that cannot be read leaves the others alone, and fails the run at its end. */
async function listCatalogs(
  deps: CrawlDeps,
  ctx: RunContext,
  config: GlueConfig,
): Promise<{ readonly read: readonly ReadCatalog[]; readonly refused: readonly RefusedCatalog[] }> {
  const read: ReadCatalog[] = [];
  const refused: RefusedCatalog[] = [];
  const parts = catalogConfigs(config);
  for (const part of parts) {
    try {
      const databases = await withRunSource({ ctx, config: part, deps }, 'plan', listIncluded(ctx, part));
      await sayPreflight(ctx, databases.checks);
      read.push({ part, databases });
    } catch (error) {
      const isLast = read.length === 0 && refused.length === parts.length - 1;
      if (isLast || !isCatalogError(error) || !['permission_denied', 'field_invalid'].includes(error.code)) throw error;
      refused.push({ part, reason: error.message });
      await ctx.log('error', `the catalog \`${part.catalog.name}\` cannot be read: ${error.message}`);
    }
  }
  return { read, refused };
}

function requireDistinct(read: readonly ReadCatalog[]): void {
  const seen = new Map<string, string>();
  for (const { part, databases } of read) {
    const { arn } = databases.source ?? {};
    const before = arn === undefined ? undefined : seen.get(arn);
    if (arn !== undefined && before !== undefined) {
      const message = `\`${before}\` and \`${part.catalog.name}\` are the same catalog, \`${arn}\`, name it once`;
      throw new CatalogError('field_invalid', message);
    }
    if (arn !== undefined) seen.set(arn, part.catalog.name);
  }
}

function stepsOf({ part, databases }: ReadCatalog, expected: ReadonlyMap<string, number>): StepPlan[] {
  const { name } = part.catalog;
  const isOwn = name === catalogName;
  return databases.accepted.map(({ Name = '' }) => {
    const place = schemaPlace(part.connection.qualifiedName, Name, part.catalog);
    const expectedTables = expected.get(place.schemaQualifiedName) ?? null;
    return {
      key: isOwn ? `database:${Name}` : `database:${childQualifiedName(name, Name)}`,
      label: isOwn ? `database ${Name}` : `database ${Name} of ${name}`,
      input: { database: Name, ...(isOwn ? {} : { catalog: name }), expectedTables },
    };
  });
}

const refusedStep = ({ part, reason }: RefusedCatalog): StepPlan => ({
  key: `catalog:${part.catalog.name}`,
  label: `catalog ${part.catalog.name}`,
  input: { catalog: part.catalog.name, refusal: reason },
});

interface ListedDatabases {
  readonly listed: number;
  readonly accepted: readonly Database[];
  readonly source: SourceCatalog | null;
  readonly checks: readonly PreflightCheck[];
  /** Calls made, by operation. */
  readonly calls: Readonly<Record<string, number>>;
}

const listIncluded =
  (ctx: RunContext, config: GlueConfig) =>
  async (source: GlueSource): Promise<ListedDatabases> => {
    const accepted = new Map<string, Database>();
    const catalogs = new Map<string, Database>();
    let listed = 0;
    try {
      for await (const page of source.listDatabases()) {
        listed += page.length;
        for (const database of page) catalogs.set(database.CatalogId ?? '', database);
        const wanted = page.filter(({ Name = '' }) => Name !== '' && acceptsDatabase(config.databases, Name));
        for (const database of wanted) accepted.set(database.Name ?? '', database);
      }
    } catch (error) {
      const failure = failureOf(error, source.site('GetDatabases'), 'plan');
      if (isCatalogError(failure)) await sayFailedPreflight(ctx, { config, checks: failedPreflight(source, error) });
      throw failure;
    }
    const found = findSourceCatalog(catalogs.values(), await source.findRegion(), config.catalog.id);
    const checks = await checkTables(source, [...accepted.keys()]);
    return { listed, accepted: [...accepted.values()], source: found, checks, calls: source.calls() };
  };

async function sayFailedPreflight(
  ctx: RunContext,
  { config, checks }: { config: GlueConfig; checks: readonly PreflightCheck[] },
): Promise<void> {
  await sayPreflight(ctx, checks);
  if (!config.isDryRun) return;
  // All that a plan can say of a catalog that cannot be listed; of several another one may replace it.
  const policy = leastPolicy([], { databases: [], isFiltered: false });
  const preflight = checks.map((check) => ({ ...check }));
  await ctx.saveResult({ kind: 'plan', connection: config.connection.qualifiedName, preflight, policy });
}

/**
 * Nothing listed is nothing to crawl, unless there was something before: then it is a lost grant far more often than an emptied
 * catalog, and success would hide it. Whoever has emptied it says so, and each database is still asked for by name.
 */
async function requireNotEmptied(
  catalog: CatalogDeps,
  ctx: RunContext,
  { config, listed }: { config: GlueConfig; listed: number },
): Promise<void> {
  if (listed > 0) return;
  const values = [databaseQualifiedName(config.connection.qualifiedName, config.catalog.name)];
  const stored = await countStored(catalog, ctx, { typeNames: ['Schema'], attribute: 'databaseQualifiedName', values });
  if (stored === 0 || config.archivePercentMax === 100) {
    await ctx.log('warn', 'the source lists no database; where Lake Formation governs the catalog, grant DESCRIBE');
    return;
  }
  throw new CatalogError(
    'field_invalid',
    `the source lists no database, but ${stored} are stored, so nothing was changed; check account, region and Lake Formation grants, or run again with \`archive-percent-max\` at 100 if the catalog was emptied on purpose`,
  );
}

// An include filter that matches nothing is a slip of the pen: success with an empty catalog would hide it.
function requireIncluded(config: GlueConfig, { listed, accepted }: ListedDatabases): void {
  const { included } = config.databases;
  // Empty for a catalog that a filter over several of them does not name.
  if (included === null || included.size === 0 || accepted.length > 0) return;
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
  { config, databases }: { config: GlueConfig; databases: ListedDatabases },
): Promise<void> {
  const { qualifiedName } = config.connection;
  const schemas = databases.accepted.map((database) =>
    mapDatabase(schemaPlace(qualifiedName, database.Name ?? '', config.catalog), database),
  );
  await storeAssets({ catalog, ctx }, [
    mapCatalog(qualifiedName, { name: config.catalog.name, sourceId: databases.source?.arn ?? null }),
    ...schemas,
  ]);
}
