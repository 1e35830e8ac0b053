import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('prefix', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('compares the beginning of a keyword exactly, in both forms', async () => {
    const journey = {
      ast: { kind: 'prefix', field: 'code', value: 'path/', caseInsensitive: false },
      sql: 'sample.code ^@ $1',
      values: ['path/'],
      rows: [4],
    };
    expect(await sample.run({ prefix: { code: 'path/' } })).toEqual(journey);
    expect(await sample.run({ prefix: { code: { value: 'path/', rewrite: 'constant_score' } } })).toEqual(journey);
    expect((await sample.run({ prefix: { code: 'PATH/' } })).rows).toEqual([]);
  });

  it('folds case when asked to, and always on a lower-cased field', async () => {
    expect((await sample.run({ prefix: { code: { value: 'PATH/', case_insensitive: true } } })).rows).toEqual([4]);
    expect((await sample.run({ prefix: { ref: { value: 'AAAA', case_insensitive: true } } })).rows).toEqual([1]);
    expect((await sample.run({ prefix: { ref: 'AAAA' } })).rows).toEqual([]);
    expect(await sample.run({ prefix: { 'name.keyword': { value: 'DAILY' } } })).toMatchObject({
      sql: 'lower(sample.name) ^@ lower($1)',
      rows: [1, 2],
    });
  });

  it('takes no character for a wildcard', async () => {
    expect((await sample.run({ prefix: { code: '%' } })).rows).toEqual([]);
    expect((await sample.run({ prefix: { 'name.keyword': 'daily_' } })).rows).toEqual([2]);
  });

  it('looks at each word of a text field and at each element of a list', async () => {
    expect((await sample.run({ prefix: { name: 'ord' } })).rows).toEqual([1, 2]);
    expect((await sample.run({ prefix: { owners: 'b' } })).rows).toEqual([2]);
    expect((await sample.run({ prefix: { notes: 'dra' } })).rows).toEqual([2]);
    expect((await sample.run({ prefix: { ref: 'aaaa' } })).rows).toEqual([1]);
    expect((await sample.run({ prefix: { family: 'ANI' } })).rows).toEqual([1, 2, 5]);
  });

  it('finds nothing on numbers, booleans and dates', async () => {
    for (const field of ['size', 'score', 'flag', 'created', 'seen', 'sizes']) {
      expect(await sample.run({ prefix: { [field]: '1' } })).toMatchObject({ sql: 'FALSE', values: [] });
    }
  });

  it('is answered by the index of a plain column', async () => {
    const { pool } = sample.database;
    await pool.query('CREATE INDEX sample_code ON sample (code)');
    const { sql, values } = await sample.run({ prefix: { code: 'path/' } });
    const client = await pool.connect();
    await client.query('SET enable_seqscan = off');
    const plan = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN SELECT id FROM sample WHERE ${sql}`, [
      ...values,
    ]);
    client.release(true);
    expect(plan.rows.map((row) => row['QUERY PLAN']).join(' ')).toMatch(/Index Cond: .*code >= 'path\/'.* < 'path0'/);
  });
});
