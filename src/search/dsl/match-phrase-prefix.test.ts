import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('match_phrase_prefix', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('finds a phrase whose last word is only the beginning of one', async () => {
    const journey = await sample.run({ match_phrase_prefix: { notes: 'orders dai' } });
    expect(journey.ast).toEqual({
      kind: 'text',
      field: 'notes',
      query: 'orders dai',
      mode: 'phrase',
      lastIsPrefix: true,
    });
    expect(journey.sql).toContain('$1');
    expect(journey.rows).toEqual([4]);
    expect((await sample.run({ match_phrase_prefix: { notes: 'ord dai' } })).rows).toEqual([]);
    expect((await sample.run({ match_phrase_prefix: { notes: 'dr' } })).rows).toEqual([2]);
  });

  it('never fails on a field that has no words, and finds nothing in it', async () => {
    for (const field of ['code', 'size', 'flag', 'created', 'nowhere']) {
      expect((await sample.run({ match_phrase_prefix: { [field]: 'some wor' } })).rows).toEqual([]);
    }
  });

  it('reads every option, and is worth its boost as a whole', async () => {
    const long = {
      query: 'orders dai',
      slop: 1,
      max_expansions: 10,
      analyzer: 'standard',
      zero_terms_query: 'none',
      boost: 2,
    };
    const scored = await sample.runScored({ match_phrase_prefix: { notes: long } });
    expect(scored.scores).toEqual({ 4: 2 });
    expect((await sample.run({ match_phrase_prefix: { notes: long } })).ast).toMatchObject({
      slop: 1,
      analyzer: 'standard',
    });
    await expect(async () =>
      sample.run({ match_phrase_prefix: { notes: { query: 'x', max_expansions: 'many' } } }),
    ).rejects.toThrow('max_expansions');
  });
});
