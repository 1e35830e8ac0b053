import { all } from '../ast.ts';
import { type Clause, constantClause } from '../clause.ts';
import { readBoost, scoring } from '../reading/field-clause.ts';
import { readMembers } from '../reading/members.ts';
import { type Place } from '../reading/place.ts';

/** `{"match_all": {"boost"?}}` */
export function parseMatchAll(json: unknown, at: Place): Clause {
  const members = readMembers(json, at, scoring) ?? {};
  return constantClause(all, readBoost(members, at));
}
