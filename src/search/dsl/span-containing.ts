import { type Clause, noClause } from '../clause.ts';
import { readBoost, scoring } from '../reading/field-clause.ts';
import { readSpans, spanPairClause } from '../reading/inner-spans.ts';
import { readMembers } from '../reading/members.ts';
import { below, type Place } from '../reading/place.ts';

/** `{"span_containing": {"little": span, "big": span}}`: what `big` finds, where something that `little` finds stands inside of it. */
export function parseSpanContaining(json: unknown, at: Place): Clause {
  const members = readMembers(json, at, ['little', 'big', ...scoring]);
  if (members === null) return noClause;
  const pair = [
    [members.little, below(at, 'little')],
    [members.big, below(at, 'big')],
  ] as const;
  const boost = readBoost(members, at);
  return spanPairClause(readSpans(pair, at), boost, (little, big) => ({ kind: 'containing', little, big }));
}
