import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('terms', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('finds any of the values with one parameter', async () => {
    expect(await sample.run({ terms: { code: ['A1', 'B-2', 'x'], boost: 1 } })).toEqual({
      ast: { kind: 'oneOf', field: 'code', values: ['A1', 'B-2', 'x'] },
      sql: 'sample.code = ANY($1)',
      values: [['A1', 'B-2', 'x']],
      rows: [1, 3],
    });
  });

  it('folds case on a lower-cased field, whatever characters the values have', async () => {
    expect(
      await sample.run({ terms: { 'name.keyword': ['DAILY_ORDERS_V2', 'null', '{}', 'ärger 東京 TABLE12'] } }),
    ).toMatchObject({
      sql: 'lower(sample.name) = ANY(lower($1)::text[])',
      rows: [2, 5],
    });
    expect((await sample.run({ terms: { groups: ['DATA', 'a,"B{}\\'] } })).rows).toEqual([1, 2, 5]);
  });

  it('reads the values as the kind of the field and leaves out those that cannot be', async () => {
    expect(await sample.run({ terms: { size: ['ten', 10, '20'] } })).toMatchObject({
      values: [['10', '20']],
      rows: [1, 2],
    });
    expect((await sample.run({ terms: { score: [1.5, 3, 'high'] } })).rows).toEqual([1, 4]);
    expect((await sample.run({ terms: { flag: [true, 'false', 7] } })).rows).toEqual([1, 2]);
    expect((await sample.run({ terms: { created: ['1970-01-01', '2026-03-15'] } })).rows).toEqual([4, 5]);
    expect((await sample.run({ terms: { ref: ['cccccccc-0000-4000-8000-000000000000', 'x'] } })).rows).toEqual([3]);
    expect((await sample.run({ terms: { name: ['raw', 'v', 'DAILY'] } })).rows).toEqual([2, 3]);
    expect((await sample.run({ terms: { family: ['pet', 'plant'] } })).rows).toEqual([1, 2, 3, 5]);
    expect(await sample.run({ terms: { size: ['ten'] } })).toMatchObject({ sql: 'FALSE', values: [] });
  });

  it('finds nothing for an empty list', async () => {
    expect(await sample.run({ terms: { code: [] } })).toMatchObject({ ast: { kind: 'none' }, rows: [] });
  });

  it('refuses lists that are looked up elsewhere, and more values than the limit', async () => {
    await expect(async () => sample.run({ terms: { code: { index: 'i', id: '1', path: 'p' } } })).rejects.toThrow(
      'query.terms.code: an object is not accepted; accepted: a list of values',
    );
    await expect(async () => sample.run({ terms: { code: [null] } })).rejects.toThrow(
      'query.terms.code[0]: null is not accepted',
    );
    const many = Array.from({ length: 10_001 }, (_, index) => `v${String(index)}`);
    await expect(async () => sample.run({ terms: { code: many } })).rejects.toThrow(
      'too many values in one query; at most 10000',
    );
    expect((await sample.run({ terms: { code: many.slice(1) } })).rows).toEqual([]);
  });
});
