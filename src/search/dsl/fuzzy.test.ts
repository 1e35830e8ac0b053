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

  it('is worth its boost, and never fails on a field of another kind', async () => {
    expect((await sample.runScored({ fuzzy: { notes: { value: 'daly', boost: 3 } } })).scores).toEqual({ 4: 3 });
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
