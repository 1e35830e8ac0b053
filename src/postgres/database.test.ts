import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  CompiledQuery,
  copyRows,
  openDatabase,
  repeatedMarker,
  sql,
  transact,
  type Db,
  type OpenDatabase,
} from './index.ts';

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
      const marked = await sql<{ v: number }>`/* prepared: double-it */ SELECT ${value}::int * 2 AS v`.execute(
        database.db,
      );
      expect(marked.rows).toEqual([{ v: value * 2 }]);
      await sql`SELECT ${value}::int`.execute(database.db);
    }
    expect(await preparedNames()).toEqual(['double-it']);
  });

  it('an object that is read has the keys that are stored, whatever was read before', async () => {
    const read = async (text: string) => {
      const { rows } = await sql<{
        one: object;
        other: object;
      }>`SELECT ${text}::json AS one, ${text}::jsonb AS other`.execute(database.db);
      return rows.flatMap(({ one, other }) => [Object.keys(one), Object.keys(other)]);
    };
    const [lone, quoted] = [String.raw`{"h":[],"\\":0}`, String.raw`{"h":1,"\"":2}`];
    expect(await read(lone)).toEqual(
      [
        ['h', '\\'],
        ['h', '\\'],
      ].map((keys) => expect.arrayContaining(keys)),
    );
    expect(await read(quoted)).toEqual(
      [
        ['h', '"'],
        ['h', '"'],
      ].map((keys) => expect.arrayContaining(keys)),
    );
  });

  it('composed statements that come again are prepared, the last of them only, and answer as ever', async () => {
    const ask = async (factor: number, value: number) => {
      const text = `${repeatedMarker} SELECT $1::int * ${String(factor)} AS v`;
      return (await database.db.executeQuery<{ v: number }>(CompiledQuery.raw(text, [value]))).rows[0]?.v;
    };
    for (let factor = 1; factor <= 60; factor += 1) {
      for (const value of [1, 2, 3, 4, 5]) expect(await ask(factor, value)).toBe(factor * value);
    }
    const kept = (await preparedNames()).filter((name) => name.startsWith('repeated-'));
    expect(kept).toHaveLength(48);
    expect(await ask(1, 7)).toBe(7);
  });

  it('a composed statement that fails does so every time, in a transaction too, and leaves the connection in order', async () => {
    const divide = (db: Db, value: number) =>
      db.executeQuery(CompiledQuery.raw(`${repeatedMarker} SELECT 1 / $1::int AS v`, [value]));
    for (let count = 0; count < 5; count += 1) {
      await divide(database.db, 1);
      await expect(divide(database.db, 0)).rejects.toMatchObject({ code: '22012' });
      await expect(transact(database.db, (tx) => divide(tx, 0))).rejects.toMatchObject({ code: '22012' });
      expect((await divide(database.db, 1)).rows).toEqual([{ v: 1 }]);
    }
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
    const { rows } = await sql<{ found: string | null }>`SELECT to_regclass('left_behind') AS found`.execute(
      database.db,
    );
    expect(rows[0]?.found).toBeNull();
  });

  it('copied rows come back as they went in, whatever they hold, and a taken key fails like an insert', async () => {
    await sql`CREATE TABLE copied (id int PRIMARY KEY, word text, list text[], data jsonb)`.execute(database.db);
    const target = {
      table: 'copied',
      columns: {
        id: (row: Row) => row.id,
        word: (row: Row) => row.word,
        list: (row: Row) => row.list,
        data: (row: Row) => row.data,
      },
    };
    const odd = 'tab\t, line\nend\r, back\\slash, \\N, \\., "quoted", {braced}, NULL, é😀';
    interface Row {
      id: number;
      word: string | null;
      list: string[];
      data: { [key: string]: string };
    }
    const rows: Row[] = Array.from({ length: 2_500 }, (_, id) => ({
      id,
      word: id % 3 === 0 ? null : odd,
      list: id % 2 === 0 ? [] : [odd, '', 'NULL', 'a,b'],
      data: { [odd]: odd },
    }));
    await transact(database.db, (tx) => copyRows(tx, target, rows));
    const stored = await sql<Row>`SELECT * FROM copied ORDER BY id`.execute(database.db);
    expect(stored.rows).toEqual(rows);
    const again = transact(database.db, (tx) => copyRows(tx, target, rows.slice(0, 1)));
    await expect(again).rejects.toMatchObject({ code: '23505' });
    expect((await sql`SELECT 1 AS one`.execute(database.db)).rows).toEqual([{ one: 1 }]);
    await sql`DROP TABLE copied`.execute(database.db);
  });

  it('a statement that takes too long is ended, and its connection serves the next', async () => {
    const url = inject('templateUrl').replace(/\/[^/]+$/, '/postgres');
    const hurried = openDatabase({ url, connectionsMax: 1, statementMsMax: 50 });
    await expect(sql`SELECT pg_sleep(30)`.execute(hurried.db)).rejects.toMatchObject({ code: '57014' });
    expect((await sql<{ one: number }>`SELECT 1 AS one`.execute(hurried.db)).rows).toEqual([{ one: 1 }]);
    await hurried.close();
  });
});
