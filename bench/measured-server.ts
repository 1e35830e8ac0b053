import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, type App } from '../src/app.ts';
import { loadConfig } from '../src/config/index.ts';
import { createLogger, systemClock } from '../src/foundation/index.ts';

/** A server with a fresh data folder, its admin's API token, and the address of its database. */
export interface MeasuredServer {
  readonly url: string;
  readonly token: string;
  readonly databaseUrl: string;
  stop(): Promise<void>;
}

/** The same with the admin behind the token. */
export interface OwnServer extends MeasuredServer {
  readonly username: string;
  readonly password: string;
}

/** Where the embedded PostgreSQL of a data folder listens. */
export async function readDatabaseUrl(dataDir: string): Promise<string> {
  const password = (await readFile(join(dataDir, 'postgres-password'), 'utf8')).trim();
  const port = (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[3] ?? '';
  return `postgres://clavis:${encodeURIComponent(password)}@127.0.0.1:${port}/clavis`;
}

export async function startMeasuredServer(): Promise<OwnServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'clavis-bench-'));
  const bootstrapFile = join(dataDir, 'bootstrap.json');
  const config = loadConfig({ flags: { dataDir, port: '0', bootstrapFile, logLevel: 'warn' }, environment: {} });
  const app: App = await startApp(config, { log: createLogger({ level: 'warn' }), clock: systemClock });
  const admin = JSON.parse(await readFile(bootstrapFile, 'utf8')) as {
    username: string;
    password: string;
    token: string;
  };
  return {
    url: app.url,
    username: admin.username,
    password: admin.password,
    token: admin.token,
    databaseUrl: await readDatabaseUrl(dataDir),
    stop: async () => {
      await app.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Sends a request with the admin's token and reads the whole answer; anything but a 200 ends the bench. */
export async function send(server: MeasuredServer, path: string, body?: string): Promise<string> {
  const answer = await fetch(server.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${path} answered ${String(answer.status)}: ${text.slice(0, 500)}`);
  return text;
}

/** Calls the server with values instead of texts. */
export async function call(server: MeasuredServer, path: string, body?: unknown): Promise<unknown> {
  const text = await send(server, path, body === undefined ? undefined : JSON.stringify(body));
  return text === '' ? null : (JSON.parse(text) as unknown);
}
