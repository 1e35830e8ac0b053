/** A date as far as it was written: `2024-05` has a year and a month. Months and days count from 1. */
export interface WrittenDate {
  readonly parts: readonly number[];
  /** Milliseconds east of UTC, when a zone was written. */
  readonly offsetMs: number | null;
}

const iso =
  /^([+-]?\d{4,6})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?)?)?)?(Z|[+-]\d{2}:?\d{2})?$/i;

/** `Z`, `+01:00` or `+0100` in milliseconds east of UTC; `null` for anything else. */
export function parseOffset(text: string): number | null {
  if (/^(z|utc)$/i.test(text)) return 0;
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(text);
  if (match === null) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === '-' ? -minutes : minutes) * 60_000;
}

function milliseconds(fraction: string): number {
  return Number(fraction.padEnd(3, '0').slice(0, 3));
}

function parseIso(text: string): WrittenDate | null {
  const match = iso.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const written = [year, month, day, hour, minute, second].filter((part) => part !== undefined).map(Number);
  const parts = fraction === undefined ? written : [...written, milliseconds(fraction)];
  return { parts, offsetMs: zone === undefined ? null : parseOffset(zone) };
}

const letters: Readonly<Record<string, { readonly index: number; readonly digits: string }>> = {
  yyyy: { index: 0, digits: '\\d{4}' },
  uuuu: { index: 0, digits: '\\d{4}' },
  MM: { index: 1, digits: '\\d{2}' },
  M: { index: 1, digits: '\\d{1,2}' },
  dd: { index: 2, digits: '\\d{2}' },
  d: { index: 2, digits: '\\d{1,2}' },
  HH: { index: 3, digits: '\\d{2}' },
  mm: { index: 4, digits: '\\d{2}' },
  ss: { index: 5, digits: '\\d{2}' },
  SSS: { index: 6, digits: '\\d{3}' },
};

/** Reads by a pattern of letters (`dd/MM/yyyy HH:mm`); text between quotes and other characters stand for themselves. */
function parseByLetters(text: string, pattern: string): WrittenDate | null {
  const places: number[] = [];
  const source = pattern.replace(/'[^']*'|yyyy|uuuu|MM?|dd?|HH|mm|ss|SSS|[^\w\s]|\s|\w/g, (piece) => {
    const letter = letters[piece];
    if (letter === undefined) return piece.replaceAll("'", '').replace(/[^\w\s]/g, '\\$&');
    places.push(letter.index);
    return `(${letter.digits})`;
  });
  const match = new RegExp(`^${source}$`).exec(text);
  if (match === null || places.length === 0) return null;
  const parts: number[] = [];
  places.forEach((place, index) => (parts[place] = Number(match[index + 1])));
  const last = parts.length;
  return {
    parts: Array.from({ length: last }, (_, place) => parts[place] ?? (place === 1 || place === 2 ? 1 : 0)),
    offsetMs: null,
  };
}

function parseEpoch(text: string, unitMs: number): WrittenDate | null {
  if (!/^-?\d{1,15}(\.\d+)?$/.test(text)) return null;
  const at = new Date(Number(text) * unitMs);
  if (Number.isNaN(at.getTime())) return null;
  const parts = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
  return {
    parts: [...parts, at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds(), at.getUTCMilliseconds()],
    offsetMs: 0,
  };
}

function parseByOneFormat(text: string, format: string): WrittenDate | null {
  if (format === 'epoch_millis') return parseEpoch(text, 1);
  if (format === 'epoch_second') return parseEpoch(text, 1000);
  // Every built-in name (`strict_date_optional_time`, `date`, `date_time` …) is a form of ISO 8601.
  if (/^[a-z_]+$/.test(format)) return parseIso(text);
  return parseByLetters(text, format);
}

/**
 * Reads a date in any of the formats joined by `||`; `null` when it is none of them. Without formats: ISO 8601 of any
 * precision, or epoch milliseconds when it is five digits or more.
 */
export function parseDate(text: string, format?: string): WrittenDate | null {
  const formats = format === undefined ? ['iso', 'epoch_millis'] : format.split('||').map((one) => one.trim());
  for (const one of formats) {
    const written = parseByOneFormat(text, one);
    if (written !== null) return written;
  }
  return null;
}
