import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { call, type MeasuredServer } from '../measured-server.ts';
import { isHit, type Mishap } from './glue-sets.ts';

/** What is in the catalog of a connection. */
export interface StoredCounts {
  readonly tables: number;
  readonly columns: number;
}

async function one<Row extends pg.QueryResultRow>(client: pg.Client, text: string, values: unknown[]): Promise<Row> {
  const [row] = (await client.query<Row>(text, values)).rows;
  if (row === undefined) throw new Error(`nothing found by ${text}`);
  return row;
}

/** Active tables (with views) and columns of the connection. */
export async function countStored(client: pg.Client, connection: string): Promise<StoredCounts> {
  const text = `SELECT count(*) FILTER (WHERE type_name <> 'Column')::float8 AS tables,
                       count(*) FILTER (WHERE type_name = 'Column')::float8 AS columns
                FROM asset WHERE connection_qualified_name = $1 AND type_name IN ('Table', 'View', 'Column') AND state = 'ACTIVE'`;
  return one(client, text, [connection]);
}

/** How many assets of the type a search over HTTP finds: an exact count. */
export async function countFound(server: MeasuredServer, connection: string, type: string): Promise<number> {
  const filter = [{ term: { '__typeName.keyword': type } }, { term: { connectionQualifiedName: connection } }];
  const dsl = { size: 1, track_total_hits: true, query: { bool: { filter } } };
  const answer = await call(server, '/api/meta/search/indexsearch', { dsl });
  return (answer as { approximateCount: number }).approximateCount;
}

/** Archived tables, told apart by whether they are gone at the source. */
export interface Archived {
  readonly rightly: number;
  readonly wrongly: number;
}

/** Tells names of archived tables apart. Only what is `gone` may be archived. */
export function judgeArchived(names: readonly string[], mishap: Mishap): Archived {
  const rightly = mishap === 'gone' ? names.filter(isHit).length : 0;
  return { rightly, wrongly: names.length - rightly };
}

export async function readArchived(client: pg.Client, connection: string): Promise<string[]> {
  const text = `SELECT name FROM asset
                WHERE connection_qualified_name = $1 AND type_name IN ('Table', 'View') AND state = 'DELETED'`;
  return (await client.query<{ name: string }>(text, [connection])).rows.map(({ name }) => name);
}

/** A moment, as PostgreSQL counts transactions. */
export async function readMoment(client: pg.Client): Promise<number> {
  const text = 'SELECT (pg_snapshot_xmax(pg_current_snapshot())::text::numeric % 4294967296)::float8 AS moment';
  return (await one<{ moment: number }>(client, text, [])).moment;
}

/** Rows of schemas, tables, views and columns, and of their fingerprints, that were written since: even the same values give a row a new `xmin`. */
export async function countWrittenSince(client: pg.Client, connection: string, moment: number): Promise<number> {
  const text = `SELECT (SELECT count(*) FROM asset WHERE connection_qualified_name = $1
                          AND type_name IN ('Schema', 'Table', 'View', 'Column') AND xmin::text::bigint >= $2)::float8
                     + (SELECT count(*) FROM source_fingerprint WHERE xmin::text::bigint >= $2)::float8 AS written`;
  return (await one<{ written: number }>(client, text, [connection, moment])).written;
}

// PostgreSQL's processes tell what they did at the latest when they have been idle for ten seconds.
const statisticsLagMs = 11_000;

/** Rows inserted, changed and deleted so far in the tables that hold the catalog, whoever did it. */
export async function countWritesSoFar(client: pg.Client): Promise<number> {
  await pause(statisticsLagMs);
  const text = `SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::float8 AS writes FROM pg_stat_user_tables
                WHERE relname = ANY ($1)`;
  const tables = ['asset', 'relationship', 'source_fingerprint', 'asset_history', 'asset_tag'];
  return (await one<{ writes: number }>(client, text, [tables])).writes;
}
