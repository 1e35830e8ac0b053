import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('constant_score', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('is the clause it holds', async () => {
    expect(await sample.run({ constant_score: { filter: { term: { code: 'A1' } }, boost: 1.2 } })).toEqual({
      ast: { kind: 'equals', field: 'code', value: 'A1', caseInsensitive: false },
      sql: 'sample.code = $1',
      values: ['A1'],
      rows: [1],
    });
  });

  it('is worth its boost, whatever the clause is worth', async () => {
    const filter = { term: { code: { value: 'A1', boost: 7 } } };
    expect(await sample.runScored({ constant_score: { filter, boost: 1.2 } })).toMatchObject({
      score: { kind: 'constant', value: 1.2 },
      sql: '(least(round($1::numeric, 37), 3.4e+38)::real)',
      values: [1.2],
      scores: { 1: 1.2 },
    });
  });

  it('refuses a missing filter, and a boost that is none', async () => {
    await expect(async () => sample.run({ constant_score: {} })).rejects.toThrow('query.constant_score.filter');
    for (const boost of [-1, 'high', 1e39]) {
      await expect(async () => sample.run({ constant_score: { filter: { match_all: {} }, boost } })).rejects.toThrow(
        'a number from 0',
      );
    }
  });
});
