import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openDatabase, sql, transact, type OpenDatabase } from './index.ts';

let database: OpenDatabase;

beforeAll(() => {
  // One connection, so that what it has prepared can be asked of it.
  database = openDatabase({ url: inject('templateUrl').replace(/\/[^/]+$/, '/postgres'), connectionsMax: 1 });
});
afterAll(() => database.close());

async function preparedNames(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`SELECT name FROM pg_prepared_statements`.execute(database.db);
  return rows.map(({ name }) => name);
}

describe('database', () => {
  it('a marked statement is planned once per connection and answers as ever; others are not kept', async () => {
    for (const value of [1, 2, 3]) {
      const marked = await sql<{ v: number }>`/* prepared: double-it */ SELECT ${value}::int * 2 AS v`.execute(database.db);
      expect(marked.rows).toEqual([{ v: value * 2 }]);
      await sql`SELECT ${value}::int`.execute(database.db);
    }
    expect(await preparedNames()).toEqual(['double-it']);
  });

  it('bigint comes as a number, jsonb as a value, timestamptz as a Date', async () => {
    const { rows } = await sql`SELECT 1735500000000::bigint AS at, '{"a":[1]}'::jsonb AS json, now() AS time`.execute(
      database.db,
    );
    expect(rows[0]).toEqual({ at: 1_735_500_000_000, json: { a: [1] }, time: expect.any(Date) });
  });

  it('a transaction that throws leaves nothing behind', async () => {
    const failing = transact(database.db, async (tx) => {
      await sql`CREATE TABLE left_behind (id int)`.execute(tx);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    const { rows } = await sql<{ found: string | null }>`SELECT to_regclass('left_behind') AS found`.execute(database.db);
    expect(rows[0]?.found).toBeNull();
  });
});
