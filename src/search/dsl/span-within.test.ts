import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('span_within', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  const word = (value: string): object => ({ span_term: { name: value } });
  const big = { span_near: { clauses: [word('daily'), word('orders')], slop: 5, in_order: true } };

  it('finds a span inside of another one', async () => {
    const journey = await sample.run({ span_within: { little: word('orders'), big } });
    expect(journey.ast).toEqual({
      kind: 'span',
      field: 'name',
      span: {
        kind: 'within',
        little: { kind: 'term', value: 'orders' },
        big: expect.objectContaining({ kind: 'near', slop: 5 }),
      },
    });
    expect(journey.sql).toContain('$1');
    expect(journey.rows).toEqual([1, 2]);
    expect((await sample.run({ span_within: { little: word('v'), big } })).rows).toEqual([]);
    expect((await sample.runScored({ span_within: { little: word('daily'), big, boost: 2 } })).scores).toEqual({
      1: 2,
      2: 2,
    });
  });

  it('refuses a missing span and spans of two fields', async () => {
    await expect(async () => sample.run({ span_within: { little: word('orders') } })).rejects.toThrow(
      'query.span_within.big',
    );
    const other = { span_term: { notes: 'orders' } };
    await expect(async () => sample.run({ span_within: { little: other, big } })).rejects.toThrow('spans of one field');
  });

  it('reads the query that clients send for a tag with a value', async () => {
    const near = (slop: number, ...clauses: object[]): object => ({ span_near: { clauses, slop, in_order: true } });
    const keys = { span_or: { clauses: [word('sourceTagName'), word('orders')] } };
    const tagged = { little: near(0, word('daily'), keys), big: near(10_000_000, word('daily'), word('v')) };
    expect((await sample.run({ span_within: tagged })).rows).toEqual([2]);
  });
});
