import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('term', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('compares a keyword exactly, in the short and in the long form', async () => {
    const journey = {
      ast: { kind: 'equals', field: 'code', value: 'A1', caseInsensitive: false },
      sql: 'sample.code = $1',
      values: ['A1'],
      rows: [1],
    };
    expect(await sample.run({ term: { code: 'A1' } })).toEqual(journey);
    expect(await sample.run({ term: { code: { value: 'A1', boost: 2 } } })).toEqual(journey);
  });

  it('folds case when asked to, and always on a lower-cased field', async () => {
    expect(await sample.run({ term: { code: { value: 'A1', case_insensitive: true } } })).toEqual({
      ast: { kind: 'equals', field: 'code', value: 'A1', caseInsensitive: true },
      sql: 'folded_ascii(sample.code) = $1',
      values: ['a1'],
      rows: [1, 2],
    });
    expect((await sample.run({ term: { owners: { value: 'BOB', case_insensitive: true } } })).rows).toEqual([1, 2]);
    const ref = { value: 'AAAAAAAA-0000-4000-8000-000000000000', case_insensitive: true };
    expect((await sample.run({ term: { ref } })).rows).toEqual([1]);
    expect((await sample.run({ term: { ref: ref.value } })).rows).toEqual([]);
    const folded = await sample.run({ term: { 'name.keyword': { value: 'DAILY orders', case_insensitive: false } } });
    expect(folded).toMatchObject({ sql: 'lower(sample.name) = lower($1)', rows: [1] });
  });

  it('matches one word of a text field as the index holds it, which is in lower case', async () => {
    expect((await sample.run({ term: { name: 'orders' } })).rows).toEqual([1, 2]);
    expect((await sample.run({ term: { name: 'Orders' } })).rows).toEqual([]);
    expect((await sample.run({ term: { name: 'daily orders' } })).rows).toEqual([]);
  });

  it('matches any element of a list, and a value that is stored without its list', async () => {
    const journey = await sample.run({ term: { owners: 'ann' } });
    expect(journey.sql).toBe(
      `EXISTS (SELECT FROM jsonb_array_elements(CASE jsonb_typeof((sample.doc -> 'owners')) WHEN 'array' ` +
        `THEN (sample.doc -> 'owners') ELSE jsonb_build_array((sample.doc -> 'owners')) END) AS element(value) ` +
        `WHERE (element.value #>> '{}') = $1)`,
    );
    expect(journey.rows).toEqual([1, 4]);
    expect((await sample.run({ term: { sizes: 1 } })).rows).toEqual([1]);
  });

  it('compares numbers and booleans by value, however they are written', async () => {
    expect(await sample.run({ term: { size: '10' } })).toMatchObject({ sql: 'sample.size = $1', rows: [1] });
    expect((await sample.run({ term: { size: 9_007_199_254_740_991 } })).rows).toEqual([5]);
    expect((await sample.run({ term: { score: 1.5 } })).rows).toEqual([1]);
    expect((await sample.run({ term: { flag: 'false' } })).rows).toEqual([2]);
    expect((await sample.run({ term: { flag: true } })).rows).toEqual([1]);
  });

  it('takes a date written as a day for the whole day', async () => {
    expect((await sample.run({ term: { created: '2026-03-15' } })).rows).toEqual([5]);
    expect((await sample.run({ term: { seen: '2026-03-14' } })).rows).toEqual([1]);
    expect((await sample.run({ term: { days: 0 } })).rows).toEqual([1]);
  });

  it('answers a derived field by the column that it is derived from', async () => {
    expect(await sample.run({ term: { family: 'ANIMAL' } })).toMatchObject({
      sql: 'sample.species = ANY($1)',
      values: [['Cat', 'Dog']],
      rows: [1, 2, 5],
    });
    expect(await sample.run({ term: { family: 'being' } })).toMatchObject({
      sql: 'TRUE',
      rows: [1, 2, 3, 4, 5],
    });
    expect((await sample.run({ term: { family: 'rock' } })).sql).toBe('FALSE');
  });

  it('answers no rows for a value that the field cannot hold, and for a field that nobody knows', async () => {
    for (const term of [
      { size: 'ten' },
      { size: 1.5 },
      { size: 1e30 },
      { flag: 'yes' },
      { score: true },
      { created: 'soon' },
      { ref: 'nonsense' },
      { code: 'A1\0' },
      { nowhere: 'x' },
      { constructor: 'x' },
    ]) {
      expect(await sample.run({ term })).toMatchObject({ sql: 'FALSE', values: [], rows: [] });
    }
  });

  it('refuses what is no term, saying where and what would be accepted', async () => {
    await expect(async () => sample.run({ term: { code: { value: ['A1'] } } })).rejects.toThrow(
      'query.term.code: a list is not accepted; accepted: text, a number, true or false',
    );
    await expect(async () => sample.run({ term: { code: { query: 'A1' } } })).rejects.toThrow(
      'query.term.code.query: unknown member `query`; accepted: value, case_insensitive, boost, _name',
    );
    await expect(async () => sample.run({ term: { code: 'A1', name: 'x' } })).rejects.toThrow(
      'exactly one is accepted',
    );
    await expect(async () => sample.run({ term: {} })).rejects.toThrow('query.term: 0 fields given');
    await expect(async () => sample.run({ term: 'A1' })).rejects.toThrow('query.term: string `A1` is not accepted');
  });
});
