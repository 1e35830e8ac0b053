import { type Clause, noClause } from '../clause.ts';
import { readBoost, scoring } from '../reading/field-clause.ts';
import { readSpans, spanPairClause } from '../reading/inner-spans.ts';
import { readMembers } from '../reading/members.ts';
import { below, type Place } from '../reading/place.ts';

/** `{"span_within": {"little": span, "big": span}}`: what `little` finds, where it stands inside of what `big` finds. */
export function parseSpanWithin(json: unknown, at: Place): Clause {
  const members = readMembers(json, at, ['little', 'big', ...scoring]);
  if (members === null) return noClause;
  const pair = [
    [members.little, below(at, 'little')],
    [members.big, below(at, 'big')],
  ] as const;
  const boost = readBoost(members, at);
  return spanPairClause(readSpans(pair, at), boost, (little, big) => ({ kind: 'within', little, big }));
}
