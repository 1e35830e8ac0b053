import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('fuzzy', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('finds a term that is a few edits away', async () => {
    const journey = await sample.run({ fuzzy: { code: { value: 'path/to/C2', fuzziness: 2 } } });
    expect(journey.ast).toEqual({
      kind: 'fuzzy',
      field: 'code',
      value: 'path/to/C2',
      fuzziness: { edits: 2, prefixLength: 0, transpositions: true },
    });
    expect(journey.values).toContain('path/to/C2');
    expect(journey.rows).toEqual([4]);
  });

  it('reads the short form, and allows edits by the length of the term', async () => {
    expect((await sample.run({ fuzzy: { notes: 'ordesr' } })).ast).toEqual({
      kind: 'fuzzy',
      field: 'notes',
      value: 'ordesr',
      fuzziness: { edits: { low: 3, high: 6 }, prefixLength: 0, transpositions: true },
    });
    expect((await sample.run({ fuzzy: { notes: 'ordesr' } })).rows).toEqual([4]);
    expect((await sample.run({ fuzzy: { notes: 'daly' } })).rows).toEqual([4]);
    expect((await sample.run({ fuzzy: { code: 'A2' } })).rows).toEqual([]);
  });

  it('knows nothing near a term without characters but the same', async () => {
    expect((await sample.run({ fuzzy: { code: { value: '', fuzziness: 2 } } })).rows).toEqual([5]);
    expect((await sample.run({ fuzzy: { notes: { value: '', fuzziness: 2 } } })).rows).toEqual([]);
  });

  it('folds the value as the field is folded, character by character', async () => {
    const value = { value: 'DAİLY ORDERS', fuzziness: 1, prefix_length: 3 };
    expect((await sample.runScored({ fuzzy: { 'name.keyword': value } })).scores).toEqual({ 1: 1 });
  });

  it('keeps the first characters as they are, and counts changed places as two edits when told so', async () => {
    const by = async (options: object): Promise<readonly number[]> =>
      (await sample.run({ fuzzy: { notes: { value: 'rodres', ...options } } })).rows;
    expect(await by({ fuzziness: 2 })).toEqual([4]);
    expect(await by({ fuzziness: 2, prefix_length: 1 })).toEqual([]);
    expect(await by({ fuzziness: 2, transpositions: false })).toEqual([]);
  });

  it('is the term itself without an edit', async () => {
    expect(await sample.run({ fuzzy: { code: { term: 'A1', fuzziness: 0 } } })).toMatchObject({
      ast: { kind: 'equals', field: 'code', value: 'A1', caseInsensitive: false },
      sql: 'sample.code = $1',
      rows: [1],
    });
  });

  it('is worth its boost for each term that is near, less what is edited of the shorter', async () => {
    const scores = async (field: string, about: object): Promise<unknown> =>
      (await sample.runScored({ fuzzy: { [field]: about } })).scores;
    expect(await scores('notes', { value: 'daly', boost: 3 })).toEqual({ 4: 2.25 });
    expect(await scores('notes', { value: 'daily', boost: 3 })).toEqual({ 4: 3 });
    expect(await scores('notes', { value: 'fisrt', fuzziness: 1 })).toEqual({ 2: 0.8 });
    expect(await scores('notes', { value: 'fisrt', fuzziness: 2, transpositions: false })).toEqual({ 2: 0.6 });
    expect(await scores('code', { value: 'A1', fuzziness: 1 })).toEqual({ 1: 1, 2: 0.5 });
    expect(await scores('code', { value: 'A', fuzziness: 2 })).toEqual({ 1: 0, 2: 0, 5: 0 });
    expect(await scores('name.keyword', { value: 'DAILY order', boost: 11 })).toEqual({ 1: 10 });
    expect(await scores('owners', { value: 'bob', fuzziness: 1 })).toEqual({ 1: 0.6666667, 2: 1 });
  });

  it('finds ids, and never fails on a field of another kind', async () => {
    const ref = { value: 'aaaaaaaa-0000-4000-8000-00000000000b', fuzziness: 1 };
    expect((await sample.run({ fuzzy: { ref } })).rows).toEqual([1]);
    for (const field of ['size', 'flag', 'score', 'created', 'seen', 'nowhere']) {
      expect((await sample.run({ fuzzy: { [field]: 'word' } })).rows).toEqual([]);
    }
  });

  it('refuses edits and lengths that are none, all at once', async () => {
    const wrong = {
      value: 'x',
      fuzziness: 'AUTO:6,3',
      prefix_length: 1.5,
      max_expansions: -1,
      transpositions: 'maybe',
    };
    await expect(async () => sample.run({ fuzzy: { code: wrong } })).rejects.toMatchObject({
      details: Object.keys(wrong)
        .slice(1)
        .map((member) => ({ path: `query.fuzzy.code.${member}` })),
    });
    await expect(async () => sample.run({ fuzzy: { code: 'x'.repeat(1001) } })).rejects.toThrow('longer than 1000');
  });
});
