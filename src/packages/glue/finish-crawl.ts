import { CatalogError, type Problem } from '../../foundation/index.ts';
import { type RunContext, type StepRecord } from '../../workflows/index.ts';
import { archiveDroppedDatabases } from './archive-dropped-databases.ts';
import { type AssetDraft } from './asset-draft.ts';
import { drawLineage } from './draw-lineage.ts';
import { type DatabaseCheckpoint, noChanges, parseCheckpoint } from './checkpoint.ts';
import { type CrawlReport, type DatabaseReport, noCounts, renderReport, totalsOf } from './crawl-report.ts';
import { type CrawlDeps } from './crawl-deps.ts';
import { mapCatalog } from './map-database.ts';
import { catalogConfigs, configOfCatalog, type GlueConfig } from './parse-glue-config.ts';
import { sourceNameOf } from './qualified-name.ts';
import { storeAssets } from './store-assets.ts';
import { syncTags } from './sync-tags.ts';

/** What became of one database, or of a catalog that could not be read: then `database` is `null`. */
interface DatabaseOutcome {
  /** `null`: the first. */
  readonly catalog: string | null;
  readonly database: string | null;
  readonly checkpoint: DatabaseCheckpoint;
}

const missingShown = 10;

/**
 * Reconciles: every database listed, and in it listed = stored + filtered + failed. Anything missing fails the run, named;
 * whatever could be stored stays stored.
 */
export async function finishCrawl(deps: CrawlDeps, ctx: RunContext, config: GlueConfig): Promise<void> {
  const outcomes = (await ctx.steps()).map(outcomeOf);
  const kept: Problem[] = [];
  const dropped: string[] = [];
  for (const part of catalogConfigs(config)) {
    const own = outcomes.filter(({ catalog }) => configOfCatalog(config, catalog).catalog.name === part.catalog.name);
    // Of a catalog that could not be read nothing is known.
    if (own.some(({ database }) => database === null)) continue;
    const crawled = crawledOf(own);
    const { gone, kept: message } = await archiveDroppedDatabases(deps, ctx, { config: part, crawled });
    dropped.push(...gone.map(({ qualifiedName }) => sourceNameOf(qualifiedName)));
    await saveSummary(deps, ctx, { config: part, schemaCount: crawled.size });
    if (config.syncsTags) await syncTags(deps, ctx, part);
    if (config.drawsLineage) await drawLineage(deps, ctx, { config: part, databases: viewsOf(own) });
    if (message !== null) kept.push({ path: config.catalogs.length > 1 ? part.catalog.name : '', message });
  }
  await ctx.saveResult(renderReport(reportOf(config, outcomes, dropped)));
  const problems = [...outcomes.flatMap(missingOf), ...kept];
  const done = outcomes.filter(({ checkpoint }) => checkpoint.phase === 'done').length;
  await ctx.log('info', `crawled ${done} of ${outcomes.length} databases`);
  if (problems.length === 0) return;
  const shown = problems
    .slice(0, missingShown)
    .map(({ path, message }) => (path === '' ? message : `\`${path}\`: ${message}`));
  const rest = problems.length > missingShown ? `; and ${problems.length - missingShown} more` : '';
  throw new CatalogError(
    'field_invalid',
    `crawled ${done} of ${outcomes.length} databases, the catalog is not complete: ${shown.join('; ')}${rest}`,
    { details: problems },
  );
}

function reportOf(
  config: GlueConfig,
  outcomes: readonly DatabaseOutcome[],
  droppedDatabases: readonly string[],
): CrawlReport {
  const databases = outcomes.map(databaseReport);
  const connection = config.connection.qualifiedName;
  return { kind: 'crawl', connection, databases, totals: totalsOf(databases), droppedDatabases };
}

function databaseReport({ catalog, database, checkpoint }: DatabaseOutcome): DatabaseReport {
  const named = { catalog, database: database ?? '*' };
  if (checkpoint.phase === 'refused') return { ...named, ...noCounts, problem: checkpoint.reason };
  if (checkpoint.phase !== 'done') return { ...named, ...noCounts, problem: 'was not crawled to its end' };
  const { counts, changes = noChanges, archived, hidden = 0, kept } = checkpoint;
  const { filtered, failed } = counts;
  const unchanged = counts.tables + counts.views - changes.added - changes.changed;
  return { ...named, ...changes, unchanged, archived, hidden, filtered, failed, problem: kept };
}

// A database that vanished while it was crawled is asked for again, like one that was not listed at all.
function crawledOf(outcomes: readonly DatabaseOutcome[]): ReadonlySet<string> {
  return new Set(
    outcomes.filter(({ checkpoint }) => checkpoint.phase !== 'gone').flatMap(({ database }) => database ?? []),
  );
}

function viewsOf(outcomes: readonly DatabaseOutcome[]): Map<string, number> {
  return new Map(
    outcomes.flatMap(({ database, checkpoint }) =>
      database !== null && checkpoint.phase === 'done' ? [[database, checkpoint.counts.views] as const] : [],
    ),
  );
}

function outcomeOf({ input, checkpoint }: StepRecord): DatabaseOutcome {
  const { catalog = null, database = null } = input;
  return {
    catalog: catalog === null ? null : String(catalog),
    database: database === null ? null : String(database),
    checkpoint: parseCheckpoint(checkpoint),
  };
}

function missingOf(outcome: DatabaseOutcome): readonly Problem[] {
  const { checkpoint } = outcome;
  const database = [outcome.catalog, outcome.database].filter((name) => name !== null).join('/');
  switch (checkpoint.phase) {
    case 'refused':
      return [{ path: database, message: checkpoint.reason }];
    case 'gone':
      return [];
    case 'listing':
    case 'listed':
      return [{ path: database, message: 'was not crawled to its end' }];
    case 'done':
      return [
        ...failedOf(database, checkpoint),
        ...(checkpoint.kept === null ? [] : [{ path: database, message: checkpoint.kept }]),
      ];
  }
}

function failedOf(database: string, { counts, failures }: DatabaseCheckpoint & { readonly phase: 'done' }): Problem[] {
  const accounted = counts.tables + counts.views + counts.filtered + counts.failed;
  const lost = counts.listed - accounted;
  const problems = failures.map(({ table, reason }) => ({ path: `${database}.${table}`, message: reason }));
  const unnamed = counts.failed - failures.length;
  if (unnamed > 0) problems.push({ path: database, message: `${unnamed} more tables could not be stored` });
  if (lost !== 0)
    problems.push({ path: database, message: `${counts.listed} tables were listed, ${accounted} accounted for` });
  return problems;
}

// The mark of the last run stands on the Database only: on every asset it would turn an unchanged crawl of 50,000
// tables into a million writes.
async function saveSummary(
  deps: CrawlDeps,
  ctx: RunContext,
  { config, schemaCount }: { config: GlueConfig; schemaCount: number },
): Promise<void> {
  const catalog = mapCatalog(config.connection.qualifiedName, { name: config.catalog.name });
  const mark = {
    lastSyncWorkflowName: ctx.workflowName,
    lastSyncRun: ctx.runName,
    lastSyncRunAt: deps.catalog.clock.now().getTime(),
  };
  const draft: AssetDraft = { ...catalog, attributes: { ...catalog.attributes, ...mark, schemaCount } };
  await storeAssets({ catalog: deps.catalog, ctx }, [draft]);
}
