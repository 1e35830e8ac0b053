import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('bool', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  const fine = { term: { code: 'x' } };
  const small = { range: { size: { lte: 10 } } };
  const large = { range: { size: { gte: 20 } } };
  const orders = { match: { name: 'orders' } };

  it('joins must and filter with and, and takes must_not away', async () => {
    const journey = await sample.run({
      bool: {
        must: [{ exists: { field: 'name' } }],
        filter: [{ exists: { field: 'size' } }],
        must_not: [{ term: { code: 'A1' } }],
      },
    });
    expect(journey).toEqual({
      ast: {
        kind: 'and',
        of: [
          { kind: 'present', field: 'name' },
          { kind: 'present', field: 'size' },
          { kind: 'not', of: { kind: 'equals', field: 'code', value: 'A1', caseInsensitive: false } },
        ],
      },
      sql: '(sample.name IS NOT NULL AND sample.size IS NOT NULL AND ((sample.code = $1) IS NOT TRUE))',
      values: ['A1'],
      rows: [2, 5],
    });
  });

  it('takes a single clause in place of a list', async () => {
    const alone = await sample.run({ bool: { filter: small, must: small, must_not: orders, should: small } });
    const listed = await sample.run({ bool: { filter: [small], must: [small], must_not: [orders], should: [small] } });
    expect(alone).toEqual(listed);
    expect(alone.rows).toEqual([4]);
  });

  it('needs one of should when nothing is required, and none when something is', async () => {
    expect(await sample.run({ bool: { should: [small, large] } })).toMatchObject({
      sql: '((sample.size <= $1) OR (sample.size >= $2))',
      rows: [1, 2, 4, 5],
    });
    expect((await sample.run({ bool: { filter: [orders], should: [large] } })).rows).toEqual([1, 2]);
    expect((await sample.run({ bool: { filter: [orders], should: [large], minimum_should_match: 1 } })).rows).toEqual([
      2,
    ]);
    expect((await sample.run({ bool: { must_not: [orders], should: [large] } })).rows).toEqual([5]);
  });

  it('spells out how many of should have to match', async () => {
    const should = [small, large, orders];
    expect((await sample.run({ bool: { should, minimum_should_match: 2 } })).rows).toEqual([1, 2]);
    expect((await sample.run({ bool: { should, minimum_should_match: '-1' } })).rows).toEqual([1, 2]);
    expect((await sample.run({ bool: { should, minimum_should_match: '67%' } })).rows).toEqual([1, 2]);
    expect((await sample.run({ bool: { should: [orders, large], minimum_should_match: 2 } })).rows).toEqual([2]);
    expect((await sample.run({ bool: { should, minimum_should_match: 4 } })).ast).toEqual({ kind: 'none' });
    expect((await sample.run({ bool: { should, minimum_should_match: 0 } })).ast).toEqual({ kind: 'all' });
  });

  it('is everything when it is empty', async () => {
    expect((await sample.run({ bool: {} })).ast).toEqual({ kind: 'all' });
    expect((await sample.run({ bool: { filter: [], should: [], must_not: null } })).ast).toEqual({ kind: 'all' });
  });

  it('keeps what has no value when it takes away', async () => {
    expect((await sample.run({ bool: { must_not: [{ term: { name: 'orders' } }] } })).rows).toEqual([3, 4, 5]);
    expect(
      (await sample.run({ bool: { must_not: [{ bool: { must_not: [{ term: { name: 'orders' } }] } }] } })).rows,
    ).toEqual([1, 2]);
  });

  it('reports every problem of a query at once, each with its path', async () => {
    const wrong = {
      bool: {
        filter: [{ trem: {} }, fine, { term: {} }],
        must_no: [],
        should: { bool: { must: 7 } },
        minimum_should_match: 'x',
      },
    };
    await expect(async () => sample.run(wrong)).rejects.toMatchObject({
      code: 'query_rejected',
      details: [
        { path: 'query.bool.must_no' },
        { path: 'query.bool.filter[0]' },
        { path: 'query.bool.filter[2].term' },
        { path: 'query.bool.should.bool.must' },
        { path: 'query.bool.minimum_should_match' },
      ],
    });
  });

  it('refuses what would grow without bounds: depth and choices', async () => {
    const nest = (depth: number): unknown =>
      depth === 0 ? { match_all: {} } : { bool: { filter: [nest(depth - 1)] } };
    expect((await sample.run(nest(32))).ast).toEqual({ kind: 'all' });
    await expect(async () => sample.run(nest(33))).rejects.toThrow('nested too deeply; at most 32 levels are accepted');
    await expect(async () => sample.run(nest(5000))).rejects.toThrow('nested too deeply');
    const should = Array.from({ length: 30 }, (_, index) => ({ term: { code: String(index) } }));
    await expect(async () => sample.run({ bool: { should, minimum_should_match: 15 } })).rejects.toThrow(
      '15 of 30 clauses has too many choices',
    );
  });
});
