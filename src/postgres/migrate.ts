import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { CatalogError } from '../foundation/index.ts';
import pg from 'pg';

/** Any number, the same on every node: who holds it migrates, the others wait. */
const migrationLock = 4_206_001;

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly digest: string;
}

const migrationName = /^\d{4}-[a-z0-9-]+\.sql$/;

async function readMigrations(): Promise<Migration[]> {
  const folder = new URL('./migrations/', import.meta.url);
  const names = (await readdir(folder)).filter((name) => migrationName.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), 'utf8');
      return { name, sql, digest: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** `pg_input_is_valid`, on which the search leans, came with PostgreSQL 16. */
const oldestServer = 16;

async function requireRecentServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version`,
  );
  const version = rows[0]?.version ?? 0;
  if (version >= oldestServer) return;
  throw new CatalogError(
    'state_conflict',
    `the database is PostgreSQL ${String(version)}; PostgreSQL ${String(oldestServer)} or later is needed`,
  );
}

async function readApplied(client: pg.Client): Promise<Map<string, string>> {
  await client.query(
    `CREATE TABLE IF NOT EXISTS schema_migration (
       name text PRIMARY KEY,
       digest text NOT NULL,
       applied_at timestamptz NOT NULL DEFAULT now()
     )`,
  );
  const { rows } = await client.query<{ name: string; digest: string }>('SELECT name, digest FROM schema_migration');
  return new Map(rows.map(({ name, digest }) => [name, digest]));
}

function refuseStrangers(applied: Map<string, string>, migrations: readonly Migration[]): void {
  const known = new Map(migrations.map(({ name, digest }) => [name, digest]));
  for (const [name, digest] of applied) {
    const expected = known.get(name);
    if (expected === undefined) {
      throw new CatalogError(
        'state_conflict',
        `the database was migrated by a newer version (migration \`${name}\` is unknown here); start that version or a later one`,
      );
    }
    if (expected !== digest) {
      throw new CatalogError(
        'state_conflict',
        `migration \`${name}\` is not the one that was applied to this database`,
      );
    }
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(migration.sql);
    await client.query('INSERT INTO schema_migration (name, digest) VALUES ($1, $2)', [
      migration.name,
      migration.digest,
    ]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new CatalogError('internal', `migration \`${migration.name}\` failed`, { cause: error });
  }
}

/**
 * Brings the database to the newest schema and answers the names of the migrations applied now.
 * Forward only, each in its own transaction, one node at a time (session advisory lock; the others wait and find nothing to do).
 * Refuses a server older than PostgreSQL 16, a database that a newer version migrated, and one whose history differs.
 */
export async function migrate(url: string): Promise<string[]> {
  const migrations = await readMigrations();
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await requireRecentServer(client);
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    const applied = await readApplied(client);
    refuseStrangers(applied, migrations);
    const pending = migrations.filter(({ name }) => !applied.has(name));
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}
