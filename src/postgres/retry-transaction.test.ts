import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { retryTransaction, sql, type Tx } from './index.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query('CREATE TABLE account (id int PRIMARY KEY, amount int NOT NULL)');
  await database.pool.query('INSERT INTO account VALUES (1, 0), (2, 0)');
});
afterAll(() => database.close());

const add = (tx: Tx, id: number) => sql`UPDATE account SET amount = amount + 1 WHERE id = ${id}`.execute(tx);

describe('retryTransaction', () => {
  it('two that lock the same rows in opposite orders both succeed, each exactly once', async () => {
    let arrived = 0;
    let open: () => void = () => undefined;
    const bothHoldTheirFirst = new Promise<void>((resolve) => (open = resolve));
    const move = (first: number, second: number) =>
      retryTransaction(database.db, async (tx) => {
        await add(tx, first);
        arrived += 1;
        if (arrived === 2) open();
        await bothHoldTheirFirst;
        await add(tx, second);
      });
    await Promise.all([move(1, 2), move(2, 1)]);
    expect(arrived).toBeGreaterThan(2);
    const { rows } = await database.pool.query('SELECT amount FROM account');
    expect(rows).toEqual([{ amount: 2 }, { amount: 2 }]);
  });

  it('what is wrong and not merely unlucky is thrown at once', async () => {
    let calls = 0;
    const failing = retryTransaction(database.db, async (tx) => {
      calls += 1;
      await sql`INSERT INTO account VALUES (1, 0)`.execute(tx);
    });
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect(calls).toBe(1);
  });
});
