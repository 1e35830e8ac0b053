/** What is searched: trusted SQL only. */
export interface PageSource {
  /** The table or sub-select with the alias that the fields use: `asset`, `asset_history AS entry`. */
  readonly from: string;
  /** That alias. */
  readonly alias: string;
  /** What is selected of a row. */
  readonly columns: string;
  /** Breaks ties, so that pages neither overlap nor leave gaps: unless one sorts by `field`, rows end up in the order of `sql`. */
  readonly tieBreak: { readonly field: string; readonly sql: string; readonly descending?: boolean };
  /** A unique column with its type, by which a row is found again. Without it the tie break is unique and read as text. */
  readonly key?: { readonly sql: string; readonly type: string };
  /**
   * SQL of a text that is the same in two snapshots only if they see the same rows of everything that a condition on this source reads.
   * With it a count is remembered for as long as nothing changes.
   */
  readonly moment?: string;
  /** A jsonb object of all that the row holds, for `top_hits` that ask for more than named fields. */
  readonly document?: string;
}

/** The unique key of a row. */
export function keyOf({ key, tieBreak }: PageSource): { readonly sql: string; readonly type: string } {
  return key ?? { sql: `(${tieBreak.sql})::text`, type: 'text' };
}
