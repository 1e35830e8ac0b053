import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAggregatedSample, type AggregatedSample } from '../../../../test/support/aggregated-sample.ts';

const day = 86_400_000;

describe('buckets that are told beforehand', () => {
  let sample: AggregatedSample;
  beforeAll(async () => {
    sample = await openAggregatedSample();
  });
  afterAll(() => sample.close());

  const aggregate: AggregatedSample['aggregate'] = (...asked) => sample.aggregate(...asked);
  const aggregateAll: AggregatedSample['aggregateAll'] = (...asked) => sample.aggregateAll(...asked);

  it('counts by queries, one or many, the rest too, and what has no value', async () => {
    const cat = { term: { species: 'x' } };
    expect(
      await aggregate({ filter: { range: { size: { gt: 0 } } }, aggs: { most: { max: { field: 'score' } } } }),
    ).toEqual({
      doc_count: 3,
      most: { value: 1.5 },
    });
    const filters = { small: { range: { size: { lt: 15 } } }, none: cat };
    expect(
      await aggregate({
        filters: { filters, other_bucket_key: 'rest' },
        aggs: { n: { value_count: { field: 'size' } } },
      }),
    ).toEqual({
      buckets: {
        small: { doc_count: 2, n: { value: 2 } },
        none: { doc_count: 0, n: { value: 0 } },
        rest: { doc_count: 3, n: { value: 2 } },
      },
    });
    expect(await aggregate({ filters: { filters: [{ match_all: {} }, cat], other_bucket: true } })).toEqual({
      buckets: [{ doc_count: 5 }, { doc_count: 0 }, { doc_count: 0 }],
    });
    expect(await aggregate({ missing: { field: 'size' } })).toEqual({ doc_count: 1 });
    expect(await aggregate({ missing: { field: 'sizes' } })).toEqual({ doc_count: 3 });
    expect(await aggregate({ missing: { field: 'nowhere' } })).toEqual({ doc_count: 5 });
  });

  it('takes `global` for all that may be read whatever the query, and paths of documents inside for the asset itself', async () => {
    const found = await aggregateAll(
      {
        every: { global: {}, aggs: { n: { value_count: { field: 'code' } } } },
        some: { value_count: { field: 'code' } },
      },
      'sample.id = 5',
    );
    expect(found).toEqual({ every: { doc_count: 4, n: { value: 4 } }, some: { value: 1 } });
    const nested = {
      nested: { path: 'p' },
      aggs: { back: { reverse_nested: {}, aggs: { most: { max: { field: 'size' } } } } },
    };
    expect(await aggregate(nested, 'sample.id < 3')).toEqual({
      doc_count: 2,
      back: { doc_count: 2, most: { value: 20 } },
    });
  });

  it('puts numbers into ranges, in their order and under the names of the original', async () => {
    const ranges = [{ from: 10 }, { to: 10 }, { key: 'teens', from: 10, to: 20 }];
    expect(await aggregate({ range: { field: 'size', ranges }, aggs: { most: { max: { field: 'score' } } } })).toEqual({
      buckets: [
        { key: '*-10.0', to: 10, doc_count: 1, most: { value: 3 } },
        { key: 'teens', from: 10, to: 20, doc_count: 1, most: { value: 1.5 } },
        { key: '10.0-*', from: 10, doc_count: 3, most: { value: 1.5 } },
      ],
    });
    expect(await aggregate({ range: { field: 'sizes', keyed: true, ranges: [{ to: 2 }, { from: 1e7 }] } })).toEqual({
      buckets: { '*-2.0': { to: 2, doc_count: 1 }, '1.0E7-*': { from: 1e7, doc_count: 0 } },
    });
    expect(await aggregate({ range: { field: 'code', ranges: [{ to: 2 }] } })).toMatchObject({
      buckets: [{ doc_count: 0 }],
    });
    expect(
      await aggregate({ date_range: { field: 'created', format: 'yyyy-MM-dd', ranges: [{ from: 'now-2d/d' }] } }),
    ).toEqual({
      buckets: [
        {
          key: '2026-03-13-*',
          from: Date.parse('2026-03-13T00:00:00Z'),
          from_as_string: '2026-03-13',
          doc_count: 2,
        },
      ],
    });
  });

  describe('histograms', () => {
    it('fill the gaps between numbers, unless empty buckets are not wanted', async () => {
      const histogram = { field: 'score', interval: 2 };
      expect(await aggregate({ histogram })).toEqual({
        buckets: [
          { key: -2, doc_count: 1 },
          { key: 0, doc_count: 2 },
          { key: 2, doc_count: 1 },
        ],
      });
      const wide = { field: 'score', interval: 1, min_doc_count: 1, order: { _key: 'desc' } };
      expect(await aggregate({ histogram: wide })).toMatchObject({
        buckets: [{ key: 3 }, { key: 1 }, { key: 0 }, { key: -2 }],
      });
      expect(
        await aggregate({ histogram: { ...histogram, offset: 1, extended_bounds: { min: 0, max: 6 } } }),
      ).toMatchObject({
        buckets: [{ key: -3 }, { key: -1 }, { key: 1 }, { key: 3 }, { key: 5 }],
      });
      await expect(aggregate({ histogram: { field: 'created', interval: 1000 } })).rejects.toThrow(
        'more than 65535 buckets',
      );
    });

    it('begin days and months where the zone does, whatever summer time makes of them', async () => {
      const found = await aggregate({
        date_histogram: { field: 'days', calendar_interval: 'day', time_zone: '+01:00' },
      });
      expect(found).toEqual({
        buckets: [
          { key_as_string: '1970-01-01T00:00:00.000+01:00', key: -3_600_000, doc_count: 1 },
          { key_as_string: '1970-01-02T00:00:00.000+01:00', key: day - 3_600_000, doc_count: 1 },
        ],
      });
      const months = {
        field: 'seen',
        calendar_interval: '1M',
        time_zone: 'Europe/Berlin',
        format: 'yyyy-MM',
        min_doc_count: 1,
      };
      expect(await aggregate({ date_histogram: months })).toMatchObject({
        buckets: [
          { key_as_string: '1970-01', doc_count: 1 },
          { key_as_string: '2026-01' },
          { key_as_string: '2026-03', doc_count: 2 },
        ],
      });
    });

    it('count every so many hours too, and show the empty ones', async () => {
      const recent = 'sample.id IN (1, 5)';
      const found = await aggregate(
        { date_histogram: { field: 'created', fixed_interval: '12h', keyed: true } },
        recent,
      );
      expect(Object.values((found as { buckets: object }).buckets)).toMatchObject([
        { doc_count: 1 },
        { doc_count: 0 },
        { doc_count: 1 },
      ]);
      const years = { field: 'created', interval: 'year', extended_bounds: { min: '2024', max: 'now' } };
      expect(await aggregate({ date_histogram: years }, recent)).toMatchObject({
        buckets: [{ key: Date.parse('2024-01-01') }, { doc_count: 0 }, { doc_count: 2 }],
      });
    });

    it('have no buckets for what is no number and no day of the calendar', async () => {
      expect(await aggregate({ histogram: { field: 'code', interval: 1 } })).toEqual({ buckets: [] });
      expect(await aggregate({ date_histogram: { field: 'code', fixed_interval: '1d' } })).toEqual({ buckets: [] });
      expect(await aggregate({ date_histogram: { field: 'size', calendar_interval: 'year' } })).toMatchObject({
        buckets: [{ doc_count: 1 }, { doc_count: 2 }],
      });
      expect(await aggregate({ histogram: { field: 'size', interval: 1e-300 } })).toEqual({ buckets: [] });
    });
  });
});
