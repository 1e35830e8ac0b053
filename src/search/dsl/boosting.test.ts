import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('boosting', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  const boosting = {
    positive: { exists: { field: 'size' } },
    negative: { term: { code: 'A1' } },
    negative_boost: 0.25,
  };

  it('finds what the positive part does, worth less where the negative one holds', async () => {
    expect(await sample.run({ boosting })).toEqual({
      ast: { kind: 'present', field: 'size' },
      sql: 'sample.size IS NOT NULL',
      values: [],
      rows: [1, 2, 4, 5],
    });
    const scored = await sample.runScored({ boosting: { ...boosting, boost: 2 } });
    expect(scored.sql).toBe(
      '(least(round(($1::numeric * (CASE WHEN sample.code = $3 THEN $2::numeric ELSE 1::numeric END)), 37), 3.4e+38)::real)',
    );
    expect(scored.scores).toEqual({ 1: 0.5, 2: 2, 4: 2, 5: 2 });
  });

  it('refuses a share outside of 0 to 1 and a missing part, both at once', async () => {
    await expect(async () =>
      sample.run({ boosting: { positive: { match_all: {} }, negative_boost: -1 } }),
    ).rejects.toThrow(/boosting\.negative: nothing is not accepted.*negative_boost: number `-1` is not accepted/s);
  });
});
