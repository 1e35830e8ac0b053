import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('multi_match', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('is a match in at least one of the fields, weights dropped', async () => {
    const journey = await sample.run({ multi_match: { query: 'orders', fields: ['name^10', 'notes'] } });
    expect(journey.ast).toEqual({
      kind: 'or',
      of: [
        { kind: 'text', field: 'name', query: 'orders', mode: 'any' },
        { kind: 'text', field: 'notes', query: 'orders', mode: 'any' },
      ],
    });
    expect(journey.sql).toMatch(/ OR /);
    expect(journey.rows).toEqual([1, 2, 4]);
  });

  it('takes the operator and the phrase type along', async () => {
    expect((await sample.run({ multi_match: { query: 'orders v2', fields: ['name'], operator: 'and' } })).rows).toEqual(
      [2],
    );
    expect((await sample.run({ multi_match: { query: 'daily orders', fields: 'name', type: 'phrase' } })).rows).toEqual(
      [1, 2],
    );
  });

  it('refuses fields by wildcard, no fields, and the types that mix fields', async () => {
    await expect(async () => sample.run({ multi_match: { query: 'a', fields: ['*'] } })).rejects.toThrow('by wildcard');
    await expect(async () => sample.run({ multi_match: { query: 'a' } })).rejects.toThrow('at least one field');
    await expect(async () =>
      sample.run({ multi_match: { query: 'a', fields: ['name'], type: 'cross_fields' } }),
    ).rejects.toThrow('accepted: best_fields, most_fields, phrase');
  });
});
