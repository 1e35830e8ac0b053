import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { vi } from 'vitest';
import { eventually } from './eventually.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const startMsMax = 40_000;
const stopMsMax = 30_000;
const testMsMax = 90_000;

export interface ServerOptions {
  /** A fresh folder when absent. */
  readonly dataDir?: string;
  /** Further flags of `clavis serve`. A port that the system chooses is named unless `--port` is here or `isPortLeftOut`. */
  readonly flags?: readonly string[];
  readonly isPortLeftOut?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A `clavis serve` process. */
export interface ServerProcess {
  readonly dataDir: string;
  /** Everything it wrote so far. */
  stdout(): string;
  stderr(): string;
  /** Its address, once it says that it is ready; fails with its output when it ends before that. */
  ready(): Promise<string>;
  signal(name: NodeJS.Signals): void;
  ended(): Promise<Ending>;
  /** Ends it as an operator would and answers how it ended. */
  stop(): Promise<Ending>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** Real server processes and the folders they live in; `close` ends and removes all of it. */
export interface ServerStage {
  /** A fresh folder with a blank in its path, because every program on the way must quote it. */
  folder(): Promise<string>;
  spawn(options?: ServerOptions): Promise<ServerProcess>;
  /** The same, waits until it is ready. */
  start(options?: ServerOptions): Promise<ServerProcess & { readonly url: string }>;
  close(): Promise<void>;
}

/** What is ours or Amazon's in the environment of the tests must not decide what a server under test does. */
function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:AWS_|ATLAN_|CLAVIS_)/.test(name));
  return { ...(Object.fromEntries(kept) as Record<string, string>), AWS_EC2_METADATA_DISABLED: 'true' };
}

/** The process id of the embedded PostgreSQL of a data folder, or `null` when none is noted. */
export async function postmasterOf(dataDir: string): Promise<number | null> {
  const text = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : null;
}

/** Whether the process runs. One that has ended and that nobody collects, as in many containers, does not. */
export async function isAlive(pid: number): Promise<boolean> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}

function collect(child: ChildProcess, stream: 'stdout' | 'stderr'): () => string {
  const chunks: Buffer[] = [];
  child[stream]?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}

function watch(child: ChildProcess, dataDir: string): ServerProcess {
  const [stdout, stderr] = [collect(child, 'stdout'), collect(child, 'stderr')];
  let ending: Ending | null = null;
  // `close` comes when the output is complete too.
  child.once('close', (code, signal) => (ending = { code, signal }));
  const describe = (): string => `${JSON.stringify(ending)}\n${stdout()}\n${stderr().slice(-4000)}`;
  const ended = (): Promise<Ending> => eventually('the server ends', () => ending, stopMsMax);
  const signal = (name: NodeJS.Signals): void => void child.kill(name);
  return {
    ...{ dataDir, stdout, stderr, signal, ended },
    ready: () =>
      eventually(
        'the server is ready',
        () => {
          const url = /^Clavis is ready: (\S+)$/m.exec(stdout())?.[1];
          if (url === undefined && ending !== null) throw new Error(`the server ended: ${describe()}`);
          return url ?? null;
        },
        startMsMax,
      ),
    stop: () => {
      signal('SIGTERM');
      return ended();
    },
    kill: async () => {
      signal('SIGKILL');
      await ended();
    },
  };
}

async function endPostgres(dataDir: string): Promise<void> {
  const pid = await postmasterOf(dataDir);
  if (pid === null || !(await isAlive(pid))) return;
  process.kill(pid, 'SIGINT');
  await eventually('the embedded PostgreSQL ends', async () => ((await isAlive(pid)) ? null : true));
}

export function createServerStage(): ServerStage {
  // Starting a process takes seconds, on a busy machine many; the limits that mean something are those of what is waited for.
  vi.setConfig({ testTimeout: testMsMax, hookTimeout: testMsMax });
  const folders: string[] = [];
  const processes: ServerProcess[] = [];
  const folder = async (): Promise<string> => {
    const made = await mkdtemp(join(tmpdir(), 'clavis server '));
    folders.push(made);
    return made;
  };
  const start = async (options: ServerOptions = {}): Promise<ServerProcess> => {
    const { flags = [], environment = {}, isPortLeftOut = false } = options;
    const dataDir = options.dataDir ?? (await folder());
    const port = isPortLeftOut || flags.includes('--port') ? [] : ['--port', '0'];
    const child = spawn(process.execPath, [main, 'serve', '--data-dir', dataDir, ...port, ...flags], {
      env: { ...cleanEnvironment(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const watched = watch(child, dataDir);
    processes.push(watched);
    return watched;
  };
  return {
    folder,
    spawn: start,
    start: async (options) => {
      const server = await start(options);
      return { ...server, url: await server.ready() };
    },
    close: async () => {
      await Promise.all(processes.splice(0).map((server) => server.kill()));
      for (const path of folders.splice(0)) {
        await endPostgres(path);
        await rm(path, { recursive: true, force: true });
      }
    },
  };
}

/** What `--bootstrap-file` leaves behind. */
export interface BootstrapFile {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly token: string;
}

export async function readBootstrapFile(path: string): Promise<BootstrapFile> {
  return JSON.parse(await readFile(path, 'utf8')) as BootstrapFile;
}

/** An answer of the server, its body parsed. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** One call without retries. `body` is sent as JSON. */
export async function call(url: string, options: { token?: string; method?: string; body?: unknown } = {}) {
  const { token, body, method = body === undefined ? 'GET' : 'POST' } = options;
  const response = await fetch(url, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  const answer: Answer = {
    status: response.status,
    headers: response.headers,
    body: text === '' ? null : (JSON.parse(text) as unknown),
  };
  return answer;
}
