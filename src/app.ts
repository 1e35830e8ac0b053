import { fileURLToPath } from 'node:url';
import { writeBootstrapFile } from './bootstrap-file.ts';
import { loadTypeRegistry, type CatalogDeps } from './catalog/index.ts';
import type { Config } from './config/index.ts';
import type { Clock, Logger } from './foundation/index.ts';
import { createHttpServer, type HttpDeps } from './http/index.ts';
import {
  createFirstAdminCode,
  createIdentity,
  createSignInCode,
  createSingleSignOn,
  ensureBootstrap,
  openBreachedPasswords,
  type IdentityDeps,
} from './identity/index.ts';
import { listen } from './listen.ts';
import { openAudit } from './open-audit.ts';
import { openStore } from './open-store.ts';
import { openVault } from './open-vault.ts';
import { openOwnPackages, openWorkflows } from './open-workflows.ts';

/** What a server needs from its process. */
export interface AppParts {
  readonly log: Logger;
  readonly clock: Clock;
  /** Exchanges parts before the server is built from them: a bench measures what one of them costs. */
  readonly exchange?: (deps: HttpDeps) => HttpDeps;
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

type Closing = () => Promise<void>;

/** Closes what was opened, the last first. */
async function closeAll(closing: Closing[], log: Logger): Promise<void> {
  for (const close of closing.splice(0).reverse()) {
    // What cannot be closed in order, perhaps because the database is away, must not leave the rest running.
    await close().catch((error: unknown) =>
      log.warn({ err: error }, 'a part of the server could not be closed in order'),
    );
  }
}

type WayIn = Pick<App, 'firstAdminCode' | 'bootstrapFile' | 'createSignInCode'>;

/** How whoever runs the server becomes its first admin: by the file they asked for, or by a code. */
async function offerWayIn(
  identity: IdentityDeps & { readonly log: Logger },
  { path, url }: { readonly path: string | null; readonly url: string },
): Promise<WayIn> {
  const written = path !== null && (await writeBootstrapFile(identity, { path, url }));
  const firstAdmin = path === null ? await createFirstAdminCode(identity) : null;
  return {
    firstAdminCode: firstAdmin?.code ?? null,
    bootstrapFile: written ? path : null,
    createSignInCode: async (username) => (await createSignInCode(identity, { username })).code,
  };
}

/** Builds the server in reading order and starts it. Nothing else constructs anything long-lived. */
export async function startApp(config: Config, parts: AppParts): Promise<App> {
  const { log, clock } = parts;
  const ownPackages = await openOwnPackages(config);
  const store = await openStore(config, log);
  const closing: Closing[] = [store.close];
  const stop = () => closeAll(closing, log);
  try {
    const { db } = store;
    const vault = await openVault(config, { db, log });
    closing.push(() => Promise.resolve(vault.keyring.stop()));
    const audit = openAudit(config, { db, clock, log, vault });
    closing.push(() => audit.stop());
    audit.start();
    const breachedPasswords = await openBreachedPasswords(config.breachedPasswordsFile);
    const { requestsPerMinute } = config;
    const identity = createIdentity({ db, clock, log, requestsPerMinute, breachedPasswords });
    await ensureBootstrap(identity);
    await identity.start();
    closing.push(() => identity.stop());

    const catalog: CatalogDeps = { db, clock, types: loadTypeRegistry() };
    const { workflows, engine } = await openWorkflows(
      config,
      { store, catalog, vault, log, clock, ownPackages },
      closing,
    );

    // Known for certain once the server listens; nothing asks before.
    let url = config.publicUrl ?? '';
    const singleSignOn = createSingleSignOn({
      ...{ db, clock, log, journal: audit.journal, publicUrl: () => url },
      sealer: vault.derive('single-sign-on'),
    });
    const access = { db, clock };
    const { exchange = (deps: HttpDeps) => deps } = parts;
    const deps = exchange({
      identity,
      access,
      catalog,
      workflows,
      journal: audit.journal,
      audit,
      storeLoss: store.watch,
      singleSignOn,
      oauth: { publicUrl: () => url, sealer: vault.derive('oauth-signing-keys') },
      log,
      clock,
      webDir,
      trustProxy: config.trustProxy,
    });
    const server = createHttpServer(deps);
    closing.push(() => closeServer(server));
    const listening = await listen(server, config);
    await engine.start();

    url = config.publicUrl ?? listening.url;
    const wayIn = await offerWayIn({ ...identity, log }, { path: config.bootstrapFile, url });
    return { url, moved: listening.moved, ...wayIn, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
