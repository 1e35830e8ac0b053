import type { Bound } from '../../search/index.ts';

/** From `gte` and before `lt`, as dates or date math of the query language. */
export interface TimeRange {
  readonly gte: Bound;
  readonly lt: Bound;
}

/** Days and months begin at midnight UTC. A number of days counts today in. */
const named: Readonly<Record<string, TimeRange>> = {
  TODAY: { gte: 'now/d', lt: 'now+1d/d' },
  YESTERDAY: { gte: 'now-1d/d', lt: 'now/d' },
  LAST_7_DAYS: { gte: 'now-6d/d', lt: 'now+1d/d' },
  LAST_30_DAYS: { gte: 'now-29d/d', lt: 'now+1d/d' },
  THIS_MONTH: { gte: 'now/M', lt: 'now+1M/M' },
  LAST_MONTH: { gte: 'now-1M/M', lt: 'now/M' },
  LAST_3_MONTHS: { gte: 'now-3M/M', lt: 'now/M' },
  LAST_6_MONTHS: { gte: 'now-6M/M', lt: 'now/M' },
  LAST_12_MONTHS: { gte: 'now-12M/M', lt: 'now/M' },
  THIS_YEAR: { gte: 'now/y', lt: 'now+1y/y' },
  LAST_YEAR: { gte: 'now-1y/y', lt: 'now/y' },
};

/** What `timerange` takes beside two times in epoch milliseconds. */
export const timeRangeNames: readonly string[] = Object.keys(named);

/** `LAST_7_DAYS` and the like, or `<from>,<to>` in epoch milliseconds, both ends included; `null` for anything else. */
export function parseTimeRange(text: string): TimeRange | null {
  if (Object.hasOwn(named, text)) return named[text] ?? null;
  const [, from, to] = /^\s*(-?\d{1,15})\s*,\s*(-?\d{1,15})\s*$/.exec(text) ?? [];
  return from === undefined || to === undefined ? null : { gte: Number(from), lt: Number(to) + 1 };
}
