import { bestClause, boosted, type Clause, noClause } from '../clause.ts';
import { readBoost, scoring } from '../reading/field-clause.ts';
import { listOf, readMembers } from '../reading/members.ts';
import { below, type Place, readInnerClause, refuse } from '../reading/place.ts';
import { readTieBreaker } from '../reading/tie-breaker.ts';

/** `{"dis_max": {"queries": [clause, …], "tie_breaker"?}}`: any of the clauses, worth what the best of them is. */
export function parseDisMax(json: unknown, at: Place): Clause {
  const members = readMembers(json, at, ['queries', 'tie_breaker', ...scoring]);
  if (members === null) return noClause;
  const place = below(at, 'queries');
  const clauses = listOf(members.queries).map((query, index) => readInnerClause(query, below(place, index)));
  const tieBreaker = readTieBreaker(members.tie_breaker, 0, below(at, 'tie_breaker'));
  if (clauses.length === 0) return refuse(place, 'a list of at least one clause is needed');
  return boosted(bestClause(clauses, tieBreaker), readBoost(members, at));
}
