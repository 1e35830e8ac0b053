import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { openDatabase, type OpenDatabase } from '../../src/postgres/index.ts';

/** A migrated database of its own for one test file; `close` drops it. */
export interface TestDatabase extends OpenDatabase {
  readonly url: string;
}

const cloneLock = 4_206_100;

async function withAdmin<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url.replace(/\/[^/]+$/, '/postgres') });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Clones the migrated template (a file copy, some tens of milliseconds). */
export async function createTestDatabase(): Promise<TestDatabase> {
  const templateUrl = inject('templateUrl');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await withAdmin(templateUrl, async (client) => {
    // PostgreSQL refuses to clone a template that another session is cloning at the same moment.
    await client.query('SELECT pg_advisory_lock($1)', [cloneLock]);
    await client.query(`CREATE DATABASE ${name} TEMPLATE clavis_template`);
  });
  const url = templateUrl.replace(/\/[^/]+$/, `/${name}`);
  const database = openDatabase({ url, connectionsMax: 8 });
  return {
    ...database,
    url,
    close: async () => {
      await database.close();
      await withAdmin(templateUrl, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}
