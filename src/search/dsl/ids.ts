import { type Clause, constantClause, noClause } from '../clause.ts';
import { readBoost, scoring } from '../reading/field-clause.ts';
import { listOf, readMembers, readText } from '../reading/members.ts';
import { below, countValues, type Place } from '../reading/place.ts';

/** `{"ids": {"values": [id, …]}}`: terms on the pseudo-field `_id`. */
export function parseIds(json: unknown, at: Place): Clause {
  const members = readMembers(json, at, ['values', ...scoring]);
  if (members === null) return noClause;
  const values = listOf(members.values)
    .map((value, index) => readText(value, below(below(at, 'values'), index)))
    .filter((value): value is string => value !== null);
  countValues(values.length, at);
  const boost = readBoost(members, at);
  return values.length === 0 ? noClause : constantClause({ kind: 'oneOf', field: '_id', values }, boost);
}
