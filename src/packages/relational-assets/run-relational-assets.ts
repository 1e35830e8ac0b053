import { type CatalogDeps } from '../../catalog/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { type RunContext, type StepContext, type StepPlan } from '../../workflows/index.ts';
import { checkFile, loadFile, RowProblems } from '../asset-rows/index.ts';
import { withObjectStore, type ObjectStoreSettings } from '../object-stores/index.ts';
import { type RelationalAssetsConfig } from './parse-relational-assets-config.ts';
import { relationalLoad, type RelationalLoad } from './relational-load.ts';
import { removeMissing } from './remove-missing.ts';

/** What the package needs from the server. */
export interface RelationalAssetsDeps {
  readonly catalog: CatalogDeps;
  readonly stores: ObjectStoreSettings;
}

/** Reads the file to its end before anything is written, so that bad rows are told together; one step loads it. */
export async function planRelationalAssets(
  { catalog, stores }: RelationalAssetsDeps,
  ctx: RunContext,
  config: RelationalAssetsConfig,
): Promise<readonly StepPlan[]> {
  const { credentialGuid, key } = config;
  return withObjectStore({ settings: stores, ctx, credentialGuid }, async (store) => {
    const load = relationalLoad({ catalog, ctx }, config);
    const { rows, version } = await checkFile(ctx, store, load);
    if (config.failsOnErrors) await requireConnections(load, store.describe(key));
    await ctx.log('info', `${rows} rows in ${store.describe(key)}`);
    // A plan that is made again has counted already.
    const { rowsTotal = 0 } = await ctx.totals();
    await ctx.progress({ rowsTotal: rows - rowsTotal });
    return [{ key: 'load', label: `load ${key}`, input: { version } }];
  });
}

/** Every connection that rows lie in is there or has a row of its own. */
async function requireConnections({ named, connections }: RelationalLoad, file: string): Promise<void> {
  const problems = new RowProblems();
  for (const { path, line, isMade } of named.values()) {
    const found = await connections.find(path.connection);
    if ('qualifiedName' in found || (isMade && found.problem.startsWith('there is no'))) continue;
    problems.add({
      line,
      column: '`connectionName`',
      message: `${found.problem}; a row of type \`Connection\` makes one`,
    });
  }
  if (problems.rows > 0) throw problems.asError(file);
}

/** Loads the file from the last batch on that committed; then removes what it lacks, where the workflow says so. */
export async function runRelationalAssets(
  deps: RelationalAssetsDeps,
  ctx: StepContext,
  { config, version }: { readonly config: RelationalAssetsConfig; readonly version: string },
): Promise<void> {
  const { level = 0, row = 0 } = ctx.checkpoint ?? {};
  const { credentialGuid } = config;
  await withObjectStore({ settings: deps.stores, ctx, credentialGuid }, async (store) => {
    const load = relationalLoad({ catalog: deps.catalog, ctx }, config);
    await loadFile({ ctx, store, load, version, beside: {} }, { level: Number(level), row: Number(row) });
    if (config.removal === null) return;
    await requireAllLoaded(ctx);
    await removeMissing({ deps, ctx, store, config, load });
  });
}

async function requireAllLoaded(ctx: RunContext): Promise<void> {
  const { failed = 0 } = await ctx.totals();
  if (failed === 0) return;
  throw new CatalogError(
    'field_invalid',
    `${failed === 1 ? '1 row was' : `${failed} rows were`} bad, so nothing that the file lacks was removed`,
  );
}

/** Says what became of the rows. */
export async function finishRelationalAssets(ctx: RunContext): Promise<void> {
  const { rows = 0, created = 0, updated = 0, skipped = 0, failed = 0, removed = 0 } = await ctx.totals();
  const parts = [`${rows} rows`, `${created} assets created`, `${updated} updated`, `${removed} removed`];
  if (skipped > 0) parts.push(`${skipped} rows passed over: there is no such asset`);
  if (failed > 0) parts.push(`${failed} rows passed over: they are bad`);
  await ctx.log(failed > 0 ? 'warn' : 'info', parts.join(', '));
}
