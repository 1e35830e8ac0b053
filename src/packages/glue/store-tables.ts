import { type SourceGroup } from '../../catalog/index.ts';
import { type AssetDraft } from './asset-draft.ts';
import { type DatabaseCrawl } from './crawl-deps.ts';
import { type PreparedTable, sourceGroupOf } from './listed-table.ts';
import { type MappedTable } from './map-table.ts';
import { draftsOf, type RunTx, saveSizeMax, storeAssets } from './store-assets.ts';

/** What is written with the last tables of a page. */
export interface WithLast {
  readonly summary: readonly AssetDraft[];
  readonly complete: (tx: RunTx) => Promise<void>;
}

/**
 * Stores tables with their columns and remembers what the source said of them, as many of them in one transaction as one save takes. Returns the
 * qualified names of what was created or changed.
 */
export async function storeTables(
  { deps, ctx }: Pick<DatabaseCrawl, 'deps' | 'ctx'>,
  tables: readonly PreparedTable[],
  { summary, complete }: WithLast,
): Promise<ReadonlySet<string>> {
  const store = { catalog: deps.catalog, ctx };
  const parts = partsOf(tables, saveSizeMax - summary.length);
  const last = parts.pop() ?? [];
  const changed: string[] = [];
  for (const part of parts) {
    changed.push(...(await storeAssets(store, draftsOf(part), { remember: toRemember(part) })));
  }
  const remember = toRemember(last);
  changed.push(...(await storeAssets(store, [...summary, ...draftsOf(last)], { complete, remember })));
  return new Set(changed);
}

/** Not those that something is to be said of: every crawl says it again, so every crawl has to look at them. */
const toRemember = (tables: readonly PreparedTable[]): SourceGroup[] =>
  tables.filter(({ warnings }) => warnings.length === 0).map(sourceGroupOf);

const sizeOf = ({ columnLevels }: MappedTable): number => 1 + columnLevels.flat().length;

function partsOf(tables: readonly PreparedTable[], sizeMax: number): PreparedTable[][] {
  const parts: PreparedTable[][] = [];
  let left = 0;
  for (const table of tables) {
    const part = parts.at(-1);
    const size = sizeOf(table);
    if (part === undefined || size > left) parts.push([table]);
    else part.push(table);
    left = (part === undefined || size > left ? sizeMax : left) - size;
  }
  return parts;
}

/** Whether the table or one of its columns is among what was created or changed. */
export function isWritten({ asset, columnLevels }: MappedTable, written: readonly ReadonlySet<string>[]): boolean {
  return [asset, ...columnLevels.flat()].some(({ attributes }) =>
    written.some((names) => names.has(attributes.qualifiedName)),
  );
}
