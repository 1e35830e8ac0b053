import { describe, expect, it } from 'vitest';
import { parseQuery } from './parse-query.ts';
import { parseSearch } from './parse-search.ts';

describe('parseSearch', () => {
  it('fills in what is left out', () => {
    expect(parseSearch({})).toEqual({
      query: { kind: 'all' },
      score: null,
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
      { field: '_score', descending: true, score: { kind: 'constant', value: 1 } },
      { field: 'a', descending: false, missingFirst: true },
    ]);
    expect(parseSearch({ sort: { a: 'desc' } }).sort).toEqual([{ field: 'a', descending: true }]);
  });

  it('reads aggregations under either of their names', () => {
    const order = [{ by: 'key', descending: false }];
    const expected = {
      types: { kind: 'terms', field: 't', size: 3, order, minDocCount: 1, of: {} },
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
    expect(() => parseSearch({ knn: 1 })).toThrow('dsl.knn: unknown member `knn`; accepted: query, post_filter');
  });

  it('reports all problems of a request at once', () => {
    const wrong = {
      query: { geo_shape: { a: 'b' } },
      post_filter: { term: {} },
      sort: [{ a: 'up' }, 7],
      size: 'many',
      aggregations: { a: { geo: {} }, b: { terms: { field: 'x', size: 0 } } },
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
      'dsl.aggregations.b.terms.size',
    ]);
  });

  it('needs as many values to go on from as there are sort keys', () => {
    const sort = [{ __timestamp: 'asc' }, { __guid: 'asc' }];
    expect(parseSearch({ sort, search_after: [5, null] }).searchAfter).toEqual([5, null]);
    expect(() => parseSearch({ sort, search_after: [5] })).toThrow('dsl.search_after: 1 values given for 2 sort keys');
  });

  it('reads further options of a sort', () => {
    const sort = [
      { a: { mode: 'MAX', missing: 0, unmapped_type: 'long', nested: { path: 'p' } } },
      { b: { order: 'desc', missing: '_last', mode: 'min' } },
      { _score: {} },
      '_doc',
    ];
    expect(parseSearch({ sort }).sort).toEqual([
      { field: 'a', descending: false, missing: 0, mode: 'max' },
      { field: 'b', descending: true, mode: 'min' },
      { field: '_score', descending: true, score: { kind: 'constant', value: 1 } },
      { field: '_doc', descending: false },
    ]);
    expect(() => parseSearch({ sort: [{ a: { mode: 'median', missing: [] } }] })).toThrow(
      /sort\[0\]\.a\.missing: a list is not accepted.*sort\[0\]\.a\.mode: string `median` is not accepted/s,
    );
  });

  it('makes a score only when somebody wants to know it', () => {
    const query = { term: { a: { value: 'x', boost: 2 } } };
    const score = { kind: 'constant', value: 2 };
    expect(parseSearch({ query }).score).toBeNull();
    expect(parseSearch({ query }, 'dsl', { scored: true }).score).toEqual(score);
    expect(parseSearch({ query, sort: '_score' })).toMatchObject({ score, sort: [{ field: '_score', score }] });
    expect(parseSearch({ query, min_score: 1.5 })).toMatchObject({
      score: null,
      query: { kind: 'and', of: [{ kind: 'equals' }, { kind: 'scoreAtLeast', score, least: 1.5 }] },
    });
    expect(() => parseSearch({ min_score: -1 })).toThrow('dsl.min_score: number `-1` is not accepted');
  });

  it('refuses what repeats itself beyond all bounds, at once', () => {
    const exists = (index: number) => ({ exists: { field: `f${String(index)}` } });
    let query: object = { bool: { should: Array.from({ length: 1000 }, (_, index) => exists(index)) } };
    for (let depth = 0; depth < 30; depth += 1) {
      query = { bool: { must: [exists(1)], should: [exists(2), query], minimum_should_match: 1 } };
    }
    const tooLarge = 'too large with all that it repeats; at most 20000 conditions are accepted';
    expect(() => parseSearch({ query })).not.toThrow();
    expect(() => parseSearch({ query, sort: ['_score'] })).toThrow(`dsl.query: ${tooLarge}`);
    expect(() => parseSearch({ query }, 'dsl', { scored: true })).toThrow(`dsl.query: ${tooLarge}`);
    expect(() => parseSearch({ query, min_score: 1 })).toThrow(`dsl.query: ${tooLarge}`);
  });

  it.each([
    [{ geo_distance: { distance: '1km' } }, 'geo_distance'],
    [{ script: { script: '1' } }, 'script'],
    [{ script_score: {} }, 'script_score'],
    [{ has_child: {} }, 'has_child'],
    [{ percolate: {} }, 'percolate'],
    [{ more_like_this: {} }, 'more_like_this'],
    [{ rank_feature: {} }, 'rank_feature'],
    [{ knn: {} }, 'knn'],
    [{ constructor: {} }, 'constructor'],
    [{ ['__proto__x']: {} }, '__proto__x'],
  ])('refuses %j by name and place', (clause, name) => {
    expect(() => parseSearch({ query: { bool: { filter: [clause] } } })).toThrow(
      `dsl.query.bool.filter[0]: unknown clause \`${name}\`; accepted: bool, boosting`,
    );
  });

  it('refuses depth bombs without running out of stack, whatever they are made of', () => {
    const nests: Record<string, (inner: unknown) => unknown> = {
      nested: (query) => ({ nested: { path: 'p', query } }),
      constant_score: (filter) => ({ constant_score: { filter } }),
      dis_max: (query) => ({ dis_max: { queries: [query] } }),
      boosting: (positive) => ({ boosting: { positive, negative: { match_all: {} }, negative_boost: 0 } }),
      function_score: (query) => ({ function_score: { query } }),
      span_near: (clause) => ({ span_near: { clauses: [clause] } }),
      bool: (clause) => ({ bool: { must_not: clause } }),
    };
    for (const nest of Object.values(nests)) {
      let query: unknown = { span_term: { a: 'b' } };
      for (let depth = 0; depth < 3000; depth += 1) query = nest(query);
      expect(() => parseSearch({ query })).toThrow('nested too deeply; at most 32 levels are accepted');
    }
  });

  it('refuses more conditions and patterns than PostgreSQL should be asked to check', () => {
    const query = (count: number, clause: object) => ({
      bool: { should: Array.from({ length: count }, () => clause) },
    });
    expect(() => parseQuery(query(19_000, { exists: { field: 'a' } }))).not.toThrow();
    expect(() => parseQuery(query(20_001, { exists: { field: 'a' } }))).toThrow('at most 20000 conditions');
    expect(() => parseQuery(query(1000, { wildcard: { a: 'x*y' } }))).toThrow('at most 20000 conditions');
  });

  it.each([undefined, null, [], 'query', 7])('refuses %j in place of a request', (body) => {
    expect(() => parseSearch(body)).toThrow(/^dsl: .* is not accepted; accepted: an object$/);
  });
});
