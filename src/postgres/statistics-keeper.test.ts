import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCuttableWay } from '../../test/support/cuttable-way.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { eventually } from '../../test/support/eventually.ts';
import { openDatabase, sql, StatisticsKeeper } from './index.ts';

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
    const keeper = new StatisticsKeeper({ db: database.db });
    await grow(900);
    expect(await keeper.look()).not.toContain('Grown');
    await grow(900);
    await eventually('it is analyzed', async () => ((await keeper.look()).includes('Grown') ? true : null));
    expect(await expected()).toBe(1_800);
    await grow(2_000);
    expect(await keeper.look()).not.toContain('Grown');
    await grow(2_000);
    await eventually('it is analyzed again', async () => ((await keeper.look()).includes('Grown') ? true : null));
    expect(await expected()).toBe(5_800);
  });

  it('of a table that cannot be analyzed are left, and those of the others made', async () => {
    const { db } = database;
    await sql`CREATE FUNCTION brittle(id int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN id; END'`.execute(
      db,
    );
    for (const table of ['brittle_one', 'sound_one']) {
      await sql`CREATE TABLE ${sql.table(table)} AS SELECT generate_series(1, 2000) AS id`.execute(db);
      await sql`ALTER TABLE ${sql.table(table)} SET (autovacuum_enabled = false)`.execute(db);
    }
    await sql`CREATE INDEX ON brittle_one (brittle(id))`.execute(db);
    await sql`CREATE OR REPLACE FUNCTION brittle(id int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RAISE ''no''; END'`.execute(
      db,
    );
    await sql`SELECT pg_stat_force_next_flush()`.execute(db);
    const errors: unknown[] = [];
    const keeper = new StatisticsKeeper({ db, onError: (error) => errors.push(error) });
    await eventually('the sound one is analyzed', async () =>
      (await keeper.look()).includes('sound_one') ? true : null,
    );
    for (let count = 0; count < 3; count += 1) expect(await keeper.look()).not.toContain('brittle_one');
    expect(errors).toHaveLength(1);
  });

  it('are made by a keeper that runs, which says what went wrong and goes on', async () => {
    const way = await createCuttableWay(database.url);
    const open = openDatabase({ url: way.url });
    const errors: unknown[] = [];
    const keeper = new StatisticsKeeper({ db: open.db, lookMs: 10, onError: (error) => errors.push(error) });
    await way.cut();
    keeper.start();
    await eventually('it has failed', () => (errors.length > 1 ? true : null));
    await way.repair();
    await grow(20_000);
    await eventually('it has looked', async () => ((await expected()) > 20_000 ? true : null));
    await keeper.stop();
    await open.close();
    await way.cut();
  });
});
