import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('constant_score', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('is the filter inside', async () => {
    expect(await sample.run({ constant_score: { filter: { term: { code: 'A1' } }, boost: 1.2 } })).toEqual({
      ast: { kind: 'equals', field: 'code', value: 'A1', caseInsensitive: false },
      sql: 'sample.code = $1',
      values: ['A1'],
      rows: [1],
    });
  });

  it('needs a filter', async () => {
    await expect(async () => sample.run({ constant_score: {} })).rejects.toThrow('query.constant_score.filter');
  });
});
