import { type Clause, noClause } from '../clause.ts';
import { readBoost, scoring } from '../reading/field-clause.ts';
import { readSpanList, spanClause } from '../reading/inner-spans.ts';
import { readMembers } from '../reading/members.ts';
import { type Place } from '../reading/place.ts';

/** `{"span_or": {"clauses": [span, …]}}`: any of the spans. */
export function parseSpanOr(json: unknown, at: Place): Clause {
  const members = readMembers(json, at, ['clauses', ...scoring]);
  if (members === null) return noClause;
  return spanClause(readSpanList(members.clauses, at), readBoost(members, at), (of) => ({ kind: 'or', of }));
}
