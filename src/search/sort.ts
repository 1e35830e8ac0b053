import { isJsonObject } from '../foundation/index.ts';
import { type Scalar } from './ast.ts';
import { listOf, readMembers, readObject, readScalar, refuseValue } from './reading/members.ts';
import { below, type Place, refuse } from './reading/place.ts';
import { type Score } from './score.ts';

/** One sort key. Things without a value come last unless `missingFirst`, or where `missing` would stand. */
export interface Sort {
  readonly field: string;
  readonly descending: boolean;
  readonly missingFirst?: boolean;
  readonly missing?: Scalar;
  /** Which of many values counts; the least when ascending and the greatest when descending without it. */
  readonly mode?: 'min' | 'max';
  /** Of the key `_score`: what is sorted by. Without it the key decides nothing. */
  readonly score?: Score;
}

/** The pseudo-field of how much a hit is worth. The other one, `_doc`, decides nothing: there is no order of the index. */
export const scoreField = '_score';

const sortsMax = 16;
/** COMPAT: `nested`, `unmapped_type`, `format` and `numeric_type` change nothing here. */
const known = ['order', 'missing', 'nested', 'mode', 'unmapped_type', 'format', 'numeric_type'];

/** Scores are sorted from the highest, everything else from the lowest, unless it is said otherwise. */
function readOrder(json: unknown, field: string, at: Place): boolean {
  const order = String(json ?? (field === scoreField ? 'desc' : 'asc')).toLowerCase();
  if (order !== 'asc' && order !== 'desc') refuseValue(at, json, 'asc, desc');
  return order === 'desc';
}

function readMissing(json: unknown, at: Place): Pick<Sort, 'missing' | 'missingFirst'> {
  if (json === undefined || json === '_last') return {};
  if (json === '_first') return { missingFirst: true };
  const missing = readScalar(json, at);
  return missing === null ? {} : { missing };
}

function readMode(json: unknown, at: Place): Pick<Sort, 'mode'> {
  if (json === undefined) return {};
  const mode = String(json).toLowerCase();
  if (mode === 'min' || mode === 'max') return { mode };
  refuseValue(at, json, 'min, max');
  return {};
}

function readKey(field: string, json: unknown, at: Place): Sort {
  if (!isJsonObject(json)) return { field, descending: readOrder(json, field, at) };
  const members = readMembers(json, at, known) ?? {};
  return {
    field,
    descending: readOrder(members.order, field, below(at, 'order')),
    ...readMissing(members.missing, below(at, 'missing')),
    ...readMode(members.mode, below(at, 'mode')),
  };
}

function readSortElement(json: unknown, at: Place): readonly Sort[] {
  if (typeof json === 'string') return [{ field: json, descending: json === scoreField }];
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
