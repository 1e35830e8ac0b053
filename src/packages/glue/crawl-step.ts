import { type JsonObject } from '../../foundation/index.ts';
import { type StepContext } from '../../workflows/index.ts';
import { renderCheckpoint } from './checkpoint.ts';
import { crawlDatabase } from './crawl-database.ts';
import { type CrawlDeps } from './crawl-deps.ts';
import { planDatabase } from './plan-database.ts';
import { configOfCatalog, type GlueConfig } from './parse-glue-config.ts';

/** One step as `planCrawl` made it: a database to crawl, or a catalog that could not be read, which is only remembered. */
export async function crawlStep(
  deps: CrawlDeps,
  ctx: StepContext,
  { config, input }: { config: GlueConfig; input: JsonObject },
): Promise<void> {
  const { catalog, database, refusal = null } = input;
  // Absent from steps that an earlier version planned.
  const expected = typeof input['expectedTables'] === 'number' ? input['expectedTables'] : null;
  if (refusal === null && config.isDryRun) {
    const part = configOfCatalog(config, catalog);
    const named = catalog === undefined ? null : String(catalog);
    await planDatabase(deps, ctx, { config: part, database: String(database), catalog: named, expected });
    return;
  }
  if (refusal === null) {
    await crawlDatabase(deps, ctx, { config: configOfCatalog(config, catalog), database: String(database), expected });
    return;
  }
  const checkpoint = renderCheckpoint({ phase: 'refused', reason: String(refusal) });
  await ctx.transact((tx) => ctx.saveCheckpoint(tx, checkpoint));
}
