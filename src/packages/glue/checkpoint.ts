import { parseJson, type JsonObject, type JsonValue } from '../../foundation/index.ts';

/** What became of the tables of one database: `listed` = `tables` + `views` + `filtered` + `failed`. */
export interface TableCounts {
  readonly listed: number;
  /** Stored as `Table`. */
  readonly tables: number;
  /** Stored as `View`. */
  readonly views: number;
  readonly filtered: number;
  readonly failed: number;
  /** Everything stored: tables, views and columns. */
  readonly assets: number;
}

/** How many of the tables and views that were stored were not there before, and how many of the others were written to. */
export interface TableChanges {
  readonly added: number;
  readonly changed: number;
}

/** A table that could not be stored, and why. */
export interface TableFailure {
  readonly table: string;
  readonly reason: string;
}

/** How far the crawl of one database has come; what a step leaves behind. */
export type DatabaseCheckpoint =
  /** Pages up to `nextToken` are stored. `page` is the one that follows, read and not yet stored, as `packPage` packs it. */
  | Progress<'listing', { readonly nextToken: string | null; readonly page?: string }>
  /**
   * Every page is stored; what is gone at the source is not yet archived, or only `archived` of it. The breaker goes by how many
   * tables were stored before any was archived, else every attempt would measure its share by what the one before left.
   */
  | Progress<'listed', { readonly archived?: number; readonly storedBefore?: number }>
  /** Nothing is left to do. `archived` assets were gone at the source; `kept` says why some were not archived. */
  | Progress<'done', { readonly archived: number; readonly hidden?: number; readonly kept: string | null }>
  /** The source does not let this database be read. */
  | { readonly phase: 'refused'; readonly reason: string }
  /** The database vanished while the crawl was under way. */
  | { readonly phase: 'gone' };

type Progress<Phase, More = unknown> = {
  readonly phase: Phase;
  readonly counts: TableCounts;
  /** The first few; `counts.failed` counts all of them. */
  readonly failures: readonly TableFailure[];
  /** Absent from checkpoints of earlier versions. */
  readonly changes?: TableChanges;
} & More;

export const noTables: TableCounts = { listed: 0, tables: 0, views: 0, filtered: 0, failed: 0, assets: 0 };

export const noChanges: TableChanges = { added: 0, changed: 0 };

export const beforeFirstPage: DatabaseCheckpoint & { readonly phase: 'listing' } = {
  phase: 'listing',
  nextToken: null,
  counts: noTables,
  failures: [],
};

const failuresKept = 20;

export function addCounts(left: TableCounts, right: TableCounts): TableCounts {
  return {
    listed: left.listed + right.listed,
    tables: left.tables + right.tables,
    views: left.views + right.views,
    filtered: left.filtered + right.filtered,
    failed: left.failed + right.failed,
    assets: left.assets + right.assets,
  };
}

export function addFailures(left: readonly TableFailure[], right: readonly TableFailure[]): readonly TableFailure[] {
  return [...left, ...right].slice(0, failuresKept);
}

/** The run's totals that `counts` stand for; negative to take back what a repeated listing will count again. */
export function progressOf(counts: TableCounts, sign: 1 | -1 = 1): Record<string, number> {
  const deltas = {
    tables: counts.tables + counts.views,
    assets: counts.assets,
    filtered: counts.filtered,
    failed: counts.failed,
  };
  const changed = Object.entries(deltas).filter(([, value]) => value !== 0);
  return Object.fromEntries(changed.map(([key, value]) => [key, sign * value]));
}

export function renderCheckpoint(checkpoint: DatabaseCheckpoint): JsonObject {
  // A round trip through JSON turns the typed value into plain JSON; it holds nothing that JSON cannot say.
  return parseJson(JSON.stringify(checkpoint)) as JsonObject;
}

/** Written by `renderCheckpoint` of this or an earlier version; anything unknown starts the database again, which loses nothing. */
export function parseCheckpoint(value: JsonObject | null): DatabaseCheckpoint {
  const phase: JsonValue | undefined = value?.['phase'];
  const known = ['listing', 'listed', 'done', 'refused', 'gone'];
  if (value === null || typeof phase !== 'string' || !known.includes(phase)) return beforeFirstPage;
  return value as unknown as DatabaseCheckpoint; // INVARIANT: only `renderCheckpoint` writes checkpoints of this package.
}
