import { isJsonObject } from '../foundation/index.ts';
import { listOf, readMembers, readObject, refuseValue } from './reading/members.ts';
import { below, type Place, refuse } from './reading/place.ts';

/** One sort key. Things without a value come last unless `missingFirst`. */
export interface Sort {
  readonly field: string;
  readonly descending: boolean;
  readonly missingFirst?: boolean;
}

const sortsMax = 16;
/** COMPAT: `nested`, `mode`, `unmapped_type`, `format` and `numeric_type` change nothing here. */
const known = ['order', 'missing', 'nested', 'mode', 'unmapped_type', 'format', 'numeric_type'];

function readOrder(json: unknown, at: Place): boolean {
  const order = String(json ?? 'asc').toLowerCase();
  if (order !== 'asc' && order !== 'desc') refuseValue(at, json, 'asc, desc');
  return order === 'desc';
}

function readKey(field: string, json: unknown, at: Place): Sort {
  if (!isJsonObject(json)) return { field, descending: readOrder(json, at) };
  const members = readMembers(json, at, known) ?? {};
  const descending = readOrder(members.order, below(at, 'order'));
  return members.missing === '_first' ? { field, descending, missingFirst: true } : { field, descending };
}

function readSortElement(json: unknown, at: Place): readonly Sort[] {
  if (typeof json === 'string') return [{ field: json, descending: json === '_score' }];
  const members = readObject(json, at, 'a field name or an object with one field');
  if (members === null) return [];
  return Object.entries(members).map(([field, order]) => readKey(field, order, below(at, field)));
}

/** Reads `"f"`, `{"f": "desc"}`, `{"f": {"order": "desc"}}`, or a list of them. */
export function readSort(json: unknown, at: Place): readonly Sort[] {
  const sorts = listOf(json ?? undefined).flatMap((element, index) => readSortElement(element, below(at, index)));
  if (sorts.length > sortsMax) refuse(at, `more than ${String(sortsMax)} sort keys`);
  return sorts;
}
