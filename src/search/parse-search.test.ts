import { describe, expect, it } from 'vitest';
import { parseQuery } from './parse-query.ts';
import { parseSearch } from './parse-search.ts';

describe('parseSearch', () => {
  it('fills in what is left out', () => {
    expect(parseSearch({})).toEqual({
      query: { kind: 'all' },
      postFilter: null,
      sort: [],
      from: 0,
      size: 10,
      trackTotalHits: true,
      searchAfter: null,
      aggregations: {},
    });
    expect(parseSearch({ query: null, sort: null, post_filter: null, aggregations: {}, search_after: [] })).toEqual(
      parseSearch({}),
    );
  });

  it('reads every form of sort', () => {
    const sorts = [
      { 'name.keyword': { order: 'desc', nested: { path: 'p' } } },
      { __timestamp: 'asc' },
      '__guid',
      '_score',
      { a: { order: 'asc', missing: '_first' } },
    ];
    expect(parseSearch({ sort: sorts }).sort).toEqual([
      { field: 'name.keyword', descending: true },
      { field: '__timestamp', descending: false },
      { field: '__guid', descending: false },
      { field: '_score', descending: true },
      { field: 'a', descending: false, missingFirst: true },
    ]);
    expect(parseSearch({ sort: { a: 'desc' } }).sort).toEqual([{ field: 'a', descending: true }]);
  });

  it('reads aggregations under either of their names', () => {
    const expected = {
      types: { kind: 'terms', field: 't', size: 3, order: { by: 'key', descending: false } },
      top: { kind: 'max', field: 'n' },
    };
    const block = { types: { terms: { field: 't', size: 3, order: { _key: 'asc' } } }, top: { max: { field: 'n' } } };
    expect(parseSearch({ aggregations: block }).aggregations).toEqual(expected);
    expect(parseSearch({ aggs: block }).aggregations).toEqual(expected);
  });

  it('reaches 100,000 hits deep and no deeper', () => {
    expect(parseSearch({ from: 99_700, size: 300 })).toMatchObject({ from: 99_700, size: 300 });
    expect(() => parseSearch({ from: 99_701, size: 300 })).toThrow('dsl: `from` + `size` is 100001; at most 100000');
    expect(() => parseSearch({ size: 200_000 })).toThrow('dsl.size: number `200000` is not accepted');
    expect(() => parseSearch({ from: -1 })).toThrow('dsl.from: number `-1` is not accepted');
  });

  it('lets pass what only shapes the answer, and refuses what it does not know', () => {
    expect(parseSearch({ _source: ['a'], highlight: {}, track_scores: true, aggregation: { x: 1 } }).query).toEqual({
      kind: 'all',
    });
    expect(() => parseSearch({ min_score: 1 })).toThrow(
      'dsl.min_score: unknown member `min_score`; accepted: query, post_filter',
    );
  });

  it('reports all problems of a request at once', () => {
    const wrong = {
      query: { fuzzy: { a: 'b' } },
      post_filter: { term: {} },
      sort: [{ a: 'up' }, 7],
      size: 'many',
      aggregations: { a: { geo: {} }, b: { terms: { field: 'x' }, aggs: {} } },
    };
    const error = (() => {
      try {
        return parseSearch(wrong);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({ code: 'query_rejected' });
    expect((error as { details: { path: string }[] }).details.map(({ path }) => path)).toEqual([
      'dsl.sort[0].a',
      'dsl.sort[1]',
      'dsl.query',
      'dsl.post_filter.term',
      'dsl.size',
      'dsl.aggregations.a',
      'dsl.aggregations.b',
    ]);
  });

  it('needs as many values to go on from as there are sort keys', () => {
    const sort = [{ __timestamp: 'asc' }, { __guid: 'asc' }];
    expect(parseSearch({ sort, search_after: [5, null] }).searchAfter).toEqual([5, null]);
    expect(() => parseSearch({ sort, search_after: [5] })).toThrow('dsl.search_after: 1 values given for 2 sort keys');
  });

  it('refuses a query that repeated choices would blow up, at once', () => {
    const exists = (index: number) => ({ exists: { field: `f${String(index)}` } });
    let query: object = exists(0);
    for (let depth = 0; depth < 31; depth += 1) {
      query = { bool: { should: [exists(1), exists(2), exists(3), exists(4), query], minimum_should_match: 3 } };
    }
    const tooLarge = 'too large with all its choices spelled out; at most 20000 conditions are accepted';
    expect(() => parseSearch({ query })).toThrow(`dsl.query: ${tooLarge}`);
    expect(() => parseSearch({ post_filter: query })).toThrow(`dsl.post_filter: ${tooLarge}`);
    expect(() => parseQuery(query)).toThrow(`query: ${tooLarge}`);
  });

  it('refuses more conditions and patterns than PostgreSQL should be asked to check', () => {
    const query = (count: number, clause: object) => ({
      bool: { should: Array.from({ length: count }, () => clause) },
    });
    expect(() => parseQuery(query(19_000, { exists: { field: 'a' } }))).not.toThrow();
    expect(() => parseQuery(query(20_001, { exists: { field: 'a' } }))).toThrow('at most 20000 conditions');
    expect(() => parseQuery(query(1000, { wildcard: { a: 'x*y' } }))).toThrow('at most 20000 conditions');
    const aggs = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`a${String(index)}`, { max: { field: 'a' } }]),
    );
    expect(() => parseSearch({ query: query(3000, { exists: { field: 'a' } }), aggs })).toThrow(
      'dsl.aggregations: too many for so large a query',
    );
  });

  it.each([undefined, null, [], 'query', 7])('refuses %j in place of a request', (body) => {
    expect(() => parseSearch(body)).toThrow(/^dsl: .* is not accepted; accepted: an object$/);
  });
});
