import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('wildcard', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('takes * for any text and ? for one character', async () => {
    expect(await sample.run({ wildcard: { code: { value: '?ath*B-2' } } })).toEqual({
      ast: { kind: 'pattern', field: 'code', syntax: 'like', pattern: '_ath%B-2', caseInsensitive: false },
      sql: 'sample.code LIKE $1',
      values: ['_ath%B-2'],
      rows: [4],
    });
    expect((await sample.run({ wildcard: { code: 'A*' } })).rows).toEqual([1]);
    expect((await sample.run({ wildcard: { code: '*' } })).rows).toEqual([1, 2, 3, 4, 5]);
  });

  it('reads the pattern under either of its names', async () => {
    expect((await sample.run({ wildcard: { code: { wildcard: 'A*', rewrite: 'constant_score' } } })).rows).toEqual([1]);
    await expect(async () => sample.run({ wildcard: { code: {} } })).rejects.toThrow('member `value` is missing');
  });

  it('takes every other character, and an escaped one, literally', async () => {
    expect((await sample.run({ wildcard: { 'name.keyword': '*100% [*' } })).rows).toEqual([3]);
    expect((await sample.run({ wildcard: { 'name.keyword': 'daily_*' } })).rows).toEqual([2]);
    expect((await sample.run({ wildcard: { 'name.keyword': 'daily\\*' } })).rows).toEqual([]);
    expect((await sample.run({ wildcard: { 'name.keyword': 'daily\\' } })).rows).toEqual([]);
    expect((await sample.run({ wildcard: { groups: '*\\\\' } })).rows).toEqual([5]);
  });

  it('matches the whole value', async () => {
    expect((await sample.run({ wildcard: { code: 'B' } })).rows).toEqual([]);
  });

  it('folds case when asked to, and always on lower-cased fields', async () => {
    expect((await sample.run({ wildcard: { code: { value: 'a?', case_insensitive: true } } })).rows).toEqual([1, 2]);
    expect((await sample.run({ wildcard: { 'name.keyword': 'DAILY*' } })).rows).toEqual([1, 2]);
    expect((await sample.run({ wildcard: { name: { value: 'ORD?RS', case_insensitive: true } } })).rows).toEqual([
      1, 2,
    ]);
  });

  it('finds nothing on numbers, booleans and dates', async () => {
    for (const field of ['size', 'score', 'flag', 'created', 'seen', 'days']) {
      expect(await sample.run({ wildcard: { [field]: '*' } })).toMatchObject({ sql: 'FALSE', values: [] });
    }
  });

  it('refuses a pattern of more than 1000 characters', async () => {
    await expect(async () => sample.run({ wildcard: { code: '*a'.repeat(501) } })).rejects.toThrow(
      'query.wildcard.code: longer than 1000 characters',
    );
  });
});
