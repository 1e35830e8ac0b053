import { parseDate, parseOffset, type WrittenDate } from './date-format.ts';

/** How to read one date of a query. */
export interface DateReading {
  readonly now: Date;
  /** To the last millisecond of what was written (`2024-05-17` → its end; `2024-05` → the end of its first day) instead of the first. */
  readonly roundUp: boolean;
  readonly format?: string;
  readonly timeZone?: string;
}

type Unit = 'y' | 'M' | 'w' | 'd' | 'h' | 'm' | 's';

const fixedMs: Readonly<Partial<Record<Unit, number>>> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
};

/** Epoch milliseconds of the furthest instant JavaScript knows; beyond it a date is "unreadable", not an error. */
function valid(ms: number): number | null {
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? ms : null;
}

/** Making one takes a hundred times as long as asking it, and a histogram asks for every bucket. */
const offsetFormats = new Map<string, Intl.DateTimeFormat>();
const offsetFormatsMax = 100;

function offsetFormat(timeZone: string): Intl.DateTimeFormat {
  const known = offsetFormats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  if (offsetFormats.size >= offsetFormatsMax) offsetFormats.clear();
  offsetFormats.set(timeZone, made);
  return made;
}

/** Milliseconds that the zone is ahead of UTC at that instant; UTC for a zone nobody knows. */
export function zoneOffsetMs(timeZone: string | undefined, at: number): number {
  if (timeZone === undefined) return 0;
  const fixed = parseOffset(timeZone);
  if (fixed !== null) return fixed;
  try {
    const parts = offsetFormat(timeZone).formatToParts(at);
    const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
    return parseOffset(name.replace('GMT', '')) ?? 0;
  } catch {
    // An unknown zone name is the only thing that Intl refuses here; such a query is read in UTC rather than failed.
    return 0;
  }
}

function utc(parts: readonly number[]): number {
  const [year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = parts;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, ms);
  return date.getTime();
}

/** Whether the calendar has the date: 2024-02-30 does not roll over into March. */
function exists(parts: readonly number[]): boolean {
  const at = new Date(utc(parts));
  const [, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  const same = at.getUTCMonth() + 1 === month && at.getUTCDate() === day;
  return same && at.getUTCHours() === hour && at.getUTCMinutes() === minute && at.getUTCSeconds() === second;
}

function writtenInstant(written: WrittenDate, reading: DateReading): number | null {
  if (!exists(written.parts)) return null;
  const local = reading.roundUp ? endOf(written.parts) : utc(written.parts);
  const offset = written.offsetMs ?? zoneOffsetMs(reading.timeZone, local);
  return valid(local - offset);
}

/**
 * The last millisecond of the day, hour … that `parts` stops at. A year or a month ends with its first day: only the time of day is
 * filled up (Elasticsearch: missing date components).
 */
function endOf(parts: readonly number[]): number {
  if (parts.length >= 7) return utc(parts);
  const [year = 1970, month = 1, ...rest] = parts;
  const bumped = [year, month, ...(rest.length === 0 ? [1] : rest)];
  bumped[bumped.length - 1] = (bumped[bumped.length - 1] ?? 0) + 1;
  return utc(bumped) - 1;
}

function shift(ms: number, amount: number, unit: Unit): number {
  const fixed = fixedMs[unit];
  if (fixed !== undefined) return ms + amount * fixed;
  const date = new Date(ms);
  const months = amount * (unit === 'y' ? 12 : 1);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime();
}

function floor(ms: number, unit: Unit): number {
  const date = new Date(ms);
  if (unit === 'y') return utc([date.getUTCFullYear()]);
  if (unit === 'M') return utc([date.getUTCFullYear(), date.getUTCMonth() + 1]);
  // The epoch was a Thursday; weeks begin on Monday.
  if (unit === 'w') return floor(ms - ((date.getUTCDay() + 6) % 7) * 86_400_000, 'd');
  const step = fixedMs[unit] ?? 1;
  return Math.floor(ms / step) * step;
}

function round(ms: number, unit: Unit, reading: DateReading): number {
  const offset = zoneOffsetMs(reading.timeZone, ms);
  const start = floor(ms + offset, unit);
  return (reading.roundUp ? shift(start, 1, unit) - 1 : start) - offset;
}

/** Applies `-30d`, `+1M`, `/d` … one after the other; `null` when something else stands there. */
function calculate(start: number, math: string, reading: DateReading): number | null {
  const operations = math.match(/[+-]\d{0,9}[yMwdhHms]|\/[yMwdhHms]/g) ?? [];
  if (operations.join('') !== math) return null;
  let ms = start;
  for (const operation of operations) {
    const unit = operation.slice(-1).replace('H', 'h') as Unit;
    const digits = operation.slice(1, -1);
    const amount = (operation.startsWith('-') ? -1 : 1) * (digits === '' ? 1 : Number(digits));
    ms = operation.startsWith('/') ? round(ms, unit, reading) : shift(ms, amount, unit);
    if (valid(ms) === null) return null;
  }
  return ms;
}

/**
 * A date of a query as epoch milliseconds: a date in `format`, or `now`, or a date followed by `||`, with date math behind
 * (Elasticsearch date math). `null` when it cannot be read, so that the caller can answer no rows.
 */
export function parseInstant(text: string, reading: DateReading): number | null {
  if (text.startsWith('now')) return calculate(reading.now.getTime(), text.slice(3), reading);
  const anchor = text.indexOf('||');
  const written = parseDate(anchor < 0 ? text : text.slice(0, anchor), reading.format);
  if (written === null) return null;
  const math = anchor < 0 ? '' : text.slice(anchor + 2);
  const start = writtenInstant(written, math === '' ? reading : { ...reading, roundUp: false });
  return start === null ? null : calculate(start, math, reading);
}
