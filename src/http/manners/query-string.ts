import { CatalogError } from '../../foundation/index.ts';

/** The query of a request: every value of every key, in order. Has no prototype, so no key is special. */
export type QueryValues = Readonly<Record<string, readonly string[]>>;

const escapes = /%[0-9A-Fa-f]{2}/;

/** Decodes a key or value; a `%` that starts no escape, or escapes that are no UTF-8, stand for themselves. */
function decodePart(raw: string): string {
  const text = raw.replaceAll('+', ' ');
  if (!escapes.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll(/%(?![0-9A-Fa-f]{2})/g, '%25'));
  } catch {
    return text;
  }
}

/**
 * COMPAT: one client writes its JSON filter into the request line as it is. A literal quote never survives encoding, so
 * where one stands nothing was encoded, and `%ad%` is a pattern and `+` a plus.
 */
function decodeValue(raw: string): string {
  return raw.includes('"') ? raw : decodePart(raw);
}

/** COMPAT: an unencoded filter may hold `&` inside its quotes; a part with an open quote goes on after the `&`. */
function splitParts(text: string): string[] {
  if (!text.includes('"')) return text.split('&');
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '\\' && quoted) index += 1;
    else if (character === '"') quoted = !quoted;
    else if (character === '&' && !quoted) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** Reads what stands after the `?`, encoded or not. Never throws. */
export function parseQueryString(text: string): QueryValues {
  const values: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const part of splitParts(text)) {
    if (part === '') continue;
    const separator = part.indexOf('=');
    const key = decodePart(separator === -1 ? part : part.slice(0, separator));
    const value = separator === -1 ? '' : decodeValue(part.slice(separator + 1));
    (values[key] ??= []).push(value);
  }
  return values;
}

/** The query text that `parseQueryString` reads as the same values, with everything encoded. */
export function encodeQuery(values: QueryValues): string {
  return Object.entries(values)
    .flatMap(([key, list]) => list.map((value) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`))
    .join('&');
}

/** The last value of `key`, or `undefined` when it is absent or empty (COMPAT: `filter=` means no filter). */
export function queryText(query: QueryValues, key: string): string | undefined {
  const text = query[key]?.at(-1);
  return text === '' ? undefined : text;
}

/** All values of `key`; values that hold commas are split (COMPAT: one client joins guids into one value). */
export function queryList(query: QueryValues, key: string): string[] {
  return (query[key] ?? [])
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

/** A boolean in any letter case (COMPAT: `count=True`); absent is `false`. Throws `field_invalid` for anything else. */
export function queryFlag(query: QueryValues, key: string): boolean {
  const text = queryText(query, key);
  if (text === undefined || text.toLowerCase() === 'false') return false;
  if (text.toLowerCase() === 'true') return true;
  throw new CatalogError('field_invalid', `query parameter \`${key}\` is \`${text}\`; accepted: true, false`);
}

/** A whole number of at least 0, or `undefined` when absent. Throws `field_invalid`. */
export function queryInteger(query: QueryValues, key: string): number | undefined {
  const text = queryText(query, key);
  if (text === undefined) return undefined;
  // Fifteen digits stay exact in a double and inside every integer column.
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new CatalogError('field_invalid', `query parameter \`${key}\` is \`${text}\`; accepted: a whole number from 0`);
}
