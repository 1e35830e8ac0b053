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

  it('folds case when asked to, and always on lower-cased fields', async () => {
    expect((await sample.run({ regexp: { code: { value: 'A[0-9]', case_insensitive: true } } })).rows).toEqual([1, 2]);
    expect((await sample.run({ regexp: { code: { value: '"a"1', case_insensitive: true } } })).rows).toEqual([1, 2]);
    // Lucene folds letters, not classes of them.
    expect((await sample.run({ regexp: { code: { value: '[A-Z]1', case_insensitive: true } } })).rows).toEqual([1]);
    expect(await sample.run({ regexp: { 'name.keyword': 'DAILY.ORDERS.*' } })).toMatchObject({
      sql: 'folded(sample.name) ~* $1',
      rows: [1, 2],
    });
    expect((await sample.run({ regexp: { name: { value: 'ORD(ER|XX)S', case_insensitive: true } } })).rows).toEqual([
      1, 2,
    ]);
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

  it('reads the flags as names and as the number that the high-level Java client writes', async () => {
    const by = async (flags: object): Promise<readonly number[]> =>
      (await sample.run({ regexp: { code: { value: '@', max_determinized_states: 10_000, ...flags } } })).rows;
    expect(await by({ flags_value: 255 })).toEqual([1, 2, 3, 4, 5]);
    expect(await by({ flags_value: 8 })).toEqual([1, 2, 3, 4, 5]);
    expect(await by({ flags_value: 65_535 })).toEqual([1, 2, 3, 4, 5]);
    expect(await by({ flags_value: 0 })).toEqual([]);
    expect(await by({ flags: 'INTERVAL|EMPTY' })).toEqual([]);
  });

  it.each([
    ['(a+)+b', true],
    ['((a*)*)*c', true],
    ['(a|aa|aaa)+$', true],
    ['(.*)(.*)(.*)(.*)(.*)x', true],
    ['((.?){10}){10}z', true],
    ['((.?){20}){20}z', false],
    ['a?'.repeat(400), false],
    ['((.*){30}|a){30}', false],
    ['(([a-z]+)*[0-9]+)*!', true],
    ['((a{1,100}){1,100}){1,100}', false],
    ['(((((a?){9}){9}){9}){9}){9}', false],
    ['.{0,255}.{0,255}.{0,255}.{0,255}.{0,255}.{0,255}.{0,255}.{0,255}x', false],
    ['~(a.*b)', false],
    ['.*a.*&.*b.*', false],
    ['a&~b', false],
    ['<1-99999999>', false],
    ['('.repeat(500), false],
    ['a|'.repeat(499), true],
  ])('answers or refuses `%s` without delay', async (value, answered) => {
    const run = async (): Promise<unknown> => sample.run({ regexp: { code: { value, flags: 'ALL' } } });
    if (answered) await expect(run()).resolves.toBeDefined();
    else await expect(run).rejects.toMatchObject({ code: 'query_rejected', details: [{ path: 'query.regexp.code' }] });
  });

  it('refuses a number of states that is none', async () => {
    await expect(async () =>
      sample.run({ regexp: { code: { value: 'a', max_determinized_states: -1, flags_value: 'x' } } }),
    ).rejects.toMatchObject({
      details: [{ path: 'query.regexp.code.flags_value' }, { path: 'query.regexp.code.max_determinized_states' }],
    });
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
