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

  it('counts how many of should match', async () => {
    const should = [small, large, orders];
    const journey = await sample.run({
      bool: { should: [small, large, { term: { code: 'A1' } }], minimum_should_match: 2 },
    });
    expect(journey).toEqual({
      ast: {
        kind: 'atLeast',
        count: 2,
        of: [
          { kind: 'range', field: 'size', lte: 10 },
          { kind: 'range', field: 'size', gte: 20 },
          { kind: 'equals', field: 'code', value: 'A1', caseInsensitive: false },
        ],
      },
      sql: '(cardinality(array_positions(ARRAY[(sample.size <= $1), (sample.size >= $2), sample.code = $3], TRUE)) >= $4)',
      values: ['10', '20', 'A1', 2],
      rows: [1],
    });
    expect((await sample.run({ bool: { should: [orders, large], minimum_should_match: 2 } })).rows).toContain(2);
    expect((await sample.run({ bool: { should, minimum_should_match: 4 } })).ast).toEqual({ kind: 'none' });
  });

  it.each([
    [2, [1]],
    ['2', [1]],
    ['-1', [1]],
    ['67%', [1]],
    ['-34%', [1]],
    ['2<67%', [1]],
    ['1<-1 3<1', [1]],
    ['100%', []],
    ['3<1', []],
    ['2<1', [1, 2, 4, 5]],
    [-3, [1, 2, 4, 5]],
  ])('reads the minimum %j', async (minimum_should_match, rows) => {
    const should = [{ term: { code: 'A1' } }, small, large];
    expect((await sample.run({ bool: { should, minimum_should_match } })).rows).toEqual(rows);
  });

  it('needs one of should at least when nothing is required, whatever the minimum says', async () => {
    expect((await sample.run({ bool: { should: [small], minimum_should_match: 0 } })).rows).toEqual([1, 4]);
    expect((await sample.run({ bool: { should: [small], must_not: [orders], minimum_should_match: 0 } })).rows).toEqual(
      [4],
    );
    const none = { filter: [{ match_all: {} }], should: [small], minimum_should_match: 0 };
    expect((await sample.run({ bool: none })).rows).toEqual([1, 2, 3, 4, 5]);
  });

  it('keeps an index in play where all or one of should are needed', async () => {
    const should = [{ term: { code: 'A1' } }, { term: { code: 'a1' } }];
    expect((await sample.run({ bool: { should, minimum_should_match: 1 } })).sql).toBe(
      '(sample.code = $1 OR sample.code = $2)',
    );
    expect((await sample.run({ bool: { should, minimum_should_match: 2 } })).sql).toBe(
      '(sample.code = $1 AND sample.code = $2)',
    );
    expect((await sample.run({ bool: { should: [...should, { match_all: {} }], minimum_should_match: 2 } })).sql).toBe(
      '(sample.code = $1 OR sample.code = $2)',
    );
  });

  it('is nothing with nothing but must_not, once it is told not to mend that', async () => {
    const mustNot = [{ term: { code: 'A1' } }];
    expect((await sample.run({ bool: { must_not: mustNot, adjust_pure_negative: true, boost: 1 } })).rows).toEqual([
      2, 3, 4, 5,
    ]);
    expect((await sample.run({ bool: { must_not: mustNot, adjust_pure_negative: false } })).rows).toEqual([]);
    expect(
      (await sample.run({ bool: { must_not: mustNot, filter: [{ match_all: {} }], adjust_pure_negative: false } }))
        .rows,
    ).toEqual([2, 3, 4, 5]);
  });

  it('adds up what must and should are worth where they match; filter and must_not are worth nothing', async () => {
    const scored = await sample.runScored({
      bool: {
        must: { exists: { field: 'size', boost: 2 } },
        should: [{ term: { code: { value: 'A1', boost: 4 } } }, { term: { flag: false } }],
        filter: { match_all: { boost: 50 } },
        must_not: { term: { code: 'path/to/B-2' } },
        boost: 0.5,
      },
    });
    const flag =
      "(CASE WHEN jsonb_typeof((sample.doc -> 'flag')) = 'boolean' THEN ((sample.doc -> 'flag'))::boolean END)";
    expect(scored.sql).toBe(
      '(least(round((((CASE WHEN sample.code = $2 THEN $1::numeric ELSE 0::numeric END) + ' +
        `(CASE WHEN ${flag} = $4 THEN $3::numeric ELSE 0::numeric END)) + 1::numeric), 37), 3.4e+38)::real)`,
    );
    expect(scored.scores).toEqual({ 1: 3, 2: 1.5, 5: 1 });
    expect((await sample.runScored({ bool: { filter: [{ exists: { field: 'size' } }] } })).scores).toEqual({
      1: 0,
      2: 0,
      4: 0,
      5: 0,
    });
    expect((await sample.runScored({ bool: { must_not: [{ exists: { field: 'size' } }] } })).scores).toEqual({ 3: 0 });
    expect((await sample.runScored({ bool: { boost: 3 } })).scores).toEqual({ 1: 3, 2: 3, 3: 3, 4: 3, 5: 3 });
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

  it('refuses what would grow without bounds, and takes any number of choices', async () => {
    const nest = (depth: number): unknown =>
      depth === 0 ? { match_all: {} } : { bool: { filter: [nest(depth - 1)] } };
    expect((await sample.run(nest(32))).ast).toEqual({ kind: 'all' });
    await expect(async () => sample.run(nest(33))).rejects.toThrow('nested too deeply; at most 32 levels are accepted');
    await expect(async () => sample.run(nest(5000))).rejects.toThrow('nested too deeply');
    const should = Array.from({ length: 30 }, (_, index) => ({ term: { code: String(index) } }));
    expect((await sample.run({ bool: { should, minimum_should_match: 15 } })).rows).toEqual([]);
    const many = Array.from({ length: 5000 }, () => ({ exists: { field: 'code' } }));
    expect((await sample.run({ bool: { should: many, minimum_should_match: 4999 } })).rows).toEqual([1, 2, 3, 4, 5]);
    await expect(async () => sample.run({ bool: { should: [...many, ...many, ...many, ...many] } })).rejects.toThrow(
      'at most 20000 conditions are accepted',
    );
  });
});
