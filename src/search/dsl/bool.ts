import { type Clause, boosted, joinClauses, noClause } from '../clause.ts';
import { readBoost, scoring } from '../reading/field-clause.ts';
import { listOf, type Members, readFlag, readMembers } from '../reading/members.ts';
import { minimumMatchCount, readMinimumMatch } from '../reading/minimum-match.ts';
import { below, type Place, readInnerClause } from '../reading/place.ts';

const known = ['must', 'filter', 'should', 'must_not', 'minimum_should_match', 'adjust_pure_negative', ...scoring];

/** The clauses under `name`: a list, or a single one without the list. */
function readClauses(members: Members, name: string, at: Place): Clause[] {
  const json = members[name];
  if (json === undefined) return [];
  const place = below(at, name);
  if (!Array.isArray(json)) return [readInnerClause(json, place)];
  return listOf(json).map((clause, index) => readInnerClause(clause, below(place, index)));
}

/** `{"bool": {must, filter, should, must_not, minimum_should_match, adjust_pure_negative}}`, each a list or a single clause. */
export function parseBool(json: unknown, at: Place): Clause {
  const members = readMembers(json, at, known);
  if (members === null) return noClause;
  const must = readClauses(members, 'must', at);
  const filter = readClauses(members, 'filter', at);
  const should = readClauses(members, 'should', at);
  const mustNot = readClauses(members, 'must_not', at);
  const minimum = readMinimumMatch(members.minimum_should_match, below(at, 'minimum_should_match'));
  const adjust = members.adjust_pure_negative;
  const joined = joinClauses({
    must,
    filter: filter.map(({ match }) => match),
    should,
    mustNot: mustNot.map(({ match }) => match),
    minimum: minimum === undefined ? null : minimumMatchCount(minimum, should.length),
    adjustPureNegative: adjust === undefined || readFlag(adjust, below(at, 'adjust_pure_negative')),
  });
  return boosted(joined, readBoost(members, at));
}
