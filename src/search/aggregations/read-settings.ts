import { listOf, type Members, readFlag, readScalar, readText, refuseValue } from '../reading/members.ts';
import { below, type Place, refuse } from '../reading/place.ts';
import { isKnownTimeZone } from '../time/format-instant.ts';
import { type Scalar } from '../ast.ts';

/** Buckets that one answer may hold in all, as in Elasticsearch (`search.max_buckets`). */
export const bucketsMax = 65_535;

export function readField(members: Members, at: Place): string {
  return readText(members.field, below(at, 'field')) ?? '';
}

export interface CountRange {
  readonly usual: number;
  readonly least: number;
  readonly most: number;
}

/** A whole number; as text too, as Elasticsearch reads it. */
export function readWhole(json: unknown, at: Place, { usual, least, most }: CountRange): number {
  if (json === undefined) return usual;
  const count = typeof json === 'string' && /^\d{1,9}$/.test(json) ? Number(json) : json;
  if (typeof count === 'number' && Number.isInteger(count) && count >= least && count <= most) return count;
  refuseValue(at, json, `${String(least)} to ${String(most)}`);
  return usual;
}

export function readNumber(json: unknown, at: Place): number | null {
  const number = typeof json === 'string' && json.trim() !== '' ? Number(json) : json;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  refuseValue(at, json, 'a number');
  return null;
}

/** `missing`: what stands in for a missing value. */
export function readMissing(members: Members, at: Place): { readonly missing?: Scalar } {
  if (members.missing === undefined) return {};
  const missing = readScalar(members.missing, below(at, 'missing'));
  return missing === null ? {} : { missing };
}

export function readKeyed(members: Members, at: Place): boolean {
  return readFlag(members.keyed, below(at, 'keyed'));
}

/** `format` and `time_zone` of dates. */
export function readDateSettings(
  members: Members,
  at: Place,
): { readonly format?: string; readonly timeZone?: string } {
  const format = members.format === undefined ? null : readText(members.format, below(at, 'format'));
  const timeZone = members.time_zone === undefined ? null : readText(members.time_zone, below(at, 'time_zone'));
  if (timeZone !== null && !isKnownTimeZone(timeZone)) {
    refuse(below(at, 'time_zone'), `unknown time zone \`${timeZone.slice(0, 100)}\`; accepted: +01:00, Europe/Paris`);
    return {};
  }
  return { ...(format !== null && { format }), ...(timeZone !== null && { timeZone }) };
}

/** `[{"a": "desc"}, {"b": "asc"}]`, `{"a": "desc"}`: each key with its direction. */
export function readDirections(json: unknown, at: Place): readonly { key: string; descending: boolean; at: Place }[] {
  return listOf(json).flatMap((element, index) => {
    const place = Array.isArray(json) ? below(at, index) : at;
    if (typeof element !== 'object' || element === null || Array.isArray(element)) {
      refuseValue(place, element, 'an object such as {"_count": "desc"}');
      return [];
    }
    return Object.entries(element).map(([key, direction]) => {
      const word = String(direction).toLowerCase();
      if (word !== 'asc' && word !== 'desc') refuseValue(below(place, key), direction, 'asc, desc');
      return { key, descending: word === 'desc', at: below(place, key) };
    });
  });
}
