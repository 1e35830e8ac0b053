import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../foundation/index.ts';
import { memorySettings, pageMemory, usableMemory } from './memory-settings.ts';
import { startEmbedded, type EmbeddedPostgres } from './start-embedded.ts';

const log = createLogger({ level: 'silent' });
const running: EmbeddedPostgres[] = [];
const folders: string[] = [];

async function newDataDir(): Promise<string> {
  // A blank in the path, because every program on the way must quote it.
  const folder = await mkdtemp(join(tmpdir(), 'clavis embedded '));
  folders.push(folder);
  return folder;
}

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ dataDir, log });
  running.push(server);
  return server;
}

async function query<T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Runs a process that starts the server on `dataDir`, and kills it as soon as the server is there. */
async function startAndKill(dataDir: string): Promise<void> {
  const script = `
    const { startEmbedded } = await import(${JSON.stringify(new URL('./start-embedded.ts', import.meta.url).href)});
    const { createLogger } = await import(${JSON.stringify(new URL('../../foundation/index.ts', import.meta.url).href)});
    await startEmbedded({ dataDir: process.argv[1], log: createLogger({ level: 'silent' }) });
    process.kill(process.pid, 'SIGKILL');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, dataDir], { stdio: 'inherit' });
  const signal = await new Promise((resolve) => child.once('exit', (_code, name) => resolve(name)));
  expect(signal).toBe('SIGKILL');
}

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

describe('embedded PostgreSQL', () => {
  it('keeps pages in as much memory as it is given, at each start anew, and else in a share of the machine', async () => {
    const dataDir = await newDataDir();
    const pages = async ({ url }: EmbeddedPostgres): Promise<unknown> =>
      (await query<{ shared_buffers: string }>(url, 'SHOW shared_buffers'))[0]?.shared_buffers;
    const first = await startEmbedded({ dataDir, log, pageMemory: 48 });
    running.push(first);
    expect(await pages(first)).toBe('48MB');
    await running.pop()?.stop();
    const expected = memorySettings(usableMemory(), pageMemory(usableMemory()));
    const again = await start(dataDir);
    const [shown] = await query<{ pages: string }>(
      again.url,
      `SELECT pg_size_bytes(current_setting('shared_buffers')) / 1024 / 1024 || 'MB' AS pages`,
    );
    expect(shown?.pages).toBe(expected['shared_buffers']);
    expect(memorySettings(1_024, pageMemory(1_024))).toEqual({
      ...{ shared_buffers: '128MB', effective_cache_size: '512MB', work_mem: '4MB', maintenance_work_mem: '64MB' },
    });
  });

  it('starts in a fresh folder, keeps what was written over a stop, and orders by codepoint', async () => {
    const dataDir = await newDataDir();
    const first = await start(dataDir);
    await query(first.url, 'CREATE TABLE word (text text)');
    await query(first.url, `INSERT INTO word VALUES ('a'), ('B'), ('ä')`);
    await running.pop()?.stop();
    const second = await start(dataDir);
    expect(second.adopted).toBe(false);
    const rows = await query<{ text: string }>(second.url, 'SELECT text FROM word ORDER BY text');
    expect(rows.map(({ text }) => text)).toEqual(['B', 'a', 'ä']);
  });

  it('starts in a folder that is named as seen from where this process works', async () => {
    const server = await start(relative(process.cwd(), await newDataDir()));
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('never runs as root, and only its owner can read the password', async () => {
    const dataDir = await newDataDir();
    await start(dataDir);
    const pid = Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
    expect((await stat(`/proc/${String(pid)}`)).uid).not.toBe(0);
    expect((await stat(join(dataDir, 'postgres-password'))).mode & 0o777).toBe(0o600);
  });

  it('is found again and taken over after its process was killed', async () => {
    const dataDir = await newDataDir();
    await startAndKill(dataDir);
    const server = await start(dataDir);
    expect(server.adopted).toBe(true);
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('a second process on the same data folder is refused and the first goes on', async () => {
    const dataDir = await newDataDir();
    const first = await start(dataDir);
    await expect(startEmbedded({ dataDir, log })).rejects.toMatchObject({
      code: 'state_conflict',
      message: expect.stringContaining(`is in use by clavis process ${String(process.pid)}`),
    });
    expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('a process id left behind that now belongs to another program does not count as a running server', async () => {
    const dataDir = await newDataDir();
    await start(dataDir);
    const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
    const left = await readFile(pidFile, 'utf8');
    await running.pop()?.stop();
    await writeFile(pidFile, left.replace(/^\d+/, String(process.pid)));
    const server = await start(dataDir);
    expect(server.adopted).toBe(false);
  });
});
