import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('match', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('finds any of the words, or all of them with the operator and', async () => {
    const journey = await sample.run({ match: { name: 'Orders customer' } });
    expect(journey.ast).toEqual({ kind: 'text', field: 'name', query: 'Orders customer', mode: 'any' });
    expect(journey.sql).toBe('(sample.name ~* $1)');
    expect(journey.values).toEqual([expect.stringContaining('(?:Orders|customer)')]);
    expect(journey.rows).toEqual([1, 2, 3]);
    const both = { name: { query: 'orders DAILY', operator: 'AND', fuzziness: 'AUTO' } };
    expect((await sample.run({ match: both })).rows).toEqual([1, 2]);
    expect(
      (await sample.run({ match: { name: { query: 'orders customer', minimum_should_match: '100%' } } })).rows,
    ).toEqual([]);
  });

  it('splits words at blanks, punctuation and before digits', async () => {
    expect((await sample.run({ match: { name: 'v' } })).rows).toEqual([2]);
    expect((await sample.run({ match: { name: '12' } })).rows).toEqual([5]);
    expect((await sample.run({ match: { name: 'raw' } })).rows).toEqual([3]);
    expect((await sample.run({ match: { name: 'ärger' } })).rows).toEqual([5]);
    expect((await sample.run({ match: { notes: 'DRAFT' } })).rows).toEqual([2]);
  });

  it('sees a word only where it stands alone: letters end at digits, digits do not end at letters', async () => {
    const { pool } = sample.database;
    await pool.query(`INSERT INTO sample (id, name, species, doc) VALUES (90, 'x12y tab7 77', 'Cat', '{}')`);
    const found = async (query: string): Promise<boolean> =>
      (await sample.run({ match: { name: query } })).rows.includes(90);
    for (const word of ['x', '12y', 'tab', '7', '77', 'TAB7']) expect(await found(word)).toBe(true);
    for (const word of ['12', 'y', 'ta', '1', 'b', '2y']) expect(await found(word)).toBe(false);
    await pool.query('DELETE FROM sample WHERE id = 90');
  });

  it('takes as many words as fit into 1000 characters, and refuses more', async () => {
    const words = (count: number): string =>
      Array.from({ length: count }, (_, index) => String.fromCodePoint(0x4e00 + index)).join(' ');
    for (const operator of ['or', 'and']) {
      expect((await sample.run({ match: { name: { query: `${words(400)} 京 a1b2c3`, operator } } })).rows).toEqual([]);
    }
    await expect(async () => sample.run({ match: { name: words(501) } })).rejects.toThrow(
      'longer than 1000 characters',
    );
  });

  it('finds all of many words as it finds all of few', async () => {
    const many = { query: 'Daily ORDERS, v2!', operator: 'and' };
    expect(await sample.run({ match: { name: many } })).toMatchObject({
      values: [expect.any(String), expect.any(String), expect.any(String), expect.any(String)],
    });
    const more = await sample.run({ match: { notes: { query: 'first Über draft alles und', operator: 'and' } } });
    expect(more.sql).toContain(' @> lower($1)::text[]');
    expect(more.rows).toEqual([]);
    await sample.database.pool.query(
      `INSERT INTO sample (id, name, species, doc) VALUES (91, 'ONE two-Three 4 five', 'Cat', '{}')`,
    );
    expect(
      (await sample.run({ match: { name: { query: 'five FOUR 4 three two one', operator: 'and' } } })).rows,
    ).toEqual([]);
    expect((await sample.run({ match: { name: { query: 'five 4 Three two one', operator: 'and' } } })).rows).toEqual([
      91,
    ]);
    await sample.database.pool.query('DELETE FROM sample WHERE id = 91');
  });

  it('finds nothing when the query has no word', async () => {
    for (const operator of ['or', 'and']) {
      expect((await sample.run({ match: { name: { query: '!?', operator } } })).rows).toEqual([]);
    }
  });

  it('compares as a whole what is not analysed, and never fails on a field of another kind', async () => {
    expect(await sample.run({ match: { code: 'path/to/B-2' } })).toMatchObject({ sql: 'sample.code = $1', rows: [4] });
    expect((await sample.run({ match: { 'name.keyword': 'DAILY ORDERS' } })).rows).toEqual([1]);
    expect((await sample.run({ match: { size: '10' } })).rows).toEqual([1]);
    for (const field of ['size', 'flag', 'score', 'created', 'seen', 'ref', 'nowhere']) {
      expect((await sample.run({ match: { [field]: 'some words' } })).rows).toEqual([]);
    }
  });

  it('refuses minimums and operators that it does not know', async () => {
    await expect(async () =>
      sample.run({ match: { name: { query: 'a b c', operator: 'xor', minimum_should_match: 2 } } }),
    ).rejects.toThrow(
      /name\.operator: string `xor` is not accepted.*name\.minimum_should_match: number `2` is not accepted/,
    );
  });
});
