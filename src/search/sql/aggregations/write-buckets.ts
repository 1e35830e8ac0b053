import { assertNever, type JsonObject, type JsonValue } from '../../../foundation/index.ts';
import {
  type BucketAggregation,
  type DateHistogramAggregation,
  type FiltersAggregation,
  type HistogramAggregation,
  type RangeAggregation,
} from '../../aggregations/aggregation.ts';
import { type CompileContext } from '../../fields.ts';
import { formatInstant } from '../../time/format-instant.ts';
import { type AnswerRow, numberIn } from './answer.ts';
import { type FieldValues } from './base-rows.ts';
import { withGaps } from './bucket-gaps.ts';
import { type RenderInside } from './buckets.ts';
import { rangeEnds } from './range-ends.ts';

/** Makes what the wire shows of an aggregation out of the rows of its buckets, which are in their order. */
export type WriteBuckets = (rows: readonly AnswerRow[], inside: RenderInside) => JsonObject;

interface Bucket {
  readonly row: AnswerRow | null;
  readonly place: number | null;
  readonly count: number;
}

function bucketOf(row: AnswerRow | null | undefined): Bucket {
  return { row: row ?? null, place: numberIn(row ?? null, 'place'), count: numberIn(row ?? null, 'n') ?? 0 };
}

function isInstant(value: FieldValues | null): boolean {
  return value?.kind === 'date' || value?.kind === 'timestamp';
}

function termKey(value: FieldValues | null, key: unknown): JsonObject {
  if (typeof key === 'boolean') return { key: key ? 1 : 0, key_as_string: String(key) };
  if (isInstant(value) && typeof key === 'number') return { key, key_as_string: formatInstant(Math.trunc(key)) };
  return { key: key as JsonValue };
}

/** COMPAT: both counters are there although counts are exact; one client needs them. */
function writeTerms(value: FieldValues | null): WriteBuckets {
  return (rows, inside) => {
    const shown = rows.reduce((sum, row) => sum + bucketOf(row).count, 0);
    const total = numberIn(rows[0] ?? null, 'total') ?? 0;
    return {
      doc_count_error_upper_bound: 0,
      sum_other_doc_count: total - shown,
      buckets: rows
        .map((row) => ({ ...bucketOf(row), key: row['key'] }))
        .map(({ row, place, count, key }) => ({ ...termKey(value, key), doc_count: count, ...inside(place, row) })),
    };
  };
}

function listed(buckets: readonly (readonly [string, JsonObject])[], keyed: boolean): JsonObject {
  return { buckets: keyed ? Object.fromEntries(buckets) : buckets.map(([, bucket]) => bucket) };
}

type Histogram = HistogramAggregation | DateHistogramAggregation;

function histogramKey(aggregation: Histogram, key: number, instant: boolean): JsonObject {
  if (aggregation.kind === 'histogram') return { key };
  const { format, timeZone } = aggregation;
  if (format === undefined && !instant) return { key };
  const style = { ...(format !== undefined && { format }), ...(timeZone !== undefined && { timeZone }) };
  return { key_as_string: formatInstant(key, style), key };
}

function writeHistogram(aggregation: Histogram, value: FieldValues | null, context: CompileContext): WriteBuckets {
  return (rows, inside) => {
    const { by, descending } = aggregation.order;
    const buckets = withGaps(aggregation, rows, context).filter(
      ({ row }) => bucketOf(row).count >= aggregation.minDocCount,
    );
    const turn = descending ? -1 : 1;
    if (by === 'count') buckets.sort((one, other) => turn * (bucketOf(one.row).count - bucketOf(other.row).count));
    else if (descending) buckets.reverse();
    const written = buckets.map(({ key, row }): [string, JsonObject] => {
      const { place, count } = bucketOf(row);
      const named = histogramKey(aggregation, key, isInstant(value));
      const name = typeof named['key_as_string'] === 'string' ? named['key_as_string'] : doubleText(key);
      return [name, { ...named, doc_count: count, ...inside(place, row) }];
    });
    return listed(written, aggregation.keyed);
  };
}

/** A number as the original writes it in a key: always with a fraction, and with an exponent from ten millions on. */
function doubleText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e7 || size < 1e-3)) {
    const [digits = '', exponent = ''] = value.toExponential().split('e');
    return `${digits.includes('.') ? digits : `${digits}.0`}E${String(Number(exponent))}`;
  }
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

function writeRange(aggregation: RangeAggregation, context: CompileContext): WriteBuckets {
  const { kind, format, timeZone, keyed } = aggregation;
  const dates = kind === 'dateRange';
  const style = { ...(format !== undefined && { format }), ...(timeZone !== undefined && { timeZone }) };
  const text = (end: number): string => (dates ? formatInstant(end, style) : doubleText(end));
  const end = (name: 'from' | 'to', at: number | null): JsonObject => {
    if (at === null) return {};
    return { [name]: at, ...(dates && { [`${name}_as_string`]: text(at) }) };
  };
  const ranges = rangeEnds(aggregation, context);
  return (rows, inside) => {
    const written = ranges.map(({ key, from, to }, index): [string, JsonObject] => {
      const { row, place, count } = bucketOf(rows.find((one) => one['key'] === index));
      const name = key ?? `${from === null ? '*' : text(from)}-${to === null ? '*' : text(to)}`;
      const ends = { ...end('from', from), ...end('to', to) };
      return [name, { ...(!keyed && { key: name }), ...ends, doc_count: count, ...inside(place, row) }];
    });
    return listed(written, keyed);
  };
}

function writeFilters({ filters, other }: FiltersAggregation): WriteBuckets {
  return (rows, inside) => {
    const names = [...filters.map(({ name }) => name), ...(other === undefined ? [] : [other])];
    const written = names.map((name, index): [string, JsonObject] => {
      const { row, place, count } = bucketOf(rows.find((one) => one['key'] === index));
      return [name ?? '', { doc_count: count, ...inside(place, row) }];
    });
    return listed(written, filters[0]?.name !== null);
  };
}

const writeSingle: WriteBuckets = ([only], inside) => {
  const { row, place, count } = bucketOf(only);
  return { doc_count: count, ...inside(place, row) };
};

/** `value` is the field that the keys are values of. */
export function bucketWriter(
  aggregation: BucketAggregation,
  value: FieldValues | null,
  context: CompileContext,
): WriteBuckets {
  switch (aggregation.kind) {
    case 'terms':
      return writeTerms(value);
    case 'histogram':
    case 'dateHistogram':
      return writeHistogram(aggregation, value, context);
    case 'range':
    case 'dateRange':
      return writeRange(aggregation, context);
    case 'filters':
      return writeFilters(aggregation);
    case 'filter':
    case 'global':
    case 'missing':
    case 'nested':
      return writeSingle;
    default:
      return assertNever(aggregation);
  }
}
