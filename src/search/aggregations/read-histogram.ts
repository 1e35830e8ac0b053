import { readMembers, type Members, readScalar, refuseValue } from '../reading/members.ts';
import { below, type Place, refuse } from '../reading/place.ts';
import {
  type Aggregations,
  type CalendarUnit,
  type DateHistogramAggregation,
  type HistogramAggregation,
} from './aggregation.ts';
import {
  readDateSettings,
  readDirections,
  readField,
  readKeyed,
  readMissing,
  readNumber,
  readWhole,
} from './read-settings.ts';

const shared = ['field', 'min_doc_count', 'order', 'keyed', 'missing', 'offset', 'extended_bounds', 'format'];

/** Empty buckets between two full ones are shown unless told otherwise. */
function readShared(
  members: Members,
  of: Aggregations,
  at: Place,
): Omit<HistogramAggregation, 'kind' | 'interval' | 'offset'> {
  const [first] = readDirections(members.order, below(at, 'order'));
  const named = first !== undefined && first.key !== '_key' && first.key !== '_count';
  if (named) refuse(first.at, `\`${first.key.slice(0, 100)}\` is no order; accepted: _key, _count`);
  return {
    field: readField(members, at),
    minDocCount: readWhole(members.min_doc_count, below(at, 'min_doc_count'), { usual: 0, least: 0, most: 2 ** 31 }),
    order: { by: first?.key === '_count' ? 'count' : 'key', descending: first?.descending ?? false },
    keyed: readKeyed(members, at),
    ...readMissing(members, at),
    of,
  };
}

/** `histogram`: a bucket for each multiple of `interval`. */
export function readHistogram(json: unknown, at: Place, of: Aggregations): HistogramAggregation {
  const members = readMembers(json, at, [...shared, 'interval']) ?? {};
  const interval = readNumber(members.interval, below(at, 'interval')) ?? 1;
  if (interval <= 0) refuse(below(at, 'interval'), `\`${String(interval)}\` is not accepted; accepted: above 0`);
  const bounds = readMembers(members.extended_bounds ?? {}, below(at, 'extended_bounds'), ['min', 'max']) ?? {};
  const min = bounds.min === undefined ? null : readNumber(bounds.min, below(at, 'extended_bounds.min'));
  const max = bounds.max === undefined ? null : readNumber(bounds.max, below(at, 'extended_bounds.max'));
  return {
    kind: 'histogram',
    ...readShared(members, of, at),
    interval,
    offset: members.offset === undefined ? 0 : (readNumber(members.offset, below(at, 'offset')) ?? 0),
    ...(min !== null && max !== null && { bounds: { min, max } }),
  };
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const calendarUnits: Readonly<Record<string, CalendarUnit>> = {
  ...{ '1m': 'minute', '1h': 'hour', '1d': 'day', '1w': 'week', '1M': 'month', '1q': 'quarter', '1y': 'year' },
  ...{ minute: 'minute', hour: 'hour', day: 'day', week: 'week', month: 'month', quarter: 'quarter', year: 'year' },
};

/** `12h` in milliseconds; `null` for anything else. */
function fixedMs(text: string): number | null {
  const [, sign = '', digits = '', unit = ''] = /^([+-]?)(\d{1,9})(ms|[smhd])$/.exec(text) ?? [];
  const ms = Number(digits) * (unitMs[unit] ?? 0);
  return unit === '' ? null : ms * (sign === '-' ? -1 : 1);
}

type Interval = DateHistogramAggregation['interval'];

/** `calendar_interval` and `fixed_interval`, or `interval` of older clients, which may be either. */
function readInterval(members: Members, at: Place): Interval {
  const names = ['calendar_interval', 'fixed_interval', 'interval'].filter((name) => members[name] !== undefined);
  const [name] = names;
  if (name === undefined || names.length > 1) {
    refuse(at, 'exactly one of `calendar_interval`, `fixed_interval` is accepted');
    return { unit: 'day' };
  }
  const text = String(members[name]);
  const unit = name === 'fixed_interval' || !Object.hasOwn(calendarUnits, text) ? undefined : calendarUnits[text];
  if (unit !== undefined) return { unit };
  const ms = name === 'calendar_interval' ? null : fixedMs(text);
  if (ms !== null && ms > 0) return { ms };
  const accepted = name === 'calendar_interval' ? 'day, week, month, quarter, year, 1h …' : '12h, 30d, 500ms …';
  refuseValue(below(at, name), members[name], accepted);
  return { unit: 'day' };
}

const dated = ['calendar_interval', 'fixed_interval', 'interval', 'time_zone'];

/** `date_histogram`: a bucket for each day, month, twelve hours … */
export function readDateHistogram(json: unknown, at: Place, of: Aggregations): DateHistogramAggregation {
  const members = readMembers(json, at, [...shared, ...dated]) ?? {};
  const offsetMs = members.offset === undefined ? 0 : fixedMs(String(members.offset));
  if (offsetMs === null) refuseValue(below(at, 'offset'), members.offset, '+6h, -1d …');
  const bounds = readMembers(members.extended_bounds ?? {}, below(at, 'extended_bounds'), ['min', 'max']) ?? {};
  const min = bounds.min === undefined ? null : readScalar(bounds.min, below(at, 'extended_bounds.min'));
  const max = bounds.max === undefined ? null : readScalar(bounds.max, below(at, 'extended_bounds.max'));
  return {
    kind: 'dateHistogram',
    ...readShared(members, of, at),
    interval: readInterval(members, at),
    offsetMs: offsetMs ?? 0,
    ...readDateSettings(members, at),
    ...(min !== null && max !== null && { bounds: { min, max } }),
  };
}
