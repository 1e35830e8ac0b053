import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { eventually } from '../../test/support/eventually.ts';
import { sql, StatisticsKeeper } from './index.ts';

describe('statistics for the planner', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await sql`CREATE TABLE "Grown" AS SELECT 1 AS id WHERE false`.execute(database.db);
    // Nobody else is to analyze it.
    await sql`ALTER TABLE "Grown" SET (autovacuum_enabled = false)`.execute(database.db);
  });
  afterAll(() => database.close());

  async function grow(rows: number): Promise<void> {
    await sql`INSERT INTO "Grown" SELECT generate_series(1, ${rows})`.execute(database.db);
    await sql`SELECT pg_stat_force_next_flush()`.execute(database.db);
  }

  async function expected(): Promise<number> {
    const { rows } = await sql<{ n: number }>`SELECT reltuples::int AS n FROM pg_class WHERE relname = 'Grown'`.execute(
      database.db,
    );
    return rows[0]?.n ?? Number.NaN;
  }

  it('are made once a table has doubled, and not before', async () => {
    const keeper = new StatisticsKeeper({ pool: database.pool });
    await grow(900);
    expect(await keeper.look()).not.toContain('"Grown"');
    await grow(900);
    await eventually('it is analyzed', async () => ((await keeper.look()).includes('"Grown"') ? true : null));
    expect(await expected()).toBe(1_800);
    await grow(2_000);
    expect(await keeper.look()).not.toContain('"Grown"');
    await grow(2_000);
    await eventually('it is analyzed again', async () => ((await keeper.look()).includes('"Grown"') ? true : null));
    expect(await expected()).toBe(5_800);
  });

  it('of a table that cannot be analyzed are left, and those of the others made', async () => {
    const asked: string[] = [];
    const errors: unknown[] = [];
    const pool = {
      query: (text: string) => {
        if (!text.startsWith('ANALYZE')) return Promise.resolve({ rows: [{ name: 'bad' }, { name: 'good' }] });
        asked.push(text);
        return text.endsWith('bad') ? Promise.reject(new Error('too slow')) : Promise.resolve({ rows: [] });
      },
    } as unknown as typeof database.pool;
    const keeper = new StatisticsKeeper({ pool, onError: (error) => errors.push(error) });
    expect([await keeper.look(), await keeper.look()]).toEqual([['good'], ['good']]);
    expect(asked.filter((text) => text.endsWith('bad'))).toHaveLength(1);
    expect(errors).toHaveLength(1);
  });

  it('are made by a keeper that runs, which says what went wrong and goes on', async () => {
    const errors: unknown[] = [];
    let isBroken = true;
    const pool = {
      query: (text: string) => (isBroken ? Promise.reject(new Error('gone')) : database.pool.query(text)),
    } as unknown as typeof database.pool;
    const keeper = new StatisticsKeeper({ pool, lookMs: 10, onError: (error) => errors.push(error) });
    keeper.start();
    await eventually('it has failed', () => (errors.length > 1 ? true : null));
    isBroken = false;
    await grow(20_000);
    await eventually('it has looked', async () => ((await expected()) > 20_000 ? true : null));
    await keeper.stop();
  });
});
