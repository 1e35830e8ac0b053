import { parseOffset } from './date-format.ts';
import { zoneOffsetMs } from './date-math.ts';

/** Whether dates can be read and written in the zone: an offset, or a name that the platform knows. */
export function isKnownTimeZone(timeZone: string): boolean {
  if (parseOffset(timeZone) !== null) return true;
  if (!/^[A-Z][\w+/-]*$/i.test(timeZone)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone });
    return true;
  } catch {
    return false;
  }
}

/** How to write an instant. */
export interface InstantStyle {
  readonly format?: string;
  /** UTC without it. */
  readonly timeZone?: string;
}

function offsetText(offsetMs: number): string {
  if (offsetMs === 0) return 'Z';
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
  return `${offsetMs < 0 ? '-' : '+'}${hours ?? ''}:${rest ?? ''}`;
}

/** What each letter group of a date pattern stands for, in the local time of the zone. */
const letters: Readonly<Record<string, (local: Date) => number>> = {
  y: (local) => local.getUTCFullYear(),
  u: (local) => local.getUTCFullYear(),
  M: (local) => local.getUTCMonth() + 1,
  d: (local) => local.getUTCDate(),
  H: (local) => local.getUTCHours(),
  m: (local) => local.getUTCMinutes(),
  s: (local) => local.getUTCSeconds(),
  S: (local) => local.getUTCMilliseconds(),
};

function byLetters(local: Date, pattern: string): string {
  return pattern.replace(/'([^']*)'|(y|u|M|d|H|m|s|S)\2*/g, (piece, quoted: string | undefined, letter: string) => {
    if (quoted !== undefined) return quoted;
    return String(letters[letter]?.(local) ?? '').padStart(piece.length, '0');
  });
}

/** Forms of ISO 8601 by their names; any other name is written in full, as Elasticsearch does without a format. */
const lengths: ReadonlyMap<string, number> = new Map([
  ['date', 10],
  ['strict_date', 10],
  ['year_month', 7],
  ['strict_year_month', 7],
  ['year', 4],
  ['strict_year', 4],
  ['date_hour', 13],
  ['date_hour_minute', 16],
  ['date_hour_minute_second', 19],
]);

/** Writes epoch milliseconds in the first of the formats joined by `||`; ISO 8601 with milliseconds without one. */
export function formatInstant(ms: number, { format = '', timeZone }: InstantStyle = {}): string {
  const [first = ''] = format.split('||');
  if (first === 'epoch_millis') return String(ms);
  if (first === 'epoch_second') return String(Math.floor(ms / 1000));
  const offsetMs = zoneOffsetMs(timeZone, ms);
  const local = new Date(ms + offsetMs);
  if (Number.isNaN(local.getTime())) return String(ms);
  const iso = local.toISOString();
  if (/^[a-z_]*$/.test(first)) {
    const length = lengths.get(first);
    return length === undefined ? iso.slice(0, -1) + offsetText(offsetMs) : iso.slice(0, length);
  }
  return byLetters(local, first);
}
