import { chmod, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { CatalogError, type Logger } from '../../foundation/index.ts';
import { locateBinaries } from './binaries.ts';
import { findRunningPort, initialize, readOrCreatePassword, start, stop, superuser, type Cluster } from './cluster.ts';
import { keepOwnership } from './keep-ownership.ts';
import { memorySettings, pageMemory, usableMemory } from './memory-settings.ts';
import { canReach, findOrdinaryUser } from './ordinary-user.ts';

export interface EmbeddedOptions {
  /** The data folder, absolute or seen from where this process works; the cluster lives in `postgres/` below it. */
  readonly dataDir: string;
  readonly log: Logger;
  /** Mebibytes for PostgreSQL's own cache of pages; a share of the machine when absent or `null`. */
  readonly pageMemory?: number | null;
  /** Extra `postgresql.conf` settings, taken when the cluster is first made. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A private PostgreSQL that this process owns until `stop`. */
export interface EmbeddedPostgres {
  readonly url: string;
  /** True when a server that outlived an earlier process was found and taken over. */
  readonly adopted: boolean;
  stop(): Promise<void>;
}

const databaseName = 'clavis';

/** Any number, the same for every process: whoever holds it in a cluster owns the data folder. */
const ownershipLock = 4_206_002;

const baseSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  // Short statements only: compiling plans costs more than it saves.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Data folders are on solid disks, or in memory: reading here and there costs little more than reading on.
  random_page_cost: '1.1',
  // A crawl writes more than the default holds, and each checkpoint makes what follows it write whole pages.
  max_wal_size: '4GB',
};

async function prepareCluster(options: EmbeddedOptions): Promise<Cluster> {
  const user = await findOrdinaryUser();
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  // The ordinary user must pass through to `postgres/`; every secret file in here is 0600 of its own.
  if (user !== null) await chmod(options.dataDir, 0o711);
  if (user !== null && !(await canReach(options.dataDir, user))) {
    throw new CatalogError(
      'store_unavailable',
      `the user \`${user.name}\`, as which PostgreSQL runs, cannot enter the data folder \`${options.dataDir}\`: a folder above it is closed to others; choose another with --data-dir, such as /var/lib/clavis`,
    );
  }
  return {
    folder: join(options.dataDir, 'postgres'),
    binaries: await locateBinaries(options.dataDir, user),
    user,
    password: await readOrCreatePassword(options.dataDir),
  };
}

function urlOf(cluster: Cluster, port: number, database: string): string {
  return `postgres://${superuser}:${encodeURIComponent(cluster.password)}@127.0.0.1:${String(port)}/${database}`;
}

async function describeOwner(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ application_name: string }>(
    `SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE l.locktype = 'advisory' AND l.objid = $1 AND l.granted AND a.datname = current_database() LIMIT 1`,
    [ownershipLock],
  );
  return rows[0]?.application_name ?? 'another server';
}

/**
 * Holds the data folder for as long as this process lives.
 * INVARIANT: the lock belongs to a database session, so it ends with the process however that ends, and leaves no stale file.
 */
async function takeOwnership(url: string, dataDir: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: `clavis process ${String(process.pid)}` });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [ownershipLock]);
  if (rows[0]?.held === true) return client;
  const owner = await describeOwner(client);
  await client.end();
  throw new CatalogError(
    'state_conflict',
    `the data folder \`${dataDir}\` is in use by ${owner}; stop it first or choose another with --data-dir`,
  );
}

async function ensureDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [databaseName]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${databaseName}`);
}

/**
 * Starts the private PostgreSQL of a data folder, or takes over the one that outlived a killed process.
 * Throws `state_conflict` when another process owns the folder, `store_unavailable` when PostgreSQL cannot run here.
 */
export async function startEmbedded(given: EmbeddedOptions): Promise<EmbeddedPostgres> {
  // PostgreSQL and its tools work elsewhere than this process does.
  const options = { ...given, dataDir: resolve(given.dataDir) };
  const cluster = await prepareCluster(options);
  await initialize(cluster, { ...baseSettings, ...options.settings });
  const usable = usableMemory();
  const settings = memorySettings(usable, options.pageMemory ?? pageMemory(usable));
  const runningPort = await findRunningPort(cluster);
  const port = runningPort ?? (await start(cluster, { settings }));
  const take = (): Promise<pg.Client> => takeOwnership(urlOf(cluster, port, 'postgres'), options.dataDir);
  const owner = await take();
  await ensureDatabase(owner);
  const retake = async (): Promise<pg.Client> => {
    // The pool of the server goes on at the port that it knows.
    if ((await findRunningPort(cluster)) === null) await start(cluster, { settings, port });
    return take();
  };
  const ownership = keepOwnership({ held: owner, retake, log: options.log });
  options.log.info({ port, adopted: runningPort !== null }, 'embedded PostgreSQL is ready');
  return {
    url: urlOf(cluster, port, databaseName),
    adopted: runningPort !== null,
    stop: async () => {
      await ownership.release();
      await stop(cluster);
    },
  };
}
