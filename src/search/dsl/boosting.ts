import { boosted, type Clause, noClause } from '../clause.ts';
import { readBoost, scoring } from '../reading/field-clause.ts';
import { readMembers, refuseValue } from '../reading/members.ts';
import { below, type Place, readInnerClause, readInnerQuery } from '../reading/place.ts';
import { constantScore } from '../score.ts';

/** `{"boosting": {"positive", "negative", "negative_boost"}}`: what matches `positive`, worth less where it matches `negative` too. */
export function parseBoosting(json: unknown, at: Place): Clause {
  const members = readMembers(json, at, ['positive', 'negative', 'negative_boost', ...scoring]);
  if (members === null) return noClause;
  const positive = readInnerClause(members.positive, below(at, 'positive'));
  const match = readInnerQuery(members.negative, below(at, 'negative'));
  const share = members.negative_boost;
  if (typeof share !== 'number' || share < 0 || share > 1) {
    refuseValue(below(at, 'negative_boost'), share, 'a number from 0 to 1');
    return noClause;
  }
  const factor = { kind: 'choice', match, then: constantScore(share), otherwise: constantScore(1) } as const;
  const score = { kind: 'product', of: [positive.score, factor] } as const;
  return boosted({ match: positive.match, score }, readBoost(members, at));
}
