import { type Clause, noClause } from '../clause.ts';
import { readBoost, scoring } from '../reading/field-clause.ts';
import { readWhole } from '../reading/fuzziness.ts';
import { readSpanList, spanClause } from '../reading/inner-spans.ts';
import { readFlag, readMembers } from '../reading/members.ts';
import { below, type Place } from '../reading/place.ts';

const known = ['clauses', 'slop', 'in_order', 'collect_payloads', ...scoring];

/**
 * `{"span_near": {"clauses": [span, …], "slop"?, "in_order"?}}`: the spans near each other, at most `slop` words between them in all;
 * one behind the other unless `in_order` is false.
 */
export function parseSpanNear(json: unknown, at: Place): Clause {
  const members = readMembers(json, at, known);
  if (members === null) return noClause;
  const slop = readWhole(members.slop, 0, below(at, 'slop'));
  const inOrder = members.in_order === undefined || readFlag(members.in_order, below(at, 'in_order'));
  const spans = readSpanList(members.clauses, at);
  return spanClause(spans, readBoost(members, at), (of) => ({ kind: 'near', of, slop, inOrder }));
}
