import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('span_first', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('finds a span within the first words', async () => {
    const match = { span_term: { name: 'orders' } };
    const journey = await sample.run({ span_first: { match, end: 2 } });
    expect(journey.ast).toEqual({
      kind: 'span',
      field: 'name',
      span: { kind: 'first', of: { kind: 'term', value: 'orders' }, end: 2 },
    });
    expect(journey.sql).toContain('$1');
    expect(journey.rows).toEqual([1, 2]);
    expect((await sample.run({ span_first: { match, end: 1 } })).rows).toEqual([]);
    expect((await sample.runScored({ span_first: { match, end: 2, boost: 2 } })).scores).toEqual({ 1: 2, 2: 2 });
  });

  it('refuses a missing end and a span that is none, both at once', async () => {
    await expect(async () => sample.run({ span_first: { match: { match_all: {} } } })).rejects.toMatchObject({
      details: [{ path: 'query.span_first.end' }, { path: 'query.span_first.match' }],
    });
  });
});
