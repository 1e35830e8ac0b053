import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CatalogError } from '../../foundation/index.ts';
import type { Binaries } from './binaries.ts';
import type { OrdinaryUser } from './ordinary-user.ts';

const run = promisify(execFile);

/** A PostgreSQL data directory and what is needed to work on it. */
export interface Cluster {
  readonly folder: string;
  readonly binaries: Binaries;
  readonly user: OrdinaryUser | null;
  readonly password: string;
}

export const superuser = 'clavis';

const startAttemptsMax = 5;
const startRetryMs = 500;

const childEnvironment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

function identityOf(user: OrdinaryUser | null): { uid: number; gid: number } | Record<string, never> {
  return user === null ? {} : { uid: user.uid, gid: user.gid };
}

async function readTextOrNull(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

/** The superuser's password, made once and kept beside the cluster, readable by us alone. */
export async function readOrCreatePassword(dataDir: string): Promise<string> {
  const path = join(dataDir, 'postgres-password');
  const found = await readTextOrNull(path);
  if (found !== null) return found.trim();
  const password = randomBytes(24).toString('base64url');
  await writeFile(path, `${password}\n`, { mode: 0o600, flag: 'wx' });
  return password;
}

/** Runs `initdb` unless the folder already holds a finished cluster. `settings` become `postgresql.conf` lines. */
export async function initialize(cluster: Cluster, settings: Readonly<Record<string, string>>): Promise<void> {
  const finished = await stat(join(cluster.folder, 'PG_VERSION')).catch(() => null);
  if (finished !== null) return;
  await mkdir(cluster.folder, { recursive: true, mode: 0o700 });
  const passwordFile = `${cluster.folder}.initial-password`;
  await writeFile(passwordFile, cluster.password, { mode: 0o600 });
  if (cluster.user !== null) {
    await chown(cluster.folder, cluster.user.uid, cluster.user.gid);
    await chown(passwordFile, cluster.user.uid, cluster.user.gid);
  }
  // Codepoint order everywhere with Unicode case rules: the order that clients compare with, and prefixes can use an index.
  const flags = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const lines = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  try {
    await run(
      cluster.binaries.initdb,
      ['-D', cluster.folder, '-U', superuser, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, ...flags, ...lines],
      { ...identityOf(cluster.user), env: childEnvironment, cwd: '/' },
    );
  } catch (error) {
    // A half-made folder would look finished next time.
    await rm(cluster.folder, { recursive: true, force: true });
    throw new CatalogError('store_unavailable', `initdb failed for \`${cluster.folder}\``, { cause: error });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

/**
 * The port of a server that already runs on this cluster, or `null`. It may have outlived a killed server of ours.
 * The process id alone proves nothing: after a restart of the machine it may belong to any program.
 */
export async function findRunningPort(cluster: Cluster): Promise<number | null> {
  const text = await readTextOrNull(join(cluster.folder, 'postmaster.pid'));
  if (text === null) return null;
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0 || !Number.isInteger(port) || port <= 0) return null;
  return isAlive(pid) && (await accepts(port)) ? port : null;
}

async function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}

async function lastLogLines(cluster: Cluster): Promise<string> {
  const text = (await readTextOrNull(join(cluster.folder, 'server.log'))) ?? '';
  return text.trim().split('\n').slice(-5).join(' | ');
}

function runDetached(cluster: Cluster, args: readonly string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(cluster.binaries.pg_ctl, args, {
      ...identityOf(cluster.user),
      env: childEnvironment,
      cwd: '/',
      stdio: 'ignore',
    });
    child.on('error', reject);
    child.on('exit', resolve);
  });
}

/** How the server is started: settings for as long as it runs, and a port if it must be a certain one. */
export interface StartOptions {
  readonly settings: Readonly<Record<string, string>>;
  readonly port?: number;
}

/**
 * Starts the server on the given port or else a free loopback port, in a session of its own, so that a Ctrl-C on the terminal reaches
 * only us. Answers the port.
 */
export async function start(cluster: Cluster, { settings, port: wantedPort }: StartOptions): Promise<number> {
  const flags = Object.entries(settings).map(([name, value]) => ` -c ${name}=${value}`);
  for (let attempt = 1; attempt <= startAttemptsMax; attempt += 1) {
    const port = wantedPort ?? (await findFreePort());
    const log = join(cluster.folder, 'server.log');
    await (await open(log, 'a')).close();
    if (cluster.user !== null) await chown(log, cluster.user.uid, cluster.user.gid);
    const args = [
      'start',
      '-D',
      cluster.folder,
      '-w',
      '-t',
      '60',
      '-s',
      '-l',
      log,
      '-o',
      `-p ${String(port)}${flags.join('')}`,
    ];
    if ((await runDetached(cluster, args)) === 0) return port;
    // The port may have been taken meanwhile, or the server of an earlier process is still shutting down.
    await delay(startRetryMs);
  }
  throw new CatalogError('store_unavailable', `PostgreSQL did not start: ${await lastLogLines(cluster)}`);
}

/** Stops the server: running statements are ended, nothing committed is lost. */
export async function stop(cluster: Cluster): Promise<void> {
  await runDetached(cluster, ['stop', '-D', cluster.folder, '-w', '-t', '60', '-s', '-m', 'fast']);
}
