import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { parseJson } from '../foundation/index.ts';
import { CopyingClient } from './copying-client.ts';
import type { Database } from './schema/index.ts';

export type Db = Kysely<Database>;
export type Tx = Transaction<Database>;

/** An open database: `db` for typed statements, `pool` for `COPY`, listening and the job queue. */
export interface OpenDatabase {
  readonly db: Db;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/name` */
  readonly url: string;
  readonly connectionsMax?: number;
  /** A statement that takes longer is ended by the database; a minute when absent. */
  readonly statementMsMax?: number;
  /** Told of a connection that broke while idle; the pool replaces it by itself. */
  readonly onIdleError?: (error: Error) => void;
}

/** No statement of ours needs longer; one that does would hold a connection that others wait for. */
const statementMsDefault = 60_000;

// INVARIANT: every `bigint` column of ours holds epoch milliseconds or a count, far below 2^53.
const parsers = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, Number],
  [pg.types.builtins.JSON, parseJson],
  [pg.types.builtins.JSONB, parseJson],
]);

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    (format === 'binary' ? undefined : parsers.get(oid)) ?? pg.types.getTypeParser(oid, format),
};

/** Opens a pool on `url`; connects lazily, so a wrong address shows at the first statement. */
export function openDatabase(options: DatabaseOptions): OpenDatabase {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connectionsMax ?? 16,
    // For its turn, too, while all connections are busy. A database that is silent shows sooner: see `StoreWatch`.
    connectionTimeoutMillis: 30_000,
    statement_timeout: options.statementMsMax ?? statementMsDefault,
    types,
    Client: CopyingClient,
  });
  pool.on('error', (error) => options.onIdleError?.(error));
  // A connection that breaks while a statement uses it fails that statement and also says so as an event, which the pool
  // listens to only while it is idle; an event without a listener would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return { db, pool, close: () => db.destroy() };
}

/** Runs `work` in one transaction: all of it commits, or nothing does. */
export function transact<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(work);
}

/**
 * Reads of one moment: what `work` reads in several statements is what a single one would have seen. For who decides by one
 * statement about what another reads; writes fail.
 */
export function readSnapshot<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work);
}
