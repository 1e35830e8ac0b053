import { type Clause, constantClause, noClause } from '../clause.ts';
import { readBoost, scoring } from '../reading/field-clause.ts';
import { readMembers } from '../reading/members.ts';
import { below, type Place, readInnerQuery } from '../reading/place.ts';

/** `{"constant_score": {"filter": clause, "boost"?}}`: the clause, every match worth the boost. */
export function parseConstantScore(json: unknown, at: Place): Clause {
  const members = readMembers(json, at, ['filter', ...scoring]);
  if (members === null) return noClause;
  return constantClause(readInnerQuery(members.filter, below(at, 'filter')), readBoost(members, at));
}
