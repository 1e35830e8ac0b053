import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('span_not', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  const word = (value: string): object => ({ span_term: { name: value } });

  it('finds a span that does not overlap with another one', async () => {
    const exclude = { span_near: { clauses: [word('orders'), word('v')], slop: 0 } };
    const journey = await sample.run({ span_not: { include: word('orders'), exclude } });
    expect(journey.ast).toEqual({
      kind: 'span',
      field: 'name',
      span: {
        kind: 'not',
        include: { kind: 'term', value: 'orders' },
        exclude: expect.objectContaining({ kind: 'near' }),
      },
    });
    expect(journey.sql).toContain('$1');
    expect(journey.rows).toEqual([1]);
    expect(
      (await sample.runScored({ span_not: { include: word('orders'), exclude: word('v'), boost: 2 } })).scores,
    ).toEqual({
      1: 2,
      2: 2,
    });
  });

  it('refuses distances around the span', async () => {
    const pair = { include: word('a'), exclude: word('b') };
    expect((await sample.run({ span_not: { ...pair, pre: 0, post: 0, dist: 0 } })).rows).toEqual([]);
    await expect(async () => sample.run({ span_not: { ...pair, dist: 2 } })).rejects.toThrow(
      'query.span_not.dist: number `2` is not accepted; accepted: 0',
    );
  });
});
