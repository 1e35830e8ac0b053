import type { ColumnType, Generated } from 'kysely';

/** One row: since when there is a history. */
export interface AccessHistoryBeginTable {
  only_row: Generated<boolean>;
  at: Date;
}

/** A version of a row that decisions are made from; written by triggers alone. */
export interface AccessHistoryTable {
  source: string;
  key: ColumnType<readonly unknown[], string, string>;
  state: ColumnType<Readonly<Record<string, unknown>>, string, string>;
  valid_from: Date;
  /** `infinity` (a number to the driver) while it holds. */
  valid_to: Generated<Date | number>;
}

export interface AccessHistoryTables {
  access_history: AccessHistoryTable;
  access_history_begin: AccessHistoryBeginTable;
}
