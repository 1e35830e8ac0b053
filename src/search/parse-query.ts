import { requireNoProblems } from '../foundation/index.ts';
import { type Ast } from './ast.ts';
import { parseBool } from './dsl/bool.ts';
import { parseConstantScore } from './dsl/constant-score.ts';
import { parseExists } from './dsl/exists.ts';
import { parseIds } from './dsl/ids.ts';
import { parseMatch } from './dsl/match.ts';
import { parseMatchAll } from './dsl/match-all.ts';
import { parseMatchNone } from './dsl/match-none.ts';
import { parseMatchPhrase } from './dsl/match-phrase.ts';
import { parseMultiMatch } from './dsl/multi-match.ts';
import { parseNested } from './dsl/nested.ts';
import { parsePrefix } from './dsl/prefix.ts';
import { parseRange } from './dsl/range.ts';
import { parseRegexp } from './dsl/regexp.ts';
import { parseTerm } from './dsl/term.ts';
import { parseTerms } from './dsl/terms.ts';
import { parseWildcard } from './dsl/wildcard.ts';
import { readObject } from './reading/members.ts';
import { below, type Place, refuse, startReading } from './reading/place.ts';
import { requireAffordable } from './reading/query-cost.ts';

const clauses = new Map<string, (json: unknown, at: Place) => Ast>([
  ['bool', parseBool],
  ['constant_score', parseConstantScore],
  ['exists', parseExists],
  ['ids', parseIds],
  ['match', parseMatch],
  ['match_all', parseMatchAll],
  ['match_none', parseMatchNone],
  ['match_phrase', parseMatchPhrase],
  ['multi_match', parseMultiMatch],
  ['nested', parseNested],
  ['prefix', parsePrefix],
  ['range', parseRange],
  ['regexp', parseRegexp],
  ['term', parseTerm],
  ['terms', parseTerms],
  ['wildcard', parseWildcard],
]);

/** The names of the clauses that a query may use, in alphabetical order. */
export const clauseNames: readonly string[] = [...clauses.keys()];

/** Reads one clause: an object whose only member names it. */
export function readClause(json: unknown, at: Place): Ast {
  const members = readObject(json, at, 'a query clause');
  if (members === null) return { kind: 'none' };
  const names = Object.keys(members);
  const [name] = names;
  if (name === undefined || names.length !== 1) {
    return refuse(at, `a query clause names exactly one of ${clauseNames.join(', ')}`);
  }
  const parse = clauses.get(name);
  if (parse === undefined) return refuse(at, `unknown clause \`${name}\`; accepted: ${clauseNames.join(', ')}`);
  return parse(members[name], below(at, name));
}

/** Reads a query by itself. Throws `query_rejected` with all problems, each with its path below `at`. */
export function parseQuery(json: unknown, at = 'query'): Ast {
  const place = startReading(at, readClause);
  const query = readClause(json, place);
  requireAffordable(query, place);
  requireNoProblems('query_rejected', place.reading.problems);
  return query;
}
