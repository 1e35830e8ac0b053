import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('function_score', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  const all = [1, 2, 3, 4, 5];
  const worth = async (body: object): Promise<number[]> =>
    Object.values((await sample.runScored({ function_score: body })).scores);

  it('finds what its query does, and everything without one', async () => {
    expect(await sample.run({ function_score: { query: { term: { code: 'A1' } }, weight: 3 } })).toEqual({
      ast: { kind: 'equals', field: 'code', value: 'A1', caseInsensitive: false },
      sql: 'sample.code = $1',
      values: ['A1'],
      rows: [1],
    });
    expect((await sample.run({ function_score: { functions: [] } })).rows).toEqual(all);
  });

  it('multiplies the score by what the functions give', async () => {
    const functions = [{ filter: { term: { code: 'A1' } }, weight: 3 }, { weight: 2 }];
    const scored = await sample.runScored({ function_score: { query: { match_all: { boost: 5 } }, functions } });
    expect(scored.sql).toBe(
      '(least(round(least(round($5::numeric * least(((CASE WHEN sample.code = $2 THEN 1::numeric * $1::numeric ELSE 1 END) * ' +
        '(CASE WHEN TRUE THEN 1::numeric * $3::numeric ELSE 1 END)), $4::numeric), 37), 3.4e+38), 37), 3.4e+38)::real)',
    );
    expect(scored.scores).toEqual({ 1: 30, 2: 10, 3: 10, 4: 10, 5: 10 });
  });

  it('puts functions together in every mode, and 1 where none applies', async () => {
    const functions = [
      { filter: { terms: { code: ['A1', 'a1'] } }, weight: 2 },
      { filter: { term: { code: 'A1' } }, weight: 6 },
    ];
    const by = async (score_mode: string): Promise<number[]> => (await worth({ functions, score_mode })).slice(0, 3);
    expect(await by('multiply')).toEqual([12, 2, 1]);
    expect(await by('sum')).toEqual([8, 2, 1]);
    expect(await by('avg')).toEqual([1, 1, 1]);
    expect(await by('first')).toEqual([2, 2, 1]);
    expect(await by('max')).toEqual([6, 2, 1]);
    expect(await by('min')).toEqual([2, 2, 1]);
  });

  it('puts the score and the functions together in every mode, up to `max_boost`', async () => {
    const query = { match_all: { boost: 4 } };
    const by = async (boost_mode: string): Promise<number> =>
      (await worth({ query, weight: 10, boost_mode, max_boost: 8, boost: 0.5 }))[0] ?? -1;
    expect(await by('multiply')).toBe(16);
    expect(await by('replace')).toBe(8);
    expect(await by('sum')).toBe(10);
    expect(await by('avg')).toBe(5);
    expect(await by('max')).toBe(8);
    expect(await by('min')).toBe(2);
  });

  it('leaves the score as it is where there is no function, in every mode', async () => {
    const query = { term: { code: { value: 'A1', boost: 4 } } };
    for (const mode of ['multiply', 'replace', 'sum', 'avg', 'max', 'min']) {
      expect(await worth({ query, boost_mode: mode, boost: 0.5 })).toEqual([2]);
    }
  });

  it('takes the value of a field with every modifier, and never fails on one', async () => {
    const by = async (factor: object): Promise<number[]> => worth({ field_value_factor: { field: 'size', ...factor } });
    expect(await by({})).toEqual([10, 20, 0, 0, 9_007_199_000_000_000]);
    expect((await by({ missing: 7, factor: 2, modifier: 'square' })).slice(0, 4)).toEqual([400, 1600, 196, 100]);
    expect(await by({ modifier: 'log' })).toEqual([1, 1.30103, 0, 0, 15.95459]);
    expect((await by({ modifier: 'log1p', missing: 9 })).slice(0, 4)).toEqual([1.0413927, 1.3222193, 1, 0]);
    expect((await by({ modifier: 'log2p', missing: 98 })).slice(0, 4)).toEqual([1.0791812, 1.3424227, 2, 0]);
    expect((await by({ modifier: 'ln' })).slice(0, 2)).toEqual([2.3025851, 2.9957323]);
    expect((await by({ modifier: 'ln1p', missing: 0 })).slice(2, 4)).toEqual([0, 0]);
    expect((await by({ modifier: 'ln2p' })).slice(2, 4)).toEqual([0, 0]);
    expect((await by({ modifier: 'sqrt', missing: 16 })).slice(2, 4)).toEqual([4, 0]);
    expect((await by({ modifier: 'reciprocal', missing: 0 })).slice(0, 4)).toEqual([0.1, 0.05, 0, 0]);
    for (const field of ['name', 'flag', 'owners', 'nowhere', 'ref']) {
      expect(await worth({ field_value_factor: { field, missing: 3 } })).toEqual([3, 3, 3, 3, 3]);
    }
    expect(await worth({ field_value_factor: { field: 'sizes' } })).toEqual([1, 0, 7, 0, 0]);
  });

  it('gives chance by seed: the same for the same seed, from 0 to 1', async () => {
    const by = async (seed: unknown): Promise<number[]> => worth({ random_score: { seed, field: '_seq_no' } });
    const first = await by(42);
    expect(await by('42')).toEqual(first);
    expect(await by(43)).not.toEqual(first);
    expect(new Set(first).size).toBe(5);
    expect(first.every((score) => score >= 0 && score < 1)).toBe(true);
    expect(await worth({ random_score: {} })).toHaveLength(5);
  });

  it('keeps out what scores less than `min_score`', async () => {
    const body = { field_value_factor: { field: 'size', missing: 0 }, min_score: 20 };
    const journey = await sample.run({ function_score: body });
    expect(journey.ast).toMatchObject({ kind: 'scoreAtLeast', least: 20 });
    expect(journey.sql).toMatch(/::real\) >= \$\d+::real\)$/);
    expect(journey.rows).toEqual([2, 5]);
  });

  it('refuses scripts, decay functions and what does not go together, all at once', async () => {
    const functions = [
      { gauss: { size: {} } },
      { weight: 1, random_score: {}, field_value_factor: { field: 'size' } },
      {},
    ];
    await expect(async () =>
      sample.run({ function_score: { functions, weight: 2, score_mode: 'x', min_score: -1, script_score: {} } }),
    ).rejects.toMatchObject({
      code: 'query_rejected',
      details: [
        { path: 'query.function_score.script_score' },
        { path: 'query.function_score.weight' },
        { path: 'query.function_score.functions[0].gauss' },
        { path: 'query.function_score.functions[0]' },
        { path: 'query.function_score.functions[1]' },
        { path: 'query.function_score.functions[2]' },
        { path: 'query.function_score.score_mode' },
        { path: 'query.function_score.min_score' },
      ],
    });
  });
});
