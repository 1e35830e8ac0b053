import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { readDatabaseUrl, type MeasuredServer } from '../measured-server.ts';

/** A server in a process of its own, whose memory is nobody else's. */
export interface ServerProcess extends MeasuredServer {
  readonly pid: number;
}

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Its address. What it says later is read and dropped, or the pipe would fill up. */
function waitUntilReady(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the server ended with ${String(code)} before it was ready`)));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /^Clavis is ready: (\S+)/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}

/** Starts `clavis serve` on a fresh data folder, with this Glue as its AWS. */
export async function startServerProcess(glueUrl: string): Promise<ServerProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'clavis-bench-'));
  const bootstrapFile = join(dataDir, 'bootstrap.json');
  const flags = ['--data-dir', dataDir, '--port', '0', '--bootstrap-file', bootstrapFile, '--log-level', 'warn'];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'serve', ...flags], {
    env: { ...process.env, NODE_ENV: 'production', AWS_ENDPOINT_URL_GLUE: glueUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const url = await waitUntilReady(child);
  const { token } = JSON.parse(await readFile(bootstrapFile, 'utf8')) as { token: string };
  return {
    url,
    token,
    databaseUrl: await readDatabaseUrl(dataDir),
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
