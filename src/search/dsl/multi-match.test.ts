import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('multi_match', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  const notes = { kind: 'text', field: 'notes', query: 'orders', mode: 'any' };

  it('is a match in at least one of the fields', async () => {
    const journey = await sample.run({ multi_match: { query: 'orders', fields: ['code^10', 'notes'] } });
    expect(journey.ast).toEqual({ kind: 'or', of: [{ ...notes, field: 'code' }, notes] });
    expect(journey.sql).toMatch(/^\(sample\.code = \$1 OR /);
    expect(journey.values[0]).toBe('orders');
    expect(journey.rows).toEqual([4]);
    expect((await sample.run({ multi_match: { query: 'orders', fields: 'notes' } })).ast).toEqual(notes);
  });

  it('is worth what the best field is, or what all of them are together', async () => {
    const asked = { query: 'daily orders', fields: ['name^0.5', 'name.keyword^2'] };
    const by = async (body: object): Promise<unknown> =>
      (await sample.runScored({ multi_match: { ...asked, ...body } })).scores;
    expect(await by({})).toEqual({ 1: 2, 2: 1 });
    expect(await by({ tie_breaker: 0.5 })).toEqual({ 1: 2.5, 2: 1 });
    expect(await by({ type: 'most_fields' })).toEqual({ 1: 3, 2: 1 });
    expect(await by({ type: 'bool_prefix', boost: 2 })).toEqual({ 1: 6, 2: 2 });
    expect(await by({ type: 'phrase' })).toEqual({ 1: 2, 2: 0.5 });
  });

  it('hands its options on to the clause of its type', async () => {
    const ast = async (body: object): Promise<unknown> =>
      (await sample.run({ multi_match: { query: 'orders', fields: ['notes'], ...body } })).ast;
    expect(await ast({ operator: 'and', fuzziness: 1, prefix_length: 2, analyzer: 'whitespace', slop: 3 })).toEqual({
      ...notes,
      mode: 'all',
      fuzziness: { edits: 1, prefixLength: 2, transpositions: true },
      analyzer: 'whitespace',
    });
    expect(await ast({ minimum_should_match: '75%', zero_terms_query: 'all' })).toEqual({
      ...notes,
      minimumShouldMatch: '75%',
      allWithoutWords: true,
    });
    expect(await ast({ type: 'phrase', slop: 2, operator: 'and' })).toEqual({ ...notes, mode: 'phrase', slop: 2 });
    expect(await ast({ type: 'phrase_prefix' })).toEqual({ ...notes, mode: 'phrase', lastIsPrefix: true });
    expect(await ast({ type: 'bool_prefix' })).toEqual({ ...notes, lastIsPrefix: true });
  });

  it('finds words across fields, as though they were one', async () => {
    const cross = {
      query: 'Fresh draft',
      analyzer: 'standard',
      fields: ['notes', 'name'],
      type: 'cross_fields',
      operator: 'and',
    };
    await sample.database.pool.query(
      `INSERT INTO sample (id, name, species, doc) VALUES (70, 'Fresh orders', 'Cat', '{"notes": ["a draft"]}'), (71, 'Fresh', 'Cat', '{}')`,
    );
    const journey = await sample.run({ multi_match: cross });
    expect(journey.ast).toEqual({
      kind: 'across',
      fields: [
        { field: 'notes', weight: 1 },
        { field: 'name', weight: 1 },
      ],
      query: 'Fresh draft',
      mode: 'all',
      analyzer: 'standard',
      tieBreaker: 0,
    });
    const apart = { query: cross.query, fields: cross.fields, type: cross.type, operator: 'and' };
    expect(journey.sql).toContain(' AND ');
    expect(journey.rows).toEqual([70]);
    // Each field makes words of its own there, and only fields that make the same ones can share them.
    expect((await sample.run({ multi_match: apart })).rows).toEqual([]);
    expect((await sample.run({ multi_match: { ...cross, operator: 'or' } })).rows).toEqual(
      expect.arrayContaining([70, 71]),
    );
    const most = { ...cross, query: 'fresh draft gone', operator: 'or', minimum_should_match: 2 };
    expect((await sample.run({ multi_match: most })).rows).toEqual([70]);
    const scored = await sample.runScored({ multi_match: { ...cross, fields: ['notes^3', 'name'], boost: 2 } });
    expect(scored.scores).toEqual({ 70: 8 });
    await sample.database.pool.query('DELETE FROM sample WHERE id >= 70');
  });

  it('keeps fields that are compared as a whole apart from words', async () => {
    const cross = {
      query: 'daily orders',
      fields: ['notes', 'name.keyword', 'size', 'nowhere'],
      type: 'cross_fields',
      operator: 'and',
    };
    expect((await sample.run({ multi_match: cross })).rows).toEqual([1, 4]);
    expect((await sample.run({ multi_match: { ...cross, query: '!', fields: ['notes'] } })).rows).toEqual([]);
    expect(
      (await sample.run({ multi_match: { ...cross, query: '!', fields: ['notes'], zero_terms_query: 'all' } })).rows,
    ).toEqual([1, 2, 3, 4, 5]);
  });

  it('refuses fields by wildcard, no fields, unknown types and edits across fields, all at once', async () => {
    await expect(async () => sample.run({ multi_match: { query: 'a', fields: ['*'] } })).rejects.toThrow('by wildcard');
    await expect(async () => sample.run({ multi_match: { query: 'a' } })).rejects.toThrow('at least one field');
    const wrong = { query: 'a', fields: ['na*', 'code'], type: 'cross_fields', fuzziness: 'AUTO', tie_breaker: 7 };
    await expect(async () => sample.run({ multi_match: wrong })).rejects.toMatchObject({
      details: [
        { path: 'query.multi_match.fields[0]' },
        { path: 'query.multi_match.tie_breaker' },
        { path: 'query.multi_match.fuzziness' },
      ],
    });
    await expect(async () =>
      sample.run({ multi_match: { query: 'a', fields: ['code'], type: 'constructor' } }),
    ).rejects.toThrow('accepted: best_fields, most_fields, phrase, phrase_prefix, bool_prefix, cross_fields');
    const many = Array.from({ length: 1001 }, (_, index) => `f${String(index)}`);
    await expect(async () => sample.run({ multi_match: { query: 'a', fields: many } })).rejects.toThrow(
      'more than 1000 fields',
    );
  });
});
