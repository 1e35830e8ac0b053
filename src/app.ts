import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeBootstrapFile } from './bootstrap-file.ts';
import { loadTypeRegistry, type CatalogDeps } from './catalog/index.ts';
import type { Config } from './config/index.ts';
import type { Clock, Logger } from './foundation/index.ts';
import { createHttpServer } from './http/index.ts';
import { createFirstAdminCode, createIdentity, createSignInCode, ensureBootstrap } from './identity/index.ts';
import { listen } from './listen.ts';
import { openStore } from './open-store.ts';
import { createGluePackage } from './packages/index.ts';
import { createVault, createWorkflowEngine, createWorkQueue, type WorkflowsDeps } from './workflows/index.ts';

/** What a server needs from its process. */
export interface AppParts {
  readonly log: Logger;
  readonly clock: Clock;
}

/** A running server. */
export interface App {
  readonly url: string;
  /** True when the default port was taken and a later one is used. */
  readonly moved: boolean;
  /** The code with which a person becomes the first admin, while there is none. */
  readonly firstAdminCode: string | null;
  /** The file just written with a first admin and its API token. */
  readonly bootstrapFile: string | null;
  /** A code that signs this user in once, within 15 minutes; for whoever runs the server. */
  createSignInCode(username: string): Promise<string>;
  /** Lets requests and steps in progress end, then closes everything. */
  stop(): Promise<void>;
}

const webDir = fileURLToPath(new URL('../web/dist', import.meta.url));

async function openVault(config: Config) {
  if (config.vaultKeyFile !== null) return createVault({ keyFile: config.vaultKeyFile });
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  return createVault({ keyFile: join(config.dataDir, 'vault.key') });
}

const drainMs = 10_000;
const sweepMs = 50;

/**
 * Lets requests that have begun end, but not for longer than `drainMs`: one that is never finished would keep the process for ever.
 * A connection that becomes idle only now, with its last answer, would otherwise stay open for as long as its client likes.
 */
async function closeServer(server: ReturnType<typeof createHttpServer>): Promise<void> {
  const sweep = setInterval(() => server.server.closeIdleConnections(), sweepMs);
  const late = setTimeout(() => server.server.closeAllConnections(), drainMs);
  await server.close();
  clearInterval(sweep);
  clearTimeout(late);
}

/** Builds the server in reading order and starts it. Nothing else constructs anything long-lived. */
export async function startApp(config: Config, parts: AppParts): Promise<App> {
  const { log, clock } = parts;
  const store = await openStore(config, log);
  const closing: (() => Promise<void>)[] = [store.close];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) {
      // What cannot be closed in order, perhaps because the database is away, must not leave the rest running.
      await close().catch((error: unknown) =>
        log.warn({ err: error }, 'a part of the server could not be closed in order'),
      );
    }
  };
  try {
    const { db, pool } = store;
    const identity = createIdentity({ db, clock, log });
    await ensureBootstrap(identity);
    identity.start();
    closing.push(() => identity.stop());

    const catalog: CatalogDeps = { db, clock, types: loadTypeRegistry() };
    const queue = createWorkQueue({ pool, log });
    closing.push(() => queue.stop());
    await queue.start();
    const packages = [createGluePackage({ catalog, isServerIdentityAllowed: config.glueServerIdentity })];
    const workflows: WorkflowsDeps = { db, clock, log, queue, vault: await openVault(config), packages };
    const engine = createWorkflowEngine(workflows);
    closing.push(() => engine.stop());

    const access = { db, clock };
    const server = createHttpServer({
      identity,
      access,
      catalog,
      workflows,
      log,
      clock,
      webDir,
      trustProxy: config.trustProxy,
    });
    closing.push(() => closeServer(server));
    const listening = await listen(server, config);
    await engine.start();

    const url = config.publicUrl ?? listening.url;
    const path = config.bootstrapFile;
    const written = path !== null && (await writeBootstrapFile({ ...identity, log }, { path, url }));
    const firstAdmin = path === null ? await createFirstAdminCode(identity) : null;
    return {
      url,
      moved: listening.moved,
      firstAdminCode: firstAdmin?.code ?? null,
      bootstrapFile: written ? path : null,
      createSignInCode: async (username) => (await createSignInCode(identity, { username })).code,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
