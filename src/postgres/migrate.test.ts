import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { migrate } from './migrate.ts';

const databases: string[] = [];

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(database: string): string {
  return inject('templateUrl').replace(/\/[^/]+$/, `/${database}`);
}

async function createEmptyDatabase(): Promise<string> {
  const name = `migrate_${randomBytes(6).toString('hex')}`;
  await withClient(urlOf('postgres'), (client) => client.query(`CREATE DATABASE ${name}`));
  databases.push(name);
  return urlOf(name);
}

afterEach(async () => {
  for (const name of databases.splice(0)) {
    await withClient(urlOf('postgres'), (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  }
});

describe('migrate', () => {
  it('nodes that start at the same moment apply every migration once, in order', async () => {
    const url = await createEmptyDatabase();
    const applied = await Promise.all([migrate(url), migrate(url), migrate(url)]);
    const names = applied.flat();
    expect(names.length).toBeGreaterThan(0);
    expect(names).toEqual([...new Set(names)].sort());
    expect(await migrate(url)).toEqual([]);
  });

  it('a database that a newer version migrated is refused and left alone', async () => {
    const url = await createEmptyDatabase();
    await migrate(url);
    await withClient(url, (client) =>
      client.query(`INSERT INTO schema_migration (name, digest) VALUES ('9999-from-the-future.sql', 'x')`),
    );
    await expect(migrate(url)).rejects.toMatchObject({
      code: 'state_conflict',
      message: expect.stringContaining('9999-from-the-future.sql'),
    });
  });

  it('a migration that was edited after it was applied is refused by name', async () => {
    const url = await createEmptyDatabase();
    const [first] = await migrate(url);
    await withClient(url, (client) =>
      client.query('UPDATE schema_migration SET digest = $1 WHERE name = $2', ['edited', first]),
    );
    await expect(migrate(url)).rejects.toMatchObject({ message: expect.stringContaining(String(first)) });
  });
});
