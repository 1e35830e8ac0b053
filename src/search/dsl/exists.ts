import { type Clause, constantClause, noClause } from '../clause.ts';
import { readBoost, scoring } from '../reading/field-clause.ts';
import { readMembers, readText } from '../reading/members.ts';
import { below, type Place } from '../reading/place.ts';

/** `{"exists": {"field": "f"}}` */
export function parseExists(json: unknown, at: Place): Clause {
  const members = readMembers(json, at, ['field', ...scoring]);
  if (members === null) return noClause;
  const field = readText(members.field, below(at, 'field'));
  const boost = readBoost(members, at);
  return field === null ? noClause : constantClause({ kind: 'present', field }, boost);
}
