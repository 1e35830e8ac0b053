import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('regexp', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('matches the whole value', async () => {
    expect(await sample.run({ regexp: { code: { value: '[A-Z][-][0-9]{1}' } } })).toEqual({
      ast: {
        kind: 'pattern',
        field: 'code',
        syntax: 'regexp',
        pattern: '^(?:[A-Z][\\-][0-9]{1,1})$',
        caseInsensitive: false,
      },
      sql: 'sample.code ~ $1',
      values: ['^(?:[A-Z][\\-][0-9]{1,1})$'],
      rows: [3],
    });
    expect((await sample.run({ regexp: { code: '[A-Z].*' } })).rows).toEqual([1, 3]);
  });

  it('folds case when asked to, and always on lower-cased and text fields', async () => {
    expect((await sample.run({ regexp: { code: { value: 'A[0-9]', case_insensitive: true } } })).rows).toEqual([1, 2]);
    expect(await sample.run({ regexp: { 'name.keyword': 'DAILY.ORDERS.*' } })).toMatchObject({
      sql: 'sample.name ~* $1',
      rows: [1, 2],
    });
    expect((await sample.run({ regexp: { name: 'ORD(ER|XX)S' } })).rows).toEqual([1, 2]);
  });

  it('takes the operators of the syntax literally once they are switched off', async () => {
    expect((await sample.run({ regexp: { code: { value: '@', flags: 'ALL' } } })).rows).toEqual([1, 2, 3, 4, 5]);
    expect((await sample.run({ regexp: { code: { value: '@', flags: 'NONE' } } })).rows).toEqual([]);
  });

  it('finds nothing on numbers, booleans and dates', async () => {
    for (const field of ['size', 'score', 'flag', 'created', 'seen']) {
      expect(await sample.run({ regexp: { [field]: '.*' } })).toMatchObject({ sql: 'FALSE', values: [] });
    }
  });

  it('refuses what cannot be translated, with the place in the expression', async () => {
    await expect(async () => sample.run({ regexp: { code: 'a~b' } })).rejects.toThrow(
      'query.regexp.code: regular expression: operator `~` is not supported at character 2',
    );
    await expect(async () => sample.run({ regexp: { code: { value: 'a', flags: 'MAGIC' } } })).rejects.toThrow(
      'unknown flag',
    );
  });
});
