import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('span_term', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('finds a word as the index holds it, in every form', async () => {
    const journey = await sample.run({ span_term: { notes: 'orders' } });
    expect(journey.ast).toEqual({ kind: 'span', field: 'notes', span: { kind: 'term', value: 'orders' } });
    expect(journey.sql).toContain('$1');
    expect(journey.rows).toEqual([4]);
    expect((await sample.run({ span_term: { notes: { value: 'orders', boost: 2 } } })).ast).toEqual(journey.ast);
    expect((await sample.run({ span_term: { notes: { term: 'orders' } } })).ast).toEqual(journey.ast);
    expect((await sample.run({ span_term: { notes: 'ord' } })).rows).toEqual([]);
  });

  it('is worth its boost, and never fails on a field of another kind', async () => {
    expect((await sample.runScored({ span_term: { notes: { value: 'orders', boost: 2 } } })).scores).toEqual({ 4: 2 });
    for (const field of ['size', 'flag', 'score', 'created', 'seen', 'ref', 'nowhere']) {
      expect((await sample.run({ span_term: { [field]: 'word' } })).rows).toEqual([]);
    }
  });

  it('refuses what is no word', async () => {
    await expect(async () => sample.run({ span_term: { notes: ['orders'] } })).rejects.toThrow('query.span_term.notes');
    await expect(async () => sample.run({ span_term: {} })).rejects.toThrow('0 fields given');
  });
});
