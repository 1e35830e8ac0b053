import { type Clause, noClause } from '../clause.ts';
import { readBoost, scoring } from '../reading/field-clause.ts';
import { readWhole } from '../reading/fuzziness.ts';
import { readSpans, spanClause } from '../reading/inner-spans.ts';
import { readMembers, refuseValue } from '../reading/members.ts';
import { below, type Place } from '../reading/place.ts';

/** `{"span_first": {"match": span, "end": n}}`: the span within the first `end` words. */
export function parseSpanFirst(json: unknown, at: Place): Clause {
  const members = readMembers(json, at, ['match', 'end', ...scoring]);
  if (members === null) return noClause;
  if (members.end === undefined) refuseValue(below(at, 'end'), members.end, 'a whole number from 0');
  const end = readWhole(members.end, 0, below(at, 'end'));
  const inner = readSpans([[members.match, below(at, 'match')]], at);
  return spanClause(inner, readBoost(members, at), (of) => ({ kind: 'first', of: of[0] ?? { kind: 'or', of }, end }));
}
