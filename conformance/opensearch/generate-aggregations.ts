import fc from 'fast-check';
import { optional, seldom, type Clause, type Json } from './generate-clauses.ts';
import type { ValueSource } from './generate-values.ts';
import type { SearchedField } from './searched-fields.ts';

type MakeAggregation = (values: ValueSource) => fc.Arbitrary<Json>;

const isNumber = ({ kind }: SearchedField): boolean => ['long', 'float', 'date'].includes(kind);
const isPlainNumber = ({ kind }: SearchedField): boolean => kind === 'long' || kind === 'float';
const isDate = ({ kind }: SearchedField): boolean => kind === 'date';
const isGrouped = ({ kind }: SearchedField): boolean => kind !== 'text';

/** Buckets are counted exactly as long as there are fewer than this. */
const exactBelow = 40_000;
/** Different values are told apart as long as there are fewer than this; they take memory for so many in every bucket. */
const toldApartBelow = 5_000;
/** More are estimated whatever is asked for. */
const isCounted = (field: SearchedField): boolean => isGrouped(field) && field.values.length < toldApartBelow / 2;

function present(members: Json): Json {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

const metric =
  (name: string): MakeAggregation =>
  (values) =>
    values.field(isNumber).map(({ name: field }) => ({ [name]: { field } }));

/** One row per aggregation that holds no others. */
export const metricAggregations: Readonly<Record<string, MakeAggregation>> = {
  avg: metric('avg'),
  max: metric('max'),
  min: metric('min'),
  stats: metric('stats'),
  sum: metric('sum'),
  value_count: (values) => values.field(isGrouped).map(({ name: field }) => ({ value_count: { field } })),
  cardinality: (values) =>
    values.field(isCounted).map(({ name: field }) => ({ cardinality: { field, precision_threshold: toldApartBelow } })),
  top_hits: () =>
    fc
      .record({ size: fc.integer({ min: 1, max: 4 }), from: fc.constantFrom(0, 0, 2) })
      .map((window) => ({ top_hits: { ...window, sort: [{ __guid: 'asc' }], _source: false } })),
};

const termsOrder = fc.constantFrom<unknown>({ _count: 'desc' }, { _count: 'asc' }, { _key: 'asc' }, { _key: 'desc' }, [
  { _count: 'desc' },
  { _key: 'desc' },
]);

const terms: MakeAggregation = (values) =>
  values.field(isGrouped).chain((field) =>
    fc
      .record({
        size: optional(fc.constantFrom(1, 3, 10, 100, 1_000)),
        order: optional(termsOrder),
        min_doc_count: seldom(4, fc.constantFrom(1, 2)),
      })
      // With fewer per shard they throw buckets away before they know which are large enough.
      .map((body) => ({ terms: { field: field.name, ...present(body), shard_size: exactBelow } })),
  );

const histogram: MakeAggregation = (values) =>
  values.field(isPlainNumber).chain(({ name: field }) =>
    fc
      .record({
        interval: fc.constantFrom(1e12, 1e15),
        offset: seldom(3, fc.constant(10)),
        min_doc_count: fc.constantFrom(1, 2),
      })
      .map((body) => ({ histogram: { field, ...present(body) } })),
  );

const dateHistogram: MakeAggregation = (values) =>
  values.field(isDate).chain(({ name: field }) => {
    const calendar = fc
      .constantFrom('week', 'month', 'quarter', 'year', '1M')
      .map((unit) => ({ calendar_interval: unit }));
    const fixed = fc.constantFrom('30d', '7d', '1000h').map((unit) => ({ fixed_interval: unit }));
    const more = fc.record({
      time_zone: seldom(3, fc.constantFrom('+01:00', 'America/New_York')),
      min_doc_count: optional(fc.constantFrom(0, 1)),
    });
    return fc.tuple(fc.oneof(calendar, fixed), more).map(([interval, body]) => ({
      date_histogram: { field, ...interval, ...present(body) },
    }));
  });

const range: MakeAggregation = (values) =>
  values.field(isPlainNumber).chain((field) => {
    const number = values.bound(field).filter((bound) => typeof bound === 'number');
    const one = fc
      .record({ from: optional(number), to: optional(number), key: seldom(3, fc.constant('some')) })
      .filter(({ from, to }) => from !== undefined || to !== undefined)
      .map(present);
    return fc.array(one, { minLength: 1, maxLength: 3 }).map((ranges) => ({ range: { field: field.name, ranges } }));
  });

/** One row per aggregation that makes buckets. */
export const bucketAggregations: Readonly<Record<string, (values: ValueSource, clause: Clause) => fc.Arbitrary<Json>>> =
  {
    terms,
    histogram,
    date_histogram: dateHistogram,
    range,
    missing: (values) => values.field(isGrouped).map(({ name: field }) => ({ missing: { field } })),
    filter: (_values, clause) => clause.map((filter) => ({ filter })),
    filters: (_values, clause) => fc.tuple(clause, clause).map(([a, b]) => ({ filters: { filters: { a, b } } })),
    global: () => fc.constant({ global: {} }),
  };

function named(of: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc
    .array(of, { minLength: 1, maxLength: 2 })
    .map((list) => Object.fromEntries(list.map((one, index) => [`a${String(index)}`, one])));
}

/** An order by a metric beneath, which has to be there. */
function orderedByMetric(values: ValueSource): fc.Arbitrary<Json> {
  const inner = fc.constantFrom('max', 'min', 'avg', 'sum', 'value_count').chain((name) => metric(name)(values));
  return fc.tuple(terms(values), inner, fc.constantFrom('asc', 'desc')).map(([{ terms: body }, m, order]) => ({
    terms: { ...(body as Json), order: { m: order } },
    aggregations: { m },
  }));
}

/** Aggregations by name, up to three levels deep, of the supported kinds; `clause` is what filters among them ask. */
export function aggregationsOf(values: ValueSource, kinds: readonly string[], clause: Clause): fc.Arbitrary<Json> {
  const supported = ([name]: [string, unknown]): boolean => kinds.includes(name);
  const metrics = Object.entries(metricAggregations).filter(supported);
  const metricOf = fc.oneof(...metrics.map(([, make]) => make(values)));
  const buckets = Object.entries(bucketAggregations).filter(supported);
  const bucketOf = fc.oneof(
    ...buckets.map(([name, make]) => ({ weight: name === 'terms' ? 6 : 1, arbitrary: make(values, clause) })),
  );
  const level = (depth: number): fc.Arbitrary<Json> => {
    const bare = fc.oneof(metricOf, bucketOf);
    if (depth === 0) return named(bare);
    // Everything there is, whatever was found, stands at the top only.
    const outer = bucketOf.filter((bucket) => !('global' in bucket));
    const nested = fc.tuple(outer, level(depth - 1)).map(([bucket, aggregations]) => ({ ...bucket, aggregations }));
    const inner = bare.filter((one) => !('global' in one));
    return named(
      fc.oneof(
        { weight: 2, arbitrary: inner },
        { weight: 2, arbitrary: nested },
        { weight: 1, arbitrary: orderedByMetric(values) },
      ),
    );
  };
  return fc.oneof(level(0), level(1), level(2));
}
