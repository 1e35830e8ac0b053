import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseQuery } from '../parse-query.ts';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('match', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('finds any of the words, or all of them with the operator and', async () => {
    const journey = await sample.run({ match: { name: 'Orders customer' } });
    expect(journey.ast).toEqual({ kind: 'text', field: 'name', query: 'Orders customer', mode: 'any' });
    expect(journey.sql).toContain('words_text_v2(sample.name) && $');
    expect(journey.values).toContainEqual(['orders', 'customer']);
    expect(journey.rows).toEqual([1, 2, 3]);
    const both = { name: { query: 'orders DAILY', operator: 'AND', fuzziness: 'AUTO' } };
    expect((await sample.run({ match: both })).rows).toEqual([1, 2]);
    expect(
      (await sample.run({ match: { name: { query: 'orders customer', minimum_should_match: '100%' } } })).rows,
    ).toEqual([]);
  });

  it('splits words at blanks, punctuation and before digits', async () => {
    expect((await sample.run({ match: { name: 'v' } })).rows).toEqual([2]);
    expect((await sample.run({ match: { name: '12' } })).rows).toEqual([5]);
    expect((await sample.run({ match: { name: 'raw' } })).rows).toEqual([3]);
    expect((await sample.run({ match: { name: 'ärger' } })).rows).toEqual([5]);
    expect((await sample.run({ match: { notes: 'DRAFT' } })).rows).toEqual([2]);
  });

  it('sees a word only where it stands alone: letters end at digits, digits do not end at letters', async () => {
    const { pool } = sample.database;
    await pool.query(`INSERT INTO sample (id, name, species, doc) VALUES (90, 'x12y tab7 77', 'Cat', '{}')`);
    const found = async (query: string): Promise<boolean> =>
      (await sample.run({ match: { name: query } })).rows.includes(90);
    for (const word of ['x', '12y', 'tab', '7', '77', 'TAB7']) expect(await found(word)).toBe(true);
    for (const word of ['12', 'y', 'ta', '1', 'b', '2y']) expect(await found(word)).toBe(false);
    await pool.query('DELETE FROM sample WHERE id = 90');
  });

  it('takes as many words as fit into 1000 characters, and refuses more', async () => {
    const words = (count: number): string =>
      Array.from({ length: count }, (_, index) => String.fromCodePoint(0x4e00 + index)).join(' ');
    for (const operator of ['or', 'and']) {
      expect((await sample.run({ match: { name: { query: `${words(400)} 京 a1b2c3`, operator } } })).rows).toEqual([]);
    }
    await expect(async () => sample.run({ match: { name: words(501) } })).rejects.toThrow(
      'longer than 1000 characters',
    );
  });

  it('finds all of many words as it finds all of few', async () => {
    const many = await sample.run({ match: { name: { query: 'Daily ORDERS, v2', operator: 'and' } } });
    expect(many.sql).toContain('words_text_v2(sample.name) @> $');
    expect(many.values).toContainEqual(['daily', 'orders', 'v', '2']);
    expect(many.rows).toEqual([2]);
    const more = await sample.run({ match: { notes: { query: 'first Über draft alles und', operator: 'and' } } });
    expect(more.rows).toEqual([]);
    expect((await sample.run({ match: { notes: { query: 'first Über draft alles', operator: 'and' } } })).rows).toEqual(
      [2],
    );
    await sample.database.pool.query(
      `INSERT INTO sample (id, name, species, doc) VALUES (91, 'ONE two-Three 4 five', 'Cat', '{}')`,
    );
    expect(
      (await sample.run({ match: { name: { query: 'five FOUR 4 three two one', operator: 'and' } } })).rows,
    ).toEqual([]);
    expect((await sample.run({ match: { name: { query: 'five 4 Three two one', operator: 'and' } } })).rows).toEqual([
      91,
    ]);
    await sample.database.pool.query('DELETE FROM sample WHERE id = 91');
  });

  it('counts none of the words that are all needed, so that a minimum of them is never reached', async () => {
    const found = async (query: string, minimum: string | number): Promise<readonly number[]> =>
      (await sample.run({ match: { name: { query, operator: 'and', minimum_should_match: minimum } } })).rows;
    for (const minimum of [1, '2']) expect(await found('daily orders', minimum)).toEqual([]);
    for (const minimum of [0, -1, '75%', '2<75%']) expect(await found('daily orders', minimum)).toEqual([1, 2]);
    expect(await found('orders', 1)).toEqual([1, 2]);
  });

  it('is worth what is left of each word that is near', async () => {
    const near = { notes: { query: 'oders daily first', fuzziness: 1 } };
    expect((await sample.runScored({ match: near })).scores).toEqual({ 2: 1, 4: 1.8 });
    const both = { notes: { query: 'oders daly', fuzziness: 1, operator: 'and', boost: 2 } };
    expect((await sample.runScored({ match: both })).scores).toEqual({ 4: 3.1 });
  });

  it('finds nothing when the query has no word', async () => {
    for (const operator of ['or', 'and']) {
      expect((await sample.run({ match: { name: { query: '!?', operator } } })).rows).toEqual([]);
    }
  });

  it('compares as a whole what is not analysed, and never fails on a field of another kind', async () => {
    expect(await sample.run({ match: { code: 'path/to/B-2' } })).toMatchObject({ sql: 'sample.code = $1', rows: [4] });
    expect((await sample.run({ match: { 'name.keyword': 'DAILY ORDERS' } })).rows).toEqual([1]);
    expect((await sample.run({ match: { size: '10' } })).rows).toEqual([1]);
    for (const field of ['size', 'flag', 'score', 'created', 'seen', 'ref', 'nowhere']) {
      expect((await sample.run({ match: { [field]: 'some words' } })).rows).toEqual([]);
    }
  });

  it('reads every option of the long form', async () => {
    const long = {
      query: 'some words',
      operator: 'OR',
      minimum_should_match: '2<-25% 9<-3',
      fuzziness: 'AUTO:4,7',
      prefix_length: 1,
      fuzzy_transpositions: false,
      max_expansions: 10,
      fuzzy_rewrite: 'constant_score',
      zero_terms_query: 'ALL',
      analyzer: 'atlan_text_analyzer',
      auto_generate_synonyms_phrase_query: true,
      lenient: true,
      boost: 2,
    };
    expect(parseQuery({ match: { name: long } })).toEqual({
      kind: 'text',
      field: 'name',
      query: 'some words',
      mode: 'any',
      minimumShouldMatch: '2<-25% 9<-3',
      fuzziness: { edits: { low: 4, high: 7 }, prefixLength: 1, transpositions: false },
      allWithoutWords: true,
      analyzer: 'atlan_text_analyzer',
    });
    for (const [fuzziness, edits] of [
      ['AUTO', { low: 3, high: 6 }],
      ['auto', { low: 3, high: 6 }],
      [2, 2],
      ['1', 1],
      ['1.0', 1],
    ]) {
      expect(parseQuery({ match: { name: { query: 'x', fuzziness } } })).toMatchObject({ fuzziness: { edits } });
    }
    for (const fuzziness of [0, '0', null]) {
      expect(parseQuery({ match: { name: { query: 'x', fuzziness } } })).not.toHaveProperty('fuzziness');
    }
  });

  it('needs as many of the words as `minimum_should_match` says', async () => {
    const found = async (query: string, minimum_should_match: unknown): Promise<readonly number[]> =>
      (await sample.run({ match: { notes: { query, minimum_should_match } } })).rows;
    expect(await found('orders daily gone', 2)).toEqual([4]);
    expect(await found('orders daily gone', '-1')).toEqual([4]);
    expect(await found('orders daily gone', '67%')).toEqual([4]);
    expect(await found('orders daily gone', '100%')).toEqual([]);
    expect(await found('orders gone', '2<1')).toEqual([]);
    expect(await found('orders gone past', '2<1')).toEqual([4]);
    expect(await found('orders gone', 0)).toEqual([4]);
    expect(await found('orders gone', 7)).toEqual([]);
  });

  it('is worth its boost for each word that is there', async () => {
    const scored = await sample.runScored({ match: { notes: { query: 'orders daily draft', boost: 1.5 } } });
    expect(scored.score).toMatchObject({ kind: 'words', boost: 1.5 });
    expect(scored.scores).toEqual({ 2: 1.5, 4: 3 });
    const all = await sample.runScored({ match: { notes: { query: 'orders daily', operator: 'and' } } });
    expect(all.sql).toBe('(least(round($1::numeric, 37), 3.4e+38)::real)');
    expect(all.scores).toEqual({ 4: 2 });
    expect((await sample.runScored({ match: { code: 'path/to/B-2' } })).scores).toEqual({ 4: 1 });
  });

  it('refuses options that it does not know, all at once', async () => {
    const wrong = {
      query: 'a b c',
      operator: 'xor',
      minimum_should_match: '50 percent',
      fuzziness: 3,
      prefix_length: -1,
      zero_terms_query: 'some',
      analyzer: 'klingon',
    };
    await expect(async () => sample.run({ match: { name: wrong } })).rejects.toMatchObject({
      details: Object.keys(wrong)
        .slice(1)
        .map((member) => ({ path: `query.match.name.${member}` })),
    });
  });
});
