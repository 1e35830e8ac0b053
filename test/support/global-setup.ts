import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { createLogger } from '../../src/foundation/index.ts';
import { migrate, startEmbedded } from '../../src/postgres/index.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the test server's template database, migrated once. */
    templateUrl: string;
  }
}

/** One PostgreSQL for the whole test run, made anew in a temporary folder; each test file clones its template database. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'clavis-test-'));
  const log = createLogger({ level: 'warn' });
  // Durability is tested where it matters by servers of their own; here it only costs time.
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };
  const server = await startEmbedded({ dataDir, log, settings });
  const templateUrl = server.url.replace(/\/clavis$/, '/clavis_template');
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query('CREATE DATABASE clavis_template');
  await client.end();
  await migrate(templateUrl);
  project.provide('templateUrl', templateUrl);
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
