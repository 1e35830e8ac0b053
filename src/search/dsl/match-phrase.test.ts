import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('match_phrase', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('finds the words side by side and in order', async () => {
    const journey = await sample.run({ match_phrase: { name: 'orders v2' } });
    expect(journey.ast).toEqual({ kind: 'text', field: 'name', query: 'orders v2', mode: 'phrase' });
    expect(journey.sql).toBe('(sample.name ~* $1)');
    expect(journey.rows).toEqual([2]);
    expect((await sample.run({ match_phrase: { name: { query: 'orders daily' } } })).rows).toEqual([]);
    expect((await sample.run({ match_phrase: { name: 'aily ord' } })).rows).toEqual([]);
    expect((await sample.run({ match_phrase: { notes: 'orders daily' } })).rows).toEqual([4]);
  });

  it('finds the words anywhere with a slop', async () => {
    expect((await sample.run({ match_phrase: { name: { query: 'orders daily', slop: 2 } } })).rows).toEqual([1, 2]);
  });

  it('finds nothing without a word', async () => {
    expect((await sample.run({ match_phrase: { name: ' - ' } })).rows).toEqual([]);
  });
});
