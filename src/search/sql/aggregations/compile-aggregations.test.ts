import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAggregatedSample, type AggregatedSample } from '../../../../test/support/aggregated-sample.ts';

describe('aggregations', () => {
  let sample: AggregatedSample;
  beforeAll(async () => {
    sample = await openAggregatedSample();
  });
  afterAll(() => sample.close());

  const aggregate: AggregatedSample['aggregate'] = (...asked) => sample.aggregate(...asked);
  const aggregateAll: AggregatedSample['aggregateAll'] = (...asked) => sample.aggregateAll(...asked);

  describe('terms', () => {
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

    it('names booleans by number and by word, and instants by both too', async () => {
      expect(await aggregate({ terms: { field: 'flag' } })).toMatchObject({
        buckets: [
          { key: 0, key_as_string: 'false', doc_count: 1 },
          { key: 1, key_as_string: 'true', doc_count: 1 },
        ],
      });
      expect(await aggregate({ terms: { field: 'created', size: 1, order: { _key: 'asc' } } })).toMatchObject({
        buckets: [{ key: 0, key_as_string: '1970-01-01T00:00:00.000Z', doc_count: 1 }],
      });
    });

    it('puts buckets in the order of their keys, of a metric, of a part of one, and of several of those', async () => {
      const keys = async (terms: object, aggs: object = {}): Promise<unknown> =>
        (
          (await aggregate({ terms: { field: 'species', ...terms }, aggs })) as { buckets: { key: unknown }[] }
        ).buckets.map(({ key }) => key);
      expect(await keys({ order: [{ _key: 'desc' }], size: 2 })).toEqual(['Unheard', 'Oak']);
      expect(await keys({ order: { _term: 'asc' }, size: 2 })).toEqual(['Cat', 'Dog']);
      const most = { most: { max: { field: 'score' } }, all: { stats: { field: 'score' } } };
      expect(await keys({ order: { most: 'desc' } }, most)).toEqual(['Unheard', 'Cat', 'Dog', 'Oak']);
      expect(await keys({ order: { 'most.value': 'asc' } }, most)).toEqual(['Oak', 'Dog', 'Cat', 'Unheard']);
      expect(await keys({ order: [{ 'all.count': 'desc' }, { _key: 'desc' }] }, most)).toEqual([
        'Cat',
        'Unheard',
        'Dog',
        'Oak',
      ]);
    });

    it('takes the order of the client that writes it beside the terms', async () => {
      expect(await aggregate({ terms: { field: 'species', size: 1 }, order: [{ _key: 'desc' }] })).toMatchObject({
        buckets: [{ key: 'Unheard' }],
      });
    });

    it('keeps the keys that are listed or match, and drops those that are excluded', async () => {
      const keys = async (terms: object): Promise<unknown> =>
        (
          (await aggregate({ terms: { field: 'family', order: { _key: 'asc' }, ...terms } })) as {
            buckets: { key: unknown }[];
          }
        ).buckets.map(({ key }) => key);
      expect(await keys({ include: ['pet', 'plant'] })).toEqual(['pet', 'plant']);
      expect(await keys({ include: 'p.*', exclude: ['pet'] })).toEqual(['plant']);
      expect(await keys({ exclude: 'be.*|animal' })).toEqual(['pet', 'plant']);
    });

    it('shows full enough buckets only, and gives what has no value the bucket of its stand-in', async () => {
      expect(await aggregate({ terms: { field: 'family', min_doc_count: 3 } })).toMatchObject({
        buckets: [
          { key: 'being', doc_count: 5 },
          { key: 'animal', doc_count: 3 },
          { key: 'pet', doc_count: 3 },
        ],
      });
      const fewest = { field: 'family', min_doc_count: 3, size: 2, order: { _count: 'asc' } };
      expect(await aggregate({ terms: fewest })).toMatchObject({
        sum_other_doc_count: 5,
        buckets: [
          { key: 'animal', doc_count: 3 },
          { key: 'pet', doc_count: 3 },
        ],
      });
      expect(await aggregate({ terms: { field: 'family', min_doc_count: 4 } })).toMatchObject({
        sum_other_doc_count: 0,
      });
      expect(await aggregate({ terms: { field: 'groups', missing: 'none', size: 1 } })).toMatchObject({
        buckets: [{ key: 'data', doc_count: 2 }],
      });
      expect(await aggregate({ terms: { field: 'size', missing: 7, include: ['7'] } })).toMatchObject({
        buckets: [{ key: 7, doc_count: 1 }],
      });
      expect(await aggregate({ terms: { field: 'nowhere', missing: 'N/A' } })).toMatchObject({
        buckets: [{ key: 'N/A', doc_count: 5 }],
      });
    });
  });

  it('answer the same for rows that are grouped and for each by itself, which `top_hits` need', async () => {
    const inside = {
      numbers: { stats: { field: 'score' } },
      sizes: { stats: { field: 'sizes', missing: 4 } },
      flags: { avg: { field: 'flag', missing: true } },
      words: { stats: { field: 'species' } },
      different: { cardinality: { field: 'groups' } },
      months: { date_histogram: { field: 'created', calendar_interval: 'month', min_doc_count: 1 } },
      small: { range: { field: 'size', ranges: [{ to: 20 }, { from: 20 }] } },
      without: { missing: { field: 'groups' }, aggs: { most: { max: { field: 'size' } } } },
    };
    const asked = {
      species: { terms: { field: 'species' }, aggs: inside },
      family: { terms: { field: 'family' } },
      ...inside,
    };
    const { each, ...alone } = await aggregateAll({ ...asked, each: { top_hits: { size: 3 } } });
    expect(each).toMatchObject({ hits: { total: { value: 5 } } });
    expect(await aggregateAll(asked)).toEqual(alone);
  });

  describe('metrics', () => {
    it('compute numbers, and count values and different values', async () => {
      expect(await aggregate({ max: { field: 'score' } })).toEqual({ value: 3 });
      expect(await aggregate({ min: { field: 'score' } })).toEqual({ value: -2 });
      expect(await aggregate({ sum: { field: 'score' } })).toEqual({ value: 2.5 });
      expect(await aggregate({ avg: { field: 'score' } })).toEqual({ value: 0.625 });
      expect(await aggregate({ value_count: { field: 'score' } })).toEqual({ value: 4 });
      expect(await aggregate({ stats: { field: 'score' } })).toEqual({
        count: 4,
        min: -2,
        max: 3,
        avg: 0.625,
        sum: 2.5,
      });
      expect(await aggregate({ cardinality: { field: 'groups', precision_threshold: 1000 } })).toEqual({ value: 3 });
    });

    it('take every value of a list, and booleans as 1 and 0', async () => {
      expect(await aggregate({ stats: { field: 'sizes' } })).toEqual({
        count: 3,
        min: 1,
        max: 7,
        avg: 13 / 3,
        sum: 13,
      });
      expect(await aggregate({ avg: { field: 'sizes' } })).toMatchObject({ value: 13 / 3 });
      expect(await aggregate({ avg: { field: 'flag' } })).toMatchObject({ value: 0.5 });
      const inside = {
        terms: { field: 'species' },
        aggs: { n: { cardinality: { field: 'groups' } }, most: { max: { field: 'sizes' } } },
      };
      expect(await aggregate(inside)).toMatchObject({
        buckets: [
          { key: 'Cat', n: { value: 3 }, most: { value: 5 } },
          { key: 'Dog', n: { value: 1 }, most: { value: null } },
          { key: 'Oak', n: { value: 0 }, most: { value: 7 } },
          { key: 'Unheard', n: { value: 0 } },
        ],
      });
    });

    it('show instants as numbers and as text, and count a stand-in for what is missing', async () => {
      expect(await aggregate({ max: { field: 'seen' } })).toEqual({
        value: Date.parse('2026-03-15T12:00:00Z'),
        value_as_string: '2026-03-15T12:00:00.000Z',
      });
      expect(await aggregate({ sum: { field: 'score', missing: 10 } })).toEqual({ value: 12.5 });
      expect(await aggregate({ max: { field: 'code', missing: 10 } })).toEqual({ value: null });
      expect(await aggregate({ cardinality: { field: 'name.keyword', missing: 'x' } })).toEqual({ value: 5 });
    });

    it('answer null, not 0, where there is nothing to compute; sums and counts are 0', async () => {
      const none = 'FALSE';
      expect(await aggregate({ max: { field: 'size' } }, none)).toEqual({ value: null });
      expect(await aggregate({ sum: { field: 'size' } }, none)).toEqual({ value: 0 });
      expect(await aggregate({ stats: { field: 'size' } }, none)).toEqual({
        count: 0,
        min: null,
        max: null,
        avg: null,
        sum: 0,
      });
      expect(await aggregate({ terms: { field: 'code' } }, none)).toMatchObject({
        buckets: [],
        sum_other_doc_count: 0,
      });
      for (const field of ['nowhere', 'code']) expect(await aggregate({ avg: { field } })).toEqual({ value: null });
      expect(await aggregate({ terms: { field: 'nowhere' } })).toMatchObject({ buckets: [] });
      expect(await aggregate({ cardinality: { field: 'nowhere' } })).toEqual({ value: 0 });
    });
  });

  it('computes inside of buckets, three levels deep and more', async () => {
    const found = await aggregate({
      terms: { field: 'species', size: 1 },
      aggs: {
        flags: {
          terms: { field: 'flag' },
          aggregations: {
            owners: { terms: { field: 'owners' }, aggs: { sum: { sum: { field: 'size' } } } },
            most: { max: { field: 'score' } },
          },
        },
        least: { min: { field: 'score' } },
      },
    });
    const owner = (key: string): object => ({ key, doc_count: 1, sum: { value: 10 } });
    expect(found).toMatchObject({
      sum_other_doc_count: 3,
      buckets: [
        {
          key: 'Cat',
          doc_count: 2,
          flags: {
            buckets: [
              { key: 1, doc_count: 1, owners: { buckets: [owner('Bob'), owner('ann')] }, most: { value: 1.5 } },
            ],
          },
          least: { value: 0 },
        },
      ],
    });
  });

  describe('top_hits', () => {
    const hit = (id: number, source: object): object => ({
      _index: 'sample',
      _type: '_doc',
      _id: String(id),
      _score: 1,
      _source: source,
    });

    it('shows the original text of a folded bucket, in the form of the clients', async () => {
      const sourceValue = { top_hits: { size: 1, _source: { includes: ['code'] } } };
      expect(await aggregate({ terms: { field: 'groups', size: 1 }, aggregations: { sourceValue } })).toMatchObject({
        buckets: [
          {
            key: 'data',
            doc_count: 2,
            sourceValue: {
              hits: { total: { value: 2, relation: 'eq' }, max_score: 1, hits: [hit(1, { code: 'A1' })] },
            },
          },
        ],
      });
    });

    it('sorts, skips and counts the hits of each bucket', async () => {
      const tops = { top_hits: { from: 1, size: 1, sort: [{ size: 'desc' }], _source: 'code' } };
      expect(await aggregate({ terms: { field: 'species', size: 1 }, aggs: { tops } })).toMatchObject({
        buckets: [
          { tops: { hits: { total: { value: 2 }, max_score: null, hits: [{ _id: '1', _score: null, sort: [10] }] } } },
        ],
      });
      expect(await aggregate({ top_hits: { size: 2, _source: false } })).toEqual({
        hits: {
          total: { value: 5, relation: 'eq' },
          max_score: 1,
          hits: [1, 2].map((id) => ({ _index: 'sample', _type: '_doc', _id: String(id), _score: 1 })),
        },
      });
      expect(await aggregate({ top_hits: {} }, 'FALSE')).toEqual({
        hits: { total: { value: 0, relation: 'eq' }, max_score: null, hits: [] },
      });
    });

    it('shows of the document what is asked for, by name or pattern', async () => {
      const shown = async (_source: unknown): Promise<unknown> => {
        const found = (await aggregate({ top_hits: { size: 1, _source } })) as {
          hits: { hits: { _source: object }[] };
        };
        return Object.keys(found.hits.hits[0]?._source ?? {}).toSorted();
      };
      expect(await shown(['code', 'nowhere', 'score'])).toEqual(['code', 'score']);
      expect(await shown({ includes: ['s*'], excludes: ['sizes'] })).toEqual(['score', 'species']);
      expect(await shown({ excludes: ['*s'] })).toEqual(['code', 'flag', 'score']);
      expect(await shown(true)).toEqual(['code', 'days', 'flag', 'groups', 'owners', 'score', 'sizes', 'species']);
    });
  });

  it('answers every aggregation on every kind of field, stand-ins of a wrong kind included', async () => {
    const bodies = (field: string): object[] => [
      ...['avg', 'cardinality', 'max', 'min', 'stats', 'sum', 'value_count'].flatMap((kind) => [
        { [kind]: { field } },
        { [kind]: { field, missing: 'x' } },
        { [kind]: { field, missing: 7 } },
      ]),
      { terms: { field, missing: 'x', include: ['1'], exclude: 'a.*' } },
      { terms: { field, missing: true } },
      { missing: { field } },
      { histogram: { field, interval: 5, missing: 1, min_doc_count: 1 } },
      { date_histogram: { field, calendar_interval: 'year', missing: '2026-01-01', min_doc_count: 1 } },
      { date_histogram: { field, fixed_interval: '30d', time_zone: 'Asia/Kolkata', min_doc_count: 1 } },
      { range: { field, ranges: [{ to: 5 }] } },
      { top_hits: { sort: [{ [field]: 'desc' }], _source: [field] } },
    ];
    const fields = [
      'code',
      'name.keyword',
      'name',
      'size',
      'created',
      'seen',
      'ref',
      'score',
      'flag',
      'owners',
      'sizes',
      'days',
      'family',
      'nowhere',
    ];
    for (const field of fields) {
      const inner = Object.fromEntries(bodies(field).map((body, index) => [String(index), body]));
      const both = await aggregateAll({ in: { terms: { field }, aggs: inner }, ...inner });
      expect(Object.keys(both), field).toHaveLength(Object.keys(inner).length + 1);
    }
  });

  it('brings back what the caller wrote about an aggregation', async () => {
    expect(await aggregate({ max: { field: 'size' }, meta: { label: 'most' } }, 'FALSE')).toEqual({
      meta: { label: 'most' },
      value: null,
    });
  });
});
