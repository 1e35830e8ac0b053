import { describe, expect, it } from 'vitest';
import { isCatalogError } from '../../foundation/index.ts';
import { parseSearch } from '../parse-search.ts';
import { aggregationNames } from './read-aggregations.ts';

function read(aggregations: unknown): unknown {
  return parseSearch({ aggregations }).aggregations;
}

/** `path: message` of every problem. */
function problemsOf(aggregations: unknown): string[] {
  try {
    read(aggregations);
    return [];
  } catch (error) {
    if (!isCatalogError(error) || error.code !== 'query_rejected') throw error;
    const details = error.details as readonly { path: string; message: string }[];
    return details.map(({ path, message }) => `${path}: ${message}`);
  }
}

/** `max` below that many levels of buckets. */
function nested(levels: number): object {
  return levels === 0
    ? { m: { max: { field: 'x' } } }
    : { t: { terms: { field: 'x' }, aggregations: nested(levels - 1) } };
}

describe('readAggregations', () => {
  it('reads the form of each client, the inner ones under either of their names', () => {
    const terms = { kind: 'terms', field: 'f', size: 5, minDocCount: 1 };
    const order = [{ by: 'count', descending: true }];
    const top = { kind: 'topHits', from: 0, size: 1, sort: [], source: { includes: ['description'], excludes: [] } };
    const sourceValue = { top_hits: { size: 1, _source: { includes: ['description'] } } };
    const expected = { by: { ...terms, order, of: { sourceValue: top } } };
    expect(read({ by: { terms: { field: 'f', size: 5 }, aggregations: { sourceValue } } })).toEqual(expected);
    expect(read({ by: { terms: { field: 'f', size: 5 }, aggs: { sourceValue } } })).toEqual(expected);
    expect(
      read({ by: { terms: { field: 'f', size: 5, collect_mode: 'breadth_first', execution_hint: 'map' } } }),
    ).toEqual({
      by: { ...terms, order, of: {} },
    });
  });

  it('reads every form of `_source`', () => {
    const source = (json: unknown): unknown =>
      (read({ h: { top_hits: { _source: json } } }) as { h: { source: unknown } }).h.source;
    expect(source(false)).toBeNull();
    expect(source(true)).toEqual({ includes: [], excludes: [] });
    expect(source('a')).toEqual({ includes: ['a'], excludes: [] });
    expect(source(['a', 'b*'])).toEqual({ includes: ['a', 'b*'], excludes: [] });
    expect(source({ excludes: 'a' })).toEqual({ includes: [], excludes: ['a'] });
  });

  it('refuses what it cannot compute, naming what it can and where it stands', () => {
    expect(problemsOf({ a: { geo_bounds: { field: 'x' } } })).toEqual([
      `dsl.aggregations.a: unknown aggregation \`geo_bounds\`; accepted: ${aggregationNames.join(', ')}`,
    ]);
    expect(problemsOf({ a: { terms: { field: 'x' }, aggs: { b: { terms: { field: 'y', size: 0 } } } } })).toEqual([
      'dsl.aggregations.a.aggregations.b.terms.size: number `0` is not accepted; accepted: 1 to 65535',
    ]);
    expect(problemsOf({ a: { max: { field: 'x' }, aggs: { b: { min: { field: 'y' } } } } })).toEqual([
      'dsl.aggregations.a.aggregations: `max` has no buckets in which anything could be computed',
    ]);
    expect(problemsOf({ a: { filter: { nothing: {} } } })[0]).toMatch(
      /^dsl\.aggregations\.a\.filter: unknown clause `nothing`/,
    );
  });

  it.each([
    [
      { terms: { field: 'x', order: { other: 'desc' } } },
      'terms.order.other: `other` is no order; accepted: _count, _key, the name of a metric inside',
    ],
    [
      { terms: { field: 'x', order: [{ _count: 'down' }] } },
      'terms.order[0]._count: string `down` is not accepted; accepted: asc, desc',
    ],
    [
      { terms: { field: 'x', include: 'a{300}' } },
      'terms.include: expression cannot be used: more than 255 repetitions at character 2',
    ],
    [{ terms: { script: 'x' } }, 'terms.script: unknown member `script`'],
    [{ top_hits: { size: 0 } }, 'top_hits.size: number `0` is not accepted; accepted: 1 to 100'],
    [{ top_hits: { size: 101 } }, 'top_hits.size: number `101` is not accepted; accepted: 1 to 100'],
    [{ histogram: { field: 'x', interval: 0 } }, 'histogram.interval: `0` is not accepted; accepted: above 0'],
    [
      { date_histogram: { field: 'x' } },
      'date_histogram: exactly one of `calendar_interval`, `fixed_interval` is accepted',
    ],
    [
      { date_histogram: { field: 'x', calendar_interval: '2d' } },
      'date_histogram.calendar_interval: string `2d` is not accepted',
    ],
    [
      { date_histogram: { field: 'x', fixed_interval: 'month' } },
      'date_histogram.fixed_interval: string `month` is not accepted',
    ],
    [
      { date_histogram: { field: 'x', fixed_interval: '1d', time_zone: 'Mars/Base' } },
      'date_histogram.time_zone: unknown time zone `Mars/Base`',
    ],
    [{ range: { field: 'x' } }, 'range.ranges: nothing is not accepted; accepted: a list of ranges'],
    [{ filters: { filters: {} } }, 'filters.filters: an object is not accepted; accepted: at least one filter'],
  ])('refuses %j', (body, problem) => {
    expect(problemsOf({ a: body }).join('\n')).toContain(`dsl.aggregations.a.${problem}`);
  });

  it('takes as many levels and aggregations as anybody needs, and no more', () => {
    expect(problemsOf(nested(7))).toEqual([]);
    expect(problemsOf(nested(8))[0]).toMatch(/\.aggregations: nested too deeply; at most 8 levels are accepted$/);
    const many = (count: number): object =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${String(index)}`, { max: { field: 'x' } }]));
    expect(problemsOf({ t: { terms: { field: 'x' }, aggs: many(99) } })).toEqual([]);
    expect(problemsOf({ t: { terms: { field: 'x' }, aggs: many(100) } })).toEqual([
      'dsl.aggregations.t.aggregations: more than 100 aggregations',
    ]);
  });

  it('counts what the queries inside would cost in all', () => {
    const query = { bool: { should: Array.from({ length: 3000 }, () => ({ exists: { field: 'a' } })) } };
    const filters = (count: number): object => ({
      a: { filters: { filters: Array.from({ length: count }, () => query) } },
    });
    expect(problemsOf(filters(5))).toEqual([]);
    expect(problemsOf(filters(7))[0]).toMatch(/^dsl\.aggregations: too large/);
  });

  it('takes `global` at the outermost level only, where it means something', () => {
    expect(problemsOf({ a: { global: {} } })).toEqual([]);
    expect(problemsOf({ a: { missing: { field: 'x' }, aggs: { b: { global: {} } } } })).toEqual([
      'dsl.aggregations.a.aggregations.b.global: `global` is accepted at the outermost level only',
    ]);
  });
});
