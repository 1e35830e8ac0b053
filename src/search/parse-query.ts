import { requireNoProblems } from '../foundation/index.ts';
import { type Ast } from './ast.ts';
import { type Clause, noClause } from './clause.ts';
import { parseBool } from './dsl/bool.ts';
import { parseBoosting } from './dsl/boosting.ts';
import { parseConstantScore } from './dsl/constant-score.ts';
import { parseDisMax } from './dsl/dis-max.ts';
import { parseExists } from './dsl/exists.ts';
import { parseFunctionScore } from './dsl/function-score.ts';
import { parseFuzzy } from './dsl/fuzzy.ts';
import { parseIds } from './dsl/ids.ts';
import { parseMatch } from './dsl/match.ts';
import { parseMatchAll } from './dsl/match-all.ts';
import { parseMatchBoolPrefix } from './dsl/match-bool-prefix.ts';
import { parseMatchNone } from './dsl/match-none.ts';
import { parseMatchPhrase } from './dsl/match-phrase.ts';
import { parseMatchPhrasePrefix } from './dsl/match-phrase-prefix.ts';
import { parseMultiMatch } from './dsl/multi-match.ts';
import { parseNested } from './dsl/nested.ts';
import { parsePrefix } from './dsl/prefix.ts';
import { parseQueryStringClause } from './dsl/query-string.ts';
import { parseRange } from './dsl/range.ts';
import { parseRegexp } from './dsl/regexp.ts';
import { parseSimpleQueryStringClause } from './dsl/simple-query-string.ts';
import { parseSpanContaining } from './dsl/span-containing.ts';
import { parseSpanFirst } from './dsl/span-first.ts';
import { parseSpanNear } from './dsl/span-near.ts';
import { parseSpanNot } from './dsl/span-not.ts';
import { parseSpanOr } from './dsl/span-or.ts';
import { parseSpanTerm } from './dsl/span-term.ts';
import { parseSpanWithin } from './dsl/span-within.ts';
import { parseTerm } from './dsl/term.ts';
import { parseTerms } from './dsl/terms.ts';
import { parseWildcard } from './dsl/wildcard.ts';
import { readObject } from './reading/members.ts';
import { below, type Place, refuse, startReading } from './reading/place.ts';
import { requireAffordable } from './reading/query-cost.ts';

const clauses = new Map<string, (json: unknown, at: Place) => Clause>([
  ['bool', parseBool],
  ['boosting', parseBoosting],
  ['constant_score', parseConstantScore],
  ['dis_max', parseDisMax],
  ['exists', parseExists],
  ['function_score', parseFunctionScore],
  ['fuzzy', parseFuzzy],
  ['ids', parseIds],
  ['match', parseMatch],
  ['match_all', parseMatchAll],
  ['match_bool_prefix', parseMatchBoolPrefix],
  ['match_none', parseMatchNone],
  ['match_phrase', parseMatchPhrase],
  ['match_phrase_prefix', parseMatchPhrasePrefix],
  ['multi_match', parseMultiMatch],
  ['nested', parseNested],
  ['prefix', parsePrefix],
  ['query_string', parseQueryStringClause],
  ['range', parseRange],
  ['regexp', parseRegexp],
  ['simple_query_string', parseSimpleQueryStringClause],
  ['span_containing', parseSpanContaining],
  ['span_first', parseSpanFirst],
  ['span_near', parseSpanNear],
  ['span_not', parseSpanNot],
  ['span_or', parseSpanOr],
  ['span_term', parseSpanTerm],
  ['span_within', parseSpanWithin],
  ['term', parseTerm],
  ['terms', parseTerms],
  ['wildcard', parseWildcard],
]);

/** The names of the clauses that a query may use, in alphabetical order. */
export const clauseNames: readonly string[] = [...clauses.keys()];

/** Reads one clause: an object whose only member names it. */
export function readClause(json: unknown, at: Place): Clause {
  const members = readObject(json, at, 'a query clause');
  if (members === null) return noClause;
  const names = Object.keys(members);
  const [name] = names;
  if (name === undefined || names.length !== 1) {
    return refuse(at, `a query clause names exactly one of ${clauseNames.join(', ')}`);
  }
  const parse = clauses.get(name);
  if (parse === undefined) return refuse(at, `unknown clause \`${name}\`; accepted: ${clauseNames.join(', ')}`);
  return parse(members[name], below(at, name));
}

/** Reads a query by itself, with what its matches are worth. Throws `query_rejected` with all problems, each with its path. */
export function parseClause(json: unknown, at = 'query'): Clause {
  const place = startReading(at, readClause);
  const clause = readClause(json, place);
  requireAffordable(clause.match, place);
  requireNoProblems('query_rejected', place.reading.problems);
  return clause;
}

/** Reads a query by itself. Throws `query_rejected` with all problems, each with its path below `at`. */
export function parseQuery(json: unknown, at = 'query'): Ast {
  return parseClause(json, at).match;
}
