import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('span_near', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  const words = (...values: string[]): object[] => values.map((value) => ({ span_term: { name: value } }));
  beforeAll(async () => {
    await sample.database.pool.query(
      `INSERT INTO sample (id, name, species, doc) VALUES (80, 'one two three four', 'Cat', '{}')`,
    );
  });

  it('finds spans one behind the other', async () => {
    const journey = await sample.run({ span_near: { clauses: words('one', 'two'), slop: 0, in_order: true } });
    expect(journey.ast).toEqual({
      kind: 'span',
      field: 'name',
      span: {
        kind: 'near',
        of: [
          { kind: 'term', value: 'one' },
          { kind: 'term', value: 'two' },
        ],
        slop: 0,
        inOrder: true,
      },
    });
    expect(journey.sql).toContain('$1');
    expect(journey.rows).toEqual([80]);
    expect((await sample.run({ span_near: { clauses: words('one', 'three') } })).rows).toEqual([]);
    expect((await sample.run({ span_near: { clauses: words('one', 'three'), slop: 1 } })).rows).toEqual([80]);
  });

  it('finds them in any order once it is told so', async () => {
    expect((await sample.run({ span_near: { clauses: words('two', 'one'), slop: 5 } })).rows).toEqual([]);
    expect((await sample.run({ span_near: { clauses: words('two', 'one'), slop: 5, in_order: false } })).rows).toEqual([
      80,
    ]);
  });

  it('holds other spans, and takes a slop that is as good as none at all', async () => {
    const either = { span_or: { clauses: words('gone', 'three') } };
    const clauses = [...words('one'), either, ...words('four')];
    expect((await sample.run({ span_near: { clauses, slop: 10_000_000, in_order: true } })).rows).toEqual([80]);
    expect((await sample.runScored({ span_near: { clauses, slop: 1, boost: 2 } })).scores).toEqual({ 80: 2 });
  });

  it('refuses a slop below zero', async () => {
    await expect(async () =>
      sample.run({ span_near: { clauses: words('a'), slop: -1, in_order: 'no' } }),
    ).rejects.toMatchObject({
      details: [{ path: 'query.span_near.slop' }, { path: 'query.span_near.in_order' }],
    });
  });
});
