import { all, allOf } from '../ast.ts';
import { type Clause, constantClause, noClause } from '../clause.ts';
import { readBoost, scoring } from '../reading/field-clause.ts';
import { listOf, type Members, readMembers, refuseValue } from '../reading/members.ts';
import { below, type Place, readInnerClause, refuse } from '../reading/place.ts';
import { functionMembers, readScoreFunction } from '../reading/score-function.ts';
import { boostModes, type Score, scaled, type ScoreFunction, scoreMax, scoreModes } from '../score.ts';

const known = [
  'query',
  'functions',
  'score_mode',
  'boost_mode',
  'max_boost',
  'min_score',
  ...functionMembers,
  ...scoring,
];
const functionsMax = 100;

function readMode<Mode extends string>(json: unknown, modes: readonly Mode[], at: Place): Mode | null {
  const said = String(json ?? 'multiply').toLowerCase();
  const mode = modes.find((one) => one === said);
  if (mode === undefined) refuseValue(at, json, modes.join(', '));
  return mode ?? null;
}

function readLimit(json: unknown, usual: number, at: Place): number {
  if (json === undefined) return usual;
  if (typeof json === 'number' && json >= 0) return Math.min(json, scoreMax);
  refuseValue(at, json, 'a number from 0');
  return usual;
}

/** The functions in the list, or the one that stands in the clause itself. */
function readFunctions(members: Members, at: Place): readonly ScoreFunction[] {
  const own = functionMembers.filter((name) => name !== 'filter' && members[name] !== undefined);
  if (members.functions === undefined) return own.length === 0 ? [] : [readScoreFunction(members, own, at)];
  if (own.length > 0) refuse(below(at, own[0] ?? ''), 'stands beside `functions`; it belongs into the list');
  const place = below(at, 'functions');
  const listed = listOf(members.functions);
  if (listed.length > functionsMax) refuse(place, `more than ${String(functionsMax)} functions`);
  return listed.slice(0, functionsMax).map((json, index) => {
    const inner = readMembers(json, below(place, index), functionMembers) ?? {};
    const names = functionMembers.filter((name) => name !== 'filter' && inner[name] !== undefined);
    return readScoreFunction(inner, names, below(place, index));
  });
}

/**
 * `{"function_score": {"query"?, "functions"? …}}`: what the query matches, with a score that functions have a say in: a `weight`, the
 * value of a field, chance by a seed. `min_score` keeps out what scores less. Scripts and decay functions are refused.
 */
export function parseFunctionScore(json: unknown, at: Place): Clause {
  const members = readMembers(json, at, known);
  if (members === null) return noClause;
  const query = members.query === undefined ? constantClause(all) : readInnerClause(members.query, below(at, 'query'));
  const functions = readFunctions(members, at);
  const scoreMode = readMode(members.score_mode, scoreModes, below(at, 'score_mode'));
  const boostMode = readMode(members.boost_mode, boostModes, below(at, 'boost_mode'));
  const maxBoost = readLimit(members.max_boost, scoreMax, below(at, 'max_boost'));
  const least = readLimit(members.min_score, 0, below(at, 'min_score'));
  const boost = readBoost(members, at);
  if (scoreMode === null || boostMode === null) return noClause;
  // Where there is no function there is nothing to combine the score with, whatever `boost_mode` says.
  const combined: Score =
    functions.length === 0
      ? query.score
      : { kind: 'functions', query: query.score, functions, scoreMode, boostMode, maxBoost };
  const score = scaled(combined, boost);
  if (least === 0) return { match: query.match, score };
  return { match: allOf([query.match, { kind: 'scoreAtLeast', score, least }]), score };
}
