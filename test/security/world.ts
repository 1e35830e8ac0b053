import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { createApiToken } from '../../src/access/index.ts';
import {
  AuditAnchors,
  AuditSinks,
  createAuditJournal,
  deriveAnchorKey,
  type AuditDeps,
} from '../../src/audit/index.ts';
import { loadTypeRegistry, type CatalogDeps } from '../../src/catalog/index.ts';
import { createLogger, createSecret, systemClock, type Logger } from '../../src/foundation/index.ts';
import { createHttpServer, type HttpDeps } from '../../src/http/index.ts';
import {
  bootstrapAdmin,
  createIdentity,
  createSingleSignOn,
  ensureBootstrap,
  type BootstrappedAdmin,
  type Role,
} from '../../src/identity/index.ts';
import type { Db } from '../../src/postgres/index.ts';
import { createVault, createWorkQueue, type Package } from '../../src/workflows/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

/** A package that accepts everything and has nothing to do; the tests here never let a run begin. */
export const idlePackage: Package = {
  id: '@atlan/glue',
  prefix: 'atlan-glue',
  parse: () => ({}),
  plan: () => Promise.resolve([]),
  step: () => Promise.resolve(),
  finish: () => Promise.resolve(),
};

/** A server with every room on a database of its own, and one admin. */
export interface World {
  readonly server: FastifyInstance;
  readonly database: TestDatabase;
  readonly deps: HttpDeps;
  readonly admin: BootstrappedAdmin;
  readonly logged: string[];
  /** A new API token of that role; gives its secret. */
  makeToken(role: Role, displayName?: string): Promise<{ readonly id: string; readonly secret: string }>;
  close(): Promise<void>;
}

/** The audit's readers with anchors in that folder and nobody to tell. */
function auditDeps(db: Db, log: Logger, folder: string): AuditDeps {
  const keys = [deriveAnchorKey(randomBytes(32))] as const;
  const file = join(folder, 'anchors.jsonl');
  return {
    db,
    anchors: new AuditAnchors({ db, clock: systemClock, log, file, keys }),
    sinks: new AuditSinks({ db, log, sinks: [] }),
  };
}

export interface WorldOptions {
  readonly webDir?: string;
  /** What workflows run beside the idle package; who wants runs to begin starts an engine on `deps.workflows`. */
  readonly packages?: (catalog: CatalogDeps) => readonly Package[];
}

export async function createWorld({ packages = () => [], ...options }: WorldOptions = {}): Promise<World> {
  const logged: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line: string) => logged.push(line) } });
  const database = await createTestDatabase();
  const { db, pool } = database;
  const clock = systemClock;
  // Every test here sends from one address, many of them bad secrets; the budgets have tests of their own.
  const identity = createIdentity({ db, clock, log, failuresPerMinute: 1_000_000 });
  await ensureBootstrap(identity);
  const admin = await bootstrapAdmin(identity, { username: 'ada' });
  const journal = createAuditJournal({ db, clock, log });
  const anchorFolder = await mkdtemp(join(tmpdir(), 'clavis anchors '));
  const queue = createWorkQueue({ pool, log });
  await queue.start();
  const vault = createVault({ key: randomBytes(32) });
  let origin = '';
  const catalog: CatalogDeps = { db, clock, types: loadTypeRegistry() };
  const deps: HttpDeps = {
    identity,
    access: { db, clock },
    catalog,
    workflows: { db, clock, log, queue, vault, packages: [idlePackage, ...packages(catalog)] },
    journal,
    audit: auditDeps(db, log, anchorFolder),
    singleSignOn: createSingleSignOn({
      ...{ db, clock, log, journal, sealer: vault.derive('single-sign-on') },
      publicUrl: () => 'https://clavis.test',
    }),
    oauth: { publicUrl: () => origin, sealer: vault.derive('oauth-signing-keys') },
    log,
    clock,
    ...options,
  };
  const server = createHttpServer(deps);
  origin = await server.listen({ port: 0, host: '127.0.0.1' });
  return {
    server,
    database,
    deps,
    admin,
    logged,
    makeToken: async (role, displayName = `token ${role}`) => {
      const input = { displayName, description: '', personaQualifiedNames: [], validitySeconds: 3600, role };
      const { token, secret } = await createApiToken(deps.access, admin.principal, input);
      return { id: token.id, secret };
    },
    close: async () => {
      await server.close();
      await journal.stop();
      await queue.stop();
      await database.close();
      await rm(anchorFolder, { recursive: true, force: true });
    },
  };
}

/** A secret with a wrong checksum. */
export function damagedSecret(): string {
  const secret = createSecret('api');
  return secret.slice(0, -1) + (secret.endsWith('a') ? 'b' : 'a');
}
