import { all, allOf, anyOf, type Ast, negate, none } from '../ast.ts';
import { scoring } from '../reading/field-clause.ts';
import { listOf, type Members, readMembers } from '../reading/members.ts';
import { readMinimumMatch } from '../reading/minimum-match.ts';
import { below, type Place, readInnerClause, refuse } from '../reading/place.ts';

/** How many ways of choosing are spelled out for a minimum between "one of" and "all of". */
const choicesMax = 256;

const known = ['must', 'filter', 'should', 'must_not', 'minimum_should_match', 'adjust_pure_negative', ...scoring];

/** The clauses under `name`: a list, or a single one without the list. */
function readClauses(members: Members, name: string, at: Place): Ast[] {
  const json = members[name];
  if (json === undefined) return [];
  const place = below(at, name);
  if (!Array.isArray(json)) return [readInnerClause(json, place)];
  return listOf(json).map((clause, index) => readInnerClause(clause, below(place, index)));
}

function choices(total: number, wanted: number): number {
  let count = 1;
  for (let step = 1; step <= wanted && count <= choicesMax; step += 1) count = (count * (total - step + 1)) / step;
  return count;
}

/** At least `wanted` of the parts, spelled out with "and" and "or". */
function atLeast(wanted: number, parts: readonly Ast[]): Ast {
  if (wanted <= 0) return all;
  if (wanted > parts.length) return none;
  if (wanted === parts.length) return allOf(parts);
  if (wanted === 1) return anyOf(parts);
  const [first = none, ...rest] = parts;
  return anyOf([allOf([first, atLeast(wanted - 1, rest)]), atLeast(wanted, rest)]);
}

function readShould(members: Members, required: number, at: Place): Ast {
  const should = readClauses(members, 'should', at);
  const written = members.minimum_should_match;
  // Elasticsearch: one "should" is needed when nothing else is required; otherwise they only raise the score.
  const usual = should.length > 0 && required === 0 ? 1 : 0;
  const minimum =
    written === undefined ? usual : readMinimumMatch(written, should.length, below(at, 'minimum_should_match'));
  if (minimum === null) return none;
  const spelledOut = minimum > 1 && minimum < should.length;
  if (spelledOut && choices(should.length, minimum) > choicesMax) {
    return refuse(
      below(at, 'minimum_should_match'),
      `${String(minimum)} of ${String(should.length)} clauses has too many choices`,
    );
  }
  return atLeast(minimum, should);
}

/** `{"bool": {must, filter, should, must_not, minimum_should_match}}`, each a list or a single clause. */
export function parseBool(json: unknown, at: Place): Ast {
  const members = readMembers(json, at, known);
  if (members === null) return none;
  const required = [...readClauses(members, 'must', at), ...readClauses(members, 'filter', at)];
  const should = readShould(members, required.length, at);
  const forbidden = readClauses(members, 'must_not', at);
  return allOf([...required, should, ...forbidden.map(negate)]);
}
