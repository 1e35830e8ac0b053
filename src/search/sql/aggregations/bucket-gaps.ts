import { requireNoProblems } from '../../../foundation/index.ts';
import {
  type CalendarUnit,
  type DateHistogramAggregation,
  type HistogramAggregation,
} from '../../aggregations/aggregation.ts';
import { bucketsMax } from '../../aggregations/read-settings.ts';
import { type CompileContext } from '../../fields.ts';
import { parseInstant, zoneOffsetMs } from '../../time/date-math.ts';
import { instantValue } from '../scalar-values.ts';
import { type AnswerRow, numberIn } from './answer.ts';

/** A bucket of a histogram; without a row there is nothing in it. */
export interface HistogramBucket {
  readonly key: number;
  readonly row: AnswerRow | null;
}

type Histogram = HistogramAggregation | DateHistogramAggregation;

/** To the beginning of the unit, and to that of the next one: half a unit too far and back, for some days have 23 hours or 25. */
const steps: Readonly<Record<CalendarUnit, { readonly floor: string; readonly next: string }>> = {
  minute: { floor: '/m', next: '+1m' },
  hour: { floor: '/h', next: '+1h' },
  day: { floor: '/d', next: '+36h/d' },
  week: { floor: '/w', next: '+10d/w' },
  month: { floor: '/M', next: '+45d/M' },
  quarter: { floor: '/M', next: '+105d/M' },
  year: { floor: '/y', next: '+540d/y' },
};

function calculated(ms: number, math: string, { timeZone }: DateHistogramAggregation): number {
  const reading = { now: new Date(ms), roundUp: false, ...(timeZone !== undefined && { timeZone }) };
  return parseInstant(`now${math}`, reading) ?? ms;
}

/** The instant at which clocks of the zone show what they show at `local` in UTC. */
function instantOf(local: number, timeZone: string | undefined): number {
  const near = local - zoneOffsetMs(timeZone, local);
  return local - zoneOffsetMs(timeZone, near);
}

/** Fixed steps are counted on the clocks of the zone: across the beginning of summer time one is an hour shorter. */
function stepped(
  ms: number,
  step: (local: number) => number,
  { timeZone, offsetMs }: DateHistogramAggregation,
): number {
  const at = ms - offsetMs;
  return instantOf(step(at + zoneOffsetMs(timeZone, at)), timeZone) + offsetMs;
}

/** The key behind `key`. */
function nextKey(aggregation: Histogram, key: number): number {
  if (aggregation.kind === 'histogram') {
    const { interval, offset } = aggregation;
    const start = offset % interval;
    return (Math.round((key - start) / interval) + 1) * interval + start;
  }
  const { interval, offsetMs } = aggregation;
  if ('ms' in interval) {
    const next = stepped(key, (local) => local + interval.ms, aggregation);
    // Where clocks leave out an hour, a step into it would lead back.
    return next > key ? next : key + interval.ms;
  }
  return calculated(key - offsetMs, steps[interval.unit].next, aggregation) + offsetMs;
}

/** The key of the bucket that a bound is in. */
function keyOf(aggregation: Histogram, value: number): number {
  if (aggregation.kind === 'histogram') {
    const { interval, offset } = aggregation;
    const start = offset % interval;
    return Math.floor((value - start) / interval) * interval + start;
  }
  const { interval, offsetMs } = aggregation;
  if ('ms' in interval) return stepped(value, (local) => Math.floor(local / interval.ms) * interval.ms, aggregation);
  return calculated(value - offsetMs, steps[interval.unit].floor, aggregation) + offsetMs;
}

function boundsOf(aggregation: Histogram, context: CompileContext): { min: number; max: number } | null {
  if (aggregation.bounds === undefined) return null;
  if (aggregation.kind === 'histogram') return aggregation.bounds;
  const { format, timeZone, bounds } = aggregation;
  const options = {
    roundUp: false,
    ...(format !== undefined && { format }),
    ...(timeZone !== undefined && { timeZone }),
  };
  const [min, max] = [bounds.min, bounds.max].map((bound) => instantValue(bound, context, options));
  return typeof min === 'number' && typeof max === 'number' ? { min, max } : null;
}

function refuseTooMany(): void {
  const message = `more than ${String(bucketsMax)} buckets; a larger interval or \`min_doc_count\` above 0 is accepted`;
  requireNoProblems('query_rejected', [{ path: 'dsl.aggregations', message }]);
}

/**
 * The buckets in the order of their keys, those without a hit between them too when `minDocCount` is 0, and as far as the bounds go.
 * `query_rejected` when there are too many.
 */
export function withGaps(
  aggregation: Histogram,
  rows: readonly AnswerRow[],
  context: CompileContext,
): HistogramBucket[] {
  const found = rows.map((row): HistogramBucket => ({ key: numberIn(row, 'key') ?? 0, row }));
  if (aggregation.minDocCount > 0) return found;
  const bounds = boundsOf(aggregation, context);
  const keys = [
    ...found.map(({ key }) => key),
    ...(bounds === null ? [] : [keyOf(aggregation, bounds.min), keyOf(aggregation, bounds.max)]),
  ];
  const [least, most] = [Math.min(...keys), Math.max(...keys)];
  const buckets: HistogramBucket[] = [];
  let index = 0;
  let key = least;
  while (key <= most) {
    const next = nextKey(aggregation, key);
    if (buckets.length > bucketsMax) refuseTooMany();
    // What is stored decides where the arithmetic of the two differs by the last digit.
    while (index < found.length && (found[index]?.key ?? 0) < next) {
      buckets.push(found[index] ?? { key, row: null });
      index += 1;
    }
    if ((buckets.at(-1)?.key ?? -Infinity) < key) buckets.push({ key, row: null });
    key = next;
  }
  return buckets;
}
