import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('dis_max', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  const small = { range: { size: { lte: 10, boost: 3 } } };
  const owned = { term: { owners: { value: 'ann', boost: 2 } } };

  it('finds any of the clauses, worth the best of those that match', async () => {
    expect(await sample.run({ dis_max: { queries: [small, owned] } })).toEqual({
      ast: {
        kind: 'or',
        of: [
          { kind: 'range', field: 'size', lte: 10 },
          { kind: 'equals', field: 'owners', value: 'ann', caseInsensitive: false },
        ],
      },
      sql: expect.stringMatching(/^\(\(sample\.size <= \$1\) OR EXISTS/),
      values: ['10', 'ann'],
      rows: [1, 4],
    });
    const scored = await sample.runScored({ dis_max: { queries: [small, { term: { code: 'a1' } }] } });
    expect(scored.sql).toBe(
      '(least(round(greatest((CASE WHEN (sample.size <= $2) THEN $1::numeric ELSE 0::numeric END), ' +
        '(CASE WHEN sample.code = $3 THEN 1::numeric ELSE 0::numeric END)), 37), 3.4e+38)::real)',
    );
    expect(scored.scores).toEqual({ 1: 3, 2: 1, 4: 3 });
  });

  it('adds a share of the others', async () => {
    const { scores } = await sample.runScored({
      dis_max: { queries: [small, owned, { match_all: {} }], tie_breaker: 0.5, boost: 10 },
    });
    expect(scores).toEqual({ 1: 45, 2: 10, 3: 10, 4: 45, 5: 10 });
  });

  it('refuses an empty list and a share above 1', async () => {
    await expect(async () => sample.run({ dis_max: { queries: [], tie_breaker: 2 } })).rejects.toThrow(
      /tie_breaker: number `2` is not accepted.*at least one clause is needed/s,
    );
  });
});
