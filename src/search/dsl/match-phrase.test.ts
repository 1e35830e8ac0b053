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
    expect(journey.sql).toContain('words_text_v2(sample.name)');
    expect(journey.rows).toEqual([2]);
    expect((await sample.run({ match_phrase: { name: { query: 'orders daily' } } })).rows).toEqual([]);
    expect((await sample.run({ match_phrase: { name: 'aily ord' } })).rows).toEqual([]);
    expect((await sample.run({ match_phrase: { notes: 'orders daily' } })).rows).toEqual([4]);
  });

  it('finds the words anywhere with a slop', async () => {
    expect((await sample.run({ match_phrase: { name: { query: 'orders daily', slop: 2 } } })).rows).toEqual([1, 2]);
  });

  it('reads every option, and is worth its boost as a whole', async () => {
    const long = { query: 'orders daily', slop: '3', analyzer: 'whitespace', zero_terms_query: 'all', boost: 4 };
    expect((await sample.run({ match_phrase: { name: long } })).ast).toEqual({
      kind: 'text',
      field: 'name',
      query: 'orders daily',
      mode: 'phrase',
      slop: 3,
      analyzer: 'whitespace',
      allWithoutWords: true,
    });
    expect((await sample.runScored({ match_phrase: { notes: { query: 'orders daily', boost: 4 } } })).scores).toEqual({
      4: 4,
    });
    await expect(async () =>
      sample.run({ match_phrase: { name: { query: 'x', slop: -1, zero_terms_query: 'few' } } }),
    ).rejects.toMatchObject({
      details: [{ path: 'query.match_phrase.name.slop' }, { path: 'query.match_phrase.name.zero_terms_query' }],
    });
  });

  it('finds nothing without a word', async () => {
    expect((await sample.run({ match_phrase: { name: ' - ' } })).rows).toEqual([]);
  });
});
