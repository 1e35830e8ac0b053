import {
  type CatalogDeps,
  type MutationResult,
  rememberSourceIn,
  saveEntitiesIn,
  type SourceGroup,
} from '../../catalog/index.ts';
import { isCatalogError } from '../../foundation/index.ts';
import { type RunContext } from '../../workflows/index.ts';
import { type AssetDraft } from './asset-draft.ts';
import { type MappedTable } from './map-table.ts';

/** The transaction of a run, as `RunContext.transact` hands it to its work. */
export type RunTx = Parameters<Parameters<RunContext['transact']>[0]>[0];

/** The one field that both people and Glue write. Everything else that a crawl sends is a fact of the source and follows it. */
export const keptEdits = { description: 'sourceDescription' };

// Half of what the catalog takes in one save. A hundred tables of up to 49 columns fit, so nearly every page is one save.
export const saveSizeMax = 5_000;

/** A table with all its columns, parents before children. */
export function draftsOf(tables: readonly MappedTable[]): AssetDraft[] {
  const depth = Math.max(0, ...tables.map(({ columnLevels }) => columnLevels.length));
  const levels = Array.from({ length: depth }, (_, level) =>
    tables.flatMap(({ columnLevels }) => columnLevels[level] ?? []),
  );
  return [...tables.map(({ asset }) => asset), ...levels.flat()];
}

/** What is written beside the assets, in the same transaction. */
export interface StoreBeside {
  /** Before the last of them. */
  readonly complete?: (tx: RunTx) => Promise<void>;
  /** What the source said of them; left out when one save does not hold all, since somebody may then write between two. */
  readonly remember?: readonly SourceGroup[];
}

/**
 * Saves assets, parents first, and with the last of them, in the same transaction, whatever `complete` writes. Usually that is
 * one transaction; more than 5,000 assets take several, because the catalog wants one save in each, and if the crawl dies
 * between them the same assets are saved again, which changes nothing. Returns the qualified names of what was created or changed.
 */
export async function storeAssets(
  { catalog, ctx }: { readonly catalog: CatalogDeps; readonly ctx: RunContext },
  drafts: readonly AssetDraft[],
  { complete = () => Promise.resolve(), remember = [] }: StoreBeside = {},
): Promise<ReadonlySet<string>> {
  const changed: string[] = [];
  const save = async (tx: RunTx, part: readonly AssetDraft[]): Promise<string[]> => {
    if (part.length === 0) return [];
    const entities = part.map((draft) => ({ ...draft }));
    const request = { entities, keptEdits };
    return changedNames(
      await saveEntitiesIn({ tx, clock: catalog.clock, types: catalog.types }, ctx.principal, request),
    );
  };
  let start = 0;
  for (; drafts.length - start > saveSizeMax; start += saveSizeMax) {
    const part = drafts.slice(start, start + saveSizeMax);
    changed.push(...(await ctx.transact((tx) => save(tx, part))));
  }
  const last = await ctx.transact(async (tx) => {
    await complete(tx);
    // Last, because its audit record holds the end of the audit chain until the commit, and the other databases of the
    // crawl queue up for it: every statement after it is waited for by all (25 ms a page in one run with `complete` last, 6 in one with it first).
    const names = await save(tx, drafts.slice(start));
    // Only after the save it is known what is stored then.
    if (start === 0) await rememberSourceIn({ tx, clock: catalog.clock, types: catalog.types }, remember);
    return names;
  });
  return new Set([...changed, ...last]);
}

export function changedNames({ mutatedEntities = {} }: MutationResult): string[] {
  const { CREATE = [], UPDATE = [] } = mutatedEntities;
  return [...CREATE, ...UPDATE].map(({ attributes }) => String(attributes['qualifiedName']));
}

// Denied is one table too, where a policy keeps it, or what carries a tag, from the actor of the run.
const contentCodes = new Set([
  ...['field_invalid', 'attribute_missing', 'too_many_entities', 'reference_unresolved'],
  ...['permission_denied', 'asset_not_found', 'asset_unique_attribute_not_found'],
]);

/** Whether a save was refused for what it holds, so that it may succeed without the table at fault. */
export function blamesContent(error: unknown): boolean {
  if (isCatalogError(error)) return contentCodes.has(error.code);
  // PostgreSQL: class 22 is data it cannot hold, class 54 a limit exceeded, such as too long an index entry.
  return error instanceof Error && 'code' in error && /^(?:22|54)[0-9A-Z]{3}$/.test(String(error.code));
}
