import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, sampleContext, type SearchSample } from '../../../test/support/search-sample.ts';
import { parseSearch } from '../parse-search.ts';
import { compileAggregation } from './compile-aggregation.ts';

describe('aggregation', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  async function aggregate(json: unknown, source = 'sample'): Promise<unknown> {
    const { aggregations } = parseSearch({ aggregations: { one: json } });
    const ctx = sampleContext();
    const compiled = Object.values(aggregations).map((aggregation) => compileAggregation(aggregation, source, ctx));
    const { rows } = await sample.database.pool.query<{ value: unknown }>(`SELECT ${compiled.join()} AS value`, [
      ...ctx.params.values,
    ]);
    return rows[0]?.value;
  }

  it('counts buckets, the fullest first and ties by key, keys folded', async () => {
    expect(await aggregate({ terms: { field: 'groups' } })).toEqual({
      doc_count_error_upper_bound: 0,
      sum_other_doc_count: 0,
      buckets: [
        { key: 'data', doc_count: 2 },
        { key: 'a,"b{}\\', doc_count: 1 },
        { key: 'core', doc_count: 1 },
      ],
    });
  });

  it('counts what the shown buckets leave out', async () => {
    expect(await aggregate({ terms: { field: 'family', size: 1 } })).toEqual({
      doc_count_error_upper_bound: 0,
      sum_other_doc_count: 7,
      buckets: [{ key: 'being', doc_count: 5 }],
    });
  });

  it('sorts buckets by their key when asked to', async () => {
    expect(await aggregate({ terms: { field: 'size', order: [{ _key: 'desc' }], size: 2 } })).toMatchObject({
      buckets: [
        { key: 9_007_199_254_740_991, doc_count: 1 },
        { key: 20, doc_count: 1 },
      ],
    });
  });

  it('names booleans by number and by word', async () => {
    expect(await aggregate({ terms: { field: 'flag' } })).toMatchObject({
      buckets: [
        { key: 0, key_as_string: 'false', doc_count: 1 },
        { key: 1, key_as_string: 'true', doc_count: 1 },
      ],
    });
  });

  it('computes numbers, and counts different values', async () => {
    expect(await aggregate({ max: { field: 'score' } })).toEqual({ value: 3 });
    expect(await aggregate({ min: { field: 'score' } })).toEqual({ value: -2 });
    expect(await aggregate({ sum: { field: 'score' } })).toEqual({ value: 2.5 });
    expect(await aggregate({ avg: { field: 'score' } })).toEqual({ value: 0.625 });
    expect(await aggregate({ max: { field: 'seen' } })).toEqual({ value: Date.parse('2026-03-15T12:00:00Z') });
    expect(await aggregate({ cardinality: { field: 'groups', precision_threshold: 1000 } })).toEqual({ value: 3 });
  });

  it('answers null, not 0, where there is nothing to compute; sums and counts are 0', async () => {
    const empty = '(SELECT * FROM sample WHERE FALSE) AS sample';
    expect(await aggregate({ max: { field: 'size' } }, empty)).toEqual({ value: null });
    expect(await aggregate({ sum: { field: 'size' } }, empty)).toEqual({ value: 0 });
    expect(await aggregate({ terms: { field: 'code' } }, empty)).toMatchObject({ buckets: [], sum_other_doc_count: 0 });
    for (const field of ['nowhere', 'code', 'flag'])
      expect(await aggregate({ avg: { field } })).toEqual({ value: null });
    expect(await aggregate({ terms: { field: 'nowhere' } })).toMatchObject({ buckets: [] });
    expect(await aggregate({ cardinality: { field: 'nowhere' } })).toEqual({ value: 0 });
  });

  it('refuses what it cannot compute, naming what it can', () => {
    expect(() => parseSearch({ aggregations: { a: { date_histogram: { field: 'x' } } } })).toThrow(
      'dsl.aggregations.a: unknown aggregation `date_histogram`; accepted: avg, cardinality, max, min, sum, terms',
    );
    expect(() => parseSearch({ aggregations: { a: { terms: { field: 'x' }, aggregations: {} } } })).toThrow(
      'inside aggregations',
    );
    expect(() => parseSearch({ aggregations: { a: { terms: { field: 'x', size: 0 } } } })).toThrow(
      'accepted: 1 to 10000',
    );
  });
});
