import { type CatalogDeps } from '../../catalog/index.ts';
import { type RunContext, type StepContext, type StepPlan } from '../../workflows/index.ts';
import { checkFile, loadFile } from '../asset-rows/index.ts';
import { withObjectStore, type ObjectStoreSettings } from '../object-stores/index.ts';
import { importLoad } from './import-load.ts';
import { type AssetImportConfig } from './parse-asset-import-config.ts';

/** What an import needs from the server. */
export interface AssetImportDeps {
  readonly catalog: CatalogDeps;
  readonly stores: ObjectStoreSettings;
}

/** Reads every file to its end before anything is written, so that bad rows are told together; one step imports them. */
export async function planImport(
  { catalog, stores }: AssetImportDeps,
  ctx: RunContext,
  { credentialGuid, files }: AssetImportConfig,
): Promise<readonly StepPlan[]> {
  const versions: string[] = [];
  let rowsTotal = 0;
  await withObjectStore({ settings: stores, ctx, credentialGuid }, async (store) => {
    for (const file of files) {
      const { rows, version } = await checkFile(ctx, store, importLoad({ catalog, ctx }, file));
      versions.push(version);
      rowsTotal += rows;
      await ctx.log('info', `${rows} rows in ${store.describe(file.key)}`);
    }
  });
  // A plan that is made again has counted already.
  const { rowsTotal: before = 0 } = await ctx.totals();
  await ctx.progress({ rowsTotal: rowsTotal - before });
  return [{ key: 'import', label: 'import', input: { versions } }];
}

/** Imports the files, one after the other, from the last batch on that committed. */
export async function runImport(
  { catalog, stores }: AssetImportDeps,
  ctx: StepContext,
  { config, versions }: { readonly config: AssetImportConfig; readonly versions: readonly string[] },
): Promise<void> {
  const { file: fileFrom = 0, level = 0, row = 0 } = ctx.checkpoint ?? {};
  const { credentialGuid, files } = config;
  await withObjectStore({ settings: stores, ctx, credentialGuid }, async (store) => {
    for (const [index, file] of files.entries()) {
      if (index < Number(fileFrom)) continue;
      const from = index === Number(fileFrom) ? { level: Number(level), row: Number(row) } : { level: 0, row: 0 };
      const load = importLoad({ catalog, ctx }, file);
      await loadFile({ ctx, store, load, version: versions[index] ?? '', beside: { file: index } }, from);
    }
  });
}

/** Says what became of the rows. */
export async function finishImport(ctx: RunContext): Promise<void> {
  const { rows = 0, created = 0, updated = 0, skipped = 0, failed = 0 } = await ctx.totals();
  const parts = [`${rows} rows`, `${created} assets created`, `${updated} updated`];
  if (skipped > 0) parts.push(`${skipped} rows passed over: there is no such asset`);
  if (failed > 0) parts.push(`${failed} rows passed over: they are bad`);
  await ctx.log(failed > 0 ? 'warn' : 'info', parts.join(', '));
}
