import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('match_bool_prefix', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('finds any of the words, the last one being only the beginning of one', async () => {
    const journey = await sample.run({ match_bool_prefix: { notes: 'draft ord' } });
    expect(journey.ast).toEqual({ kind: 'text', field: 'notes', query: 'draft ord', mode: 'any', lastIsPrefix: true });
    expect(journey.sql).toContain('$1');
    expect(journey.rows).toEqual([2, 4]);
    expect((await sample.run({ match_bool_prefix: { notes: 'dra orders' } })).rows).toEqual([4]);
  });

  it('finds all of them with the operator and, or as many as it says', async () => {
    const both = { query: 'daily ord', operator: 'and' };
    expect((await sample.run({ match_bool_prefix: { notes: both } })).rows).toEqual([4]);
    const counted = { ...both, minimum_should_match: 1 };
    expect((await sample.run({ match_bool_prefix: { notes: counted } })).rows).toEqual([]);
    const some = { query: 'daily first ord', minimum_should_match: 2 };
    expect((await sample.run({ match_bool_prefix: { notes: some } })).rows).toEqual([4]);
  });

  it('takes a last word with something behind it for the whole word', async () => {
    for (const query of ['draft ord ', 'draft ord, ', 'draft ord ½']) {
      const { rows } = await sample.run({ match_bool_prefix: { notes: query } });
      expect([query, rows]).toEqual([query, [2]]);
    }
    const { scores } = await sample.runScored({ match_bool_prefix: { notes: 'daily order ' } });
    expect(scores).toEqual({ 4: 1 });
  });

  it('takes a part of a word for the whole part where the word goes on behind it', async () => {
    const rows = async (query: string): Promise<readonly number[]> =>
      (await sample.run({ match_bool_prefix: { notes: { query, analyzer: 'atlan_delimiter_analyzer' } } })).rows;
    expect(await rows('first/ord')).toEqual([2, 4]);
    expect(await rows('first/[ord]')).toEqual([2]);
    expect(await rows("first/ord's")).toEqual([2]);
    expect(await rows('first/ord ')).toEqual([2]);
  });

  it('is worth its boost for each word that is there', async () => {
    const { scores } = await sample.runScored({ match_bool_prefix: { notes: { query: 'daily first ord', boost: 2 } } });
    expect(scores).toEqual({ 2: 2, 4: 4 });
    // The stemmer leaves nothing of the last word, and every word begins with nothing.
    const left = { query: 'unheard ’tis', analyzer: 'atlan_text_stemmer' };
    expect((await sample.runScored({ match_bool_prefix: { notes: left } })).scores).toEqual({ 2: 1, 4: 1 });
  });

  it('refuses what it does not know', async () => {
    await expect(async () => sample.run({ match_bool_prefix: { notes: { query: 'x', slop: 1 } } })).rejects.toThrow(
      'unknown member `slop`',
    );
  });
});
