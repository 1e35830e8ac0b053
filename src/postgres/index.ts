export { CompiledQuery, sql, type RawBuilder } from 'kysely';
export { copyRows, type CopyTarget, type CopyValue } from './copy-rows.ts';
export {
  openDatabase,
  readSnapshot,
  transact,
  type DatabaseOptions,
  type Db,
  type OpenDatabase,
  type Tx,
} from './database.ts';
export { startEmbedded, type EmbeddedOptions, type EmbeddedPostgres } from './embedded/start-embedded.ts';
export { migrate } from './migrate.ts';
export { repeatedMarker } from './preparing-client.ts';
export { retryTransaction } from './retry-transaction.ts';
export { compileListFilter, compileRecordFilter, compileRecordSort, type FilterColumns } from './record-filter.ts';
export { StatisticsKeeper, type StatisticsKeeperOptions } from './statistics-keeper.ts';
export { StoreWatch, type StoreWatchOptions } from './store-watch.ts';
export type { Database } from './schema/index.ts';
