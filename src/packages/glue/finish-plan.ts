import { type RunContext } from '../../workflows/index.ts';
import { findDroppedDatabases } from './archive-dropped-databases.ts';
import { type CrawlDeps } from './crawl-deps.ts';
import {
  addCalls,
  type DatabaseReport,
  type MissingGrant,
  noCounts,
  type PlanBeginning,
  type PlanReport,
  renderReport,
  sayCounts,
  totalsOf,
} from './crawl-report.ts';
import { databaseArn, leastPolicy } from './least-policy.ts';
import { catalogConfigs, configOfCatalog, type GlueConfig } from './parse-glue-config.ts';
import { type DatabasePlan, parseDatabasePlan } from './plan-database.ts';
import { sourceNameOf } from './qualified-name.ts';

// What the catalog takes in of one crawl: less than half of what `bench/` shows on two processors, since a plan had better be beaten than missed.
const assetsPerMinute = 240_000;

interface PlannedStep {
  readonly catalog: string | null;
  readonly database: string | null;
  readonly refusal: string | null;
  readonly plan: DatabasePlan | null;
}

/** Puts together what the steps of a dry run found, as the result of the run and as lines of its log. Writes nothing else. */
export async function finishPlan(deps: CrawlDeps, ctx: RunContext, config: GlueConfig): Promise<void> {
  const steps = await readSteps(ctx);
  const beginning = (await ctx.result()) as unknown as PlanBeginning; // INVARIANT: `planCrawl` saved it.
  const dropped = await findDropped(deps, ctx, { config, steps });
  const databases = steps.map(reportOf);
  const plans = steps.flatMap(({ plan }) => plan ?? []);
  const readMinutes = (deps.catalog.clock.now().getTime() - beginning.begunAt) / 60_000;
  const assets = plans.reduce((sum, plan) => sum + plan.assets, 0);
  const report: PlanReport = {
    kind: 'plan',
    connection: config.connection.qualifiedName,
    isNewConnection: beginning.isNewConnection,
    preflight: beginning.preflight,
    databases,
    totals: totalsOf(databases),
    droppedDatabases: dropped.names,
    calls: addCalls([beginning.calls, ...plans.map(({ calls }) => calls), ...dropped.calls]),
    minutes: Math.ceil((readMinutes + assets / assetsPerMinute) * 10) / 10,
    policy: leastPolicy(beginning.sources, {
      databases: steps.flatMap(({ database }) => database ?? []),
      isFiltered: config.catalogs.some(({ databases: filter }) => filter.included !== null),
    }),
    missingGrants: [...missingOf(steps, beginning), ...dropped.missing],
  };
  await ctx.saveResult(renderReport(report));
  await sayReport(ctx, report, dropped.kept);
}

async function readSteps(ctx: RunContext): Promise<PlannedStep[]> {
  return (await ctx.steps()).map(({ input, checkpoint }) => {
    const { catalog = null, database = null, refusal = null } = input;
    return {
      catalog: catalog === null ? null : String(catalog),
      database: database === null ? null : String(database),
      refusal: refusal === null ? null : String(refusal),
      plan: parseDatabasePlan(checkpoint),
    };
  });
}

function reportOf({ catalog, database, refusal, plan }: PlannedStep): DatabaseReport {
  if (plan !== null) return plan.report;
  return { catalog, database: database ?? '*', ...noCounts, problem: refusal ?? 'was not planned to its end' };
}

interface DroppedInPlan {
  readonly names: readonly string[];
  readonly kept: readonly string[];
  readonly calls: readonly Readonly<Record<string, number>>[];
  readonly missing: readonly MissingGrant[];
}

async function findDropped(
  deps: CrawlDeps,
  ctx: RunContext,
  { config, steps }: { config: GlueConfig; steps: readonly PlannedStep[] },
): Promise<DroppedInPlan> {
  const found = [];
  for (const part of catalogConfigs(config)) {
    const own = steps.filter(({ catalog }) => configOfCatalog(config, catalog).catalog.name === part.catalog.name);
    if (own.some(({ database }) => database === null)) continue;
    const crawled = new Set(own.flatMap(({ database }) => database ?? []));
    found.push(await findDroppedDatabases(deps, ctx, { config: part, crawled }));
  }
  return {
    names: found.flatMap(({ gone }) => gone.map(({ qualifiedName }) => sourceNameOf(qualifiedName))),
    kept: found.flatMap(({ kept }) => kept ?? []),
    calls: found.map(({ calls }) => calls),
    missing: found.flatMap(({ hidden }) =>
      hidden.map((name) => ({
        action: 'glue:GetDatabase',
        resource: databaseArn(undefined, name),
        reason: 'it is stored, but hidden from the credential; where Lake Formation governs it, grant DESCRIBE',
      })),
    ),
  };
}

/** What the source refused while the plan was made. */
function missingOf(steps: readonly PlannedStep[], { preflight, sources }: PlanBeginning): MissingGrant[] {
  const [source] = sources;
  const failed = preflight
    .filter(({ check, isPassed }) => check === 'databases' && !isPassed)
    .map(({ message }) => ({ action: 'glue:GetDatabases', resource: source?.arn ?? '*', reason: message }));
  const refused = steps.flatMap(({ database, plan }): MissingGrant[] => {
    if (database === null || plan === null) return [];
    const { hidden, problem } = plan.report;
    const resource = databaseArn(source, database);
    if (plan.isDenied) return [{ action: 'glue:GetTables', resource, reason: problem ?? 'access denied' }];
    if (hidden === 0) return [];
    const reason = `${hidden} of its tables are stored, but hidden from the credential; where Lake Formation governs them, grant DESCRIBE`;
    return [{ action: 'glue:GetTable', resource, reason }];
  });
  return [...failed, ...refused];
}

const linesMax = 100;

async function sayReport(ctx: RunContext, report: PlanReport, kept: readonly string[]): Promise<void> {
  const { databases, droppedDatabases, missingGrants, totals, calls, minutes } = report;
  for (const { catalog, database, problem, ...counts } of databases.slice(0, linesMax)) {
    const name = [catalog, database].filter((part) => part !== null).join('/');
    await ctx.log(problem === null ? 'info' : 'warn', `plan: \`${name}\`: ${problem ?? sayCounts(counts)}`);
  }
  for (const name of droppedDatabases.slice(0, linesMax)) {
    await ctx.log('warn', `plan: \`${name}\` is gone at the source, it would be archived with everything in it`);
  }
  for (const message of kept) await ctx.log('warn', `plan: ${message}`);
  for (const { action, resource, reason } of missingGrants.slice(0, linesMax)) {
    await ctx.log('warn', `plan: missing \`${action}\` on \`${resource}\`: ${reason}`);
  }
  const made = Object.values(calls).reduce((sum, count) => sum + count, 0);
  const cost = `about ${made} calls and ${minutes} minutes`;
  await ctx.log('info', `plan: ${databases.length} databases: ${sayCounts(totals)}; ${cost}; nothing was written`);
}
