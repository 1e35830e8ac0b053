import { type Clause, noClause } from '../clause.ts';
import { readBoost, scoring } from '../reading/field-clause.ts';
import { readWhole } from '../reading/fuzziness.ts';
import { readSpans, spanPairClause } from '../reading/inner-spans.ts';
import { readMembers, refuseValue } from '../reading/members.ts';
import { below, type Place } from '../reading/place.ts';

const distances = ['pre', 'post', 'dist'];

/**
 * `{"span_not": {"include": span, "exclude": span}}`: what `include` finds, where it does not overlap with what `exclude` finds.
 * Distances around it (`pre`, `post`, `dist`) other than 0 are refused.
 */
export function parseSpanNot(json: unknown, at: Place): Clause {
  const members = readMembers(json, at, ['include', 'exclude', ...distances, ...scoring]);
  if (members === null) return noClause;
  for (const name of distances) {
    if (readWhole(members[name], 0, below(at, name)) > 0) refuseValue(below(at, name), members[name], '0');
  }
  const pair = [
    [members.include, below(at, 'include')],
    [members.exclude, below(at, 'exclude')],
  ] as const;
  const boost = readBoost(members, at);
  return spanPairClause(readSpans(pair, at), boost, (include, exclude) => ({ kind: 'not', include, exclude }));
}
