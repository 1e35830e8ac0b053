import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config/index.ts';
import { createLogger, systemClock } from '../../src/foundation/index.ts';
import { type QuickstartOptions } from './options.ts';
import { note } from './step.ts';

/** How a script signs in: written by the server into the bootstrap file. */
export interface Bootstrap {
  username: string;
  token: string;
}

export interface QuickstartServer {
  url: string;
  bootstrap: Bootstrap;
  /** A link that signs the admin in once, within 15 minutes. */
  createSignInLink(): Promise<string>;
  /** Stops the server and removes the data folder if it was made for this run. */
  stop(): Promise<void>;
}

async function chooseFolder(named: string | null): Promise<{ folder: string; remove: () => Promise<void> }> {
  if (named !== null) return { folder: resolve(named), remove: () => Promise.resolve() };
  const folder = await mkdtemp(join(tmpdir(), 'clavis-quickstart-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function readBootstrap(path: string): Promise<Bootstrap> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Bootstrap;
  } catch (cause) {
    const message = `\`${path}\` cannot be read: this data folder was set up by other means than the quickstart`;
    throw new Error(message, { cause });
  }
}

/** Starts the server on its own PostgreSQL, with a first admin whose sign-in stands in a file that only its owner can read. */
export async function startServer(options: QuickstartOptions): Promise<QuickstartServer> {
  const { folder, remove } = await chooseFolder(options.dataDir);
  const bootstrapFile = join(folder, 'quickstart-admin.json');
  const port = options.port === null ? {} : { port: options.port };
  try {
    // The environment is left out on purpose: a CLAVIS_DATABASE_URL of a real catalog must not receive samples.
    const flags = { dataDir: folder, host: options.host, bootstrapFile, ...port };
    const config = loadConfig({ flags, environment: {} });
    const app = await startApp(config, { log: createLogger({ level: 'error' }), clock: systemClock });
    if (app.moved) note('the default port is in use by another program; the next free one is used');
    note(`${app.url}, data in ${folder}${options.dataDir === null ? ' (removed at the end)' : ''}`);
    const stop = async (): Promise<void> => {
      await app.stop();
      await remove();
    };
    try {
      const bootstrap = await readBootstrap(bootstrapFile);
      const createSignInLink = async (): Promise<string> =>
        `${app.url}/one-time-sign-in#${await app.createSignInCode(bootstrap.username)}`;
      return { url: app.url, bootstrap, createSignInLink, stop };
    } catch (error) {
      await app.stop();
      throw error;
    }
  } catch (error) {
    await remove();
    throw error;
  }
}
