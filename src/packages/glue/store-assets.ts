import { type CatalogDeps, saveEntitiesIn } from '../../catalog/index.ts';
import { isCatalogError } from '../../foundation/index.ts';
import { type RunContext } from '../../workflows/index.ts';
import { type AssetDraft } from './asset-draft.ts';
import { type MappedTable } from './map-table.ts';

/** The transaction of a run, as `RunContext.transact` hands it to its work. */
export type RunTx = Parameters<Parameters<RunContext['transact']>[0]>[0];

// Half of what the catalog takes in one save. A hundred tables of up to 49 columns fit, so nearly every page is one save.
const saveSizeMax = 5_000;

/** A table with all its columns, parents before children. */
export function draftsOf(tables: readonly MappedTable[]): AssetDraft[] {
  const depth = Math.max(0, ...tables.map(({ columnLevels }) => columnLevels.length));
  const levels = Array.from({ length: depth }, (_, level) =>
    tables.flatMap(({ columnLevels }) => columnLevels[level] ?? []),
  );
  return [...tables.map(({ asset }) => asset), ...levels.flat()];
}

/**
 * Saves assets, parents first, and with the last of them, in the same transaction, whatever `complete` writes. Usually that is
 * one transaction; more than 5,000 assets take several, because the catalog wants one save in each, and if the crawl dies
 * between them the same assets are saved again, which changes nothing.
 */
export async function storeAssets(
  { catalog, ctx }: { readonly catalog: CatalogDeps; readonly ctx: RunContext },
  drafts: readonly AssetDraft[],
  complete: (tx: RunTx) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const save = async (tx: RunTx, part: readonly AssetDraft[]): Promise<void> => {
    if (part.length === 0) return;
    const entities = part.map((draft) => ({ ...draft }));
    await saveEntitiesIn({ tx, clock: catalog.clock, types: catalog.types }, ctx.principal, { entities });
  };
  let start = 0;
  for (; drafts.length - start > saveSizeMax; start += saveSizeMax) {
    const part = drafts.slice(start, start + saveSizeMax);
    await ctx.transact((tx) => save(tx, part));
  }
  await ctx.transact(async (tx) => {
    await complete(tx);
    // Last, because its audit record holds the end of the audit chain until the commit, and the other databases of the
    // crawl queue up for it: every statement after it is waited for by all (25 ms a page in one run with `complete` last, 6 in one with it first).
    await save(tx, drafts.slice(start));
  });
}

const contentCodes = new Set(['field_invalid', 'attribute_missing', 'too_many_entities', 'reference_unresolved']);

/** Whether a save was refused for what it holds, so that it may succeed without the table at fault. */
export function blamesContent(error: unknown): boolean {
  if (isCatalogError(error)) return contentCodes.has(error.code);
  // PostgreSQL: class 22 is data it cannot hold, class 54 a limit exceeded, such as too long an index entry.
  return error instanceof Error && 'code' in error && /^(?:22|54)[0-9A-Z]{3}$/.test(String(error.code));
}
