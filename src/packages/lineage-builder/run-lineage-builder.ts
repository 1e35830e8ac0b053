import { type CatalogDeps } from '../../catalog/index.ts';
import { type RunContext, type StepContext, type StepPlan } from '../../workflows/index.ts';
import { checkFile, loadFile } from '../asset-rows/index.ts';
import { withObjectStore, type ObjectStoreSettings } from '../object-stores/index.ts';
import { lineageLoad } from './lineage-load.ts';
import { type LineageBuilderConfig } from './parse-lineage-builder-config.ts';

/** What the package needs from the server. */
export interface LineageBuilderDeps {
  readonly catalog: CatalogDeps;
  readonly stores: ObjectStoreSettings;
}

/** Reads the file to its end before anything is written, so that bad rows are told together; one step loads it. */
export async function planLineage(
  { catalog, stores }: LineageBuilderDeps,
  ctx: RunContext,
  config: LineageBuilderConfig,
): Promise<readonly StepPlan[]> {
  const { credentialGuid, key } = config;
  return withObjectStore({ settings: stores, ctx, credentialGuid }, async (store) => {
    const { rows, version } = await checkFile(ctx, store, lineageLoad({ catalog, ctx }, config));
    await ctx.log('info', `${rows} rows in ${store.describe(key)}`);
    // A plan that is made again has counted already.
    const { rowsTotal = 0 } = await ctx.totals();
    await ctx.progress({ rowsTotal: rows - rowsTotal });
    return [{ key: 'load', label: `load ${key}`, input: { version } }];
  });
}

/** Loads the file from the last batch on that committed. */
export async function runLineage(
  { catalog, stores }: LineageBuilderDeps,
  ctx: StepContext,
  { config, version }: { readonly config: LineageBuilderConfig; readonly version: string },
): Promise<void> {
  const { level = 0, row = 0 } = ctx.checkpoint ?? {};
  const { credentialGuid } = config;
  await withObjectStore({ settings: stores, ctx, credentialGuid }, async (store) => {
    const load = lineageLoad({ catalog, ctx }, config);
    await loadFile({ ctx, store, load, version, beside: {} }, { level: Number(level), row: Number(row) });
  });
}

/** Says what became of the rows. */
export async function finishLineage(ctx: RunContext): Promise<void> {
  const { rows = 0, created = 0, updated = 0, skipped = 0, failed = 0 } = await ctx.totals();
  const parts = [`${rows} rows`, `${created} assets and processes created`, `${updated} updated`];
  if (skipped > 0) parts.push(`${skipped} rows passed over: their source or target is not there`);
  if (failed > 0) parts.push(`${failed} rows passed over: they are bad`);
  await ctx.log(failed > 0 ? 'warn' : 'info', parts.join(', '));
}
