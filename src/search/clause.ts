import { all, allOf, anyOf, type Ast, atLeastOf, negate, none } from './ast.ts';
import { constantScore, greatestOf, noScore, type Score, scaled, scoreWhere, sumOf } from './score.ts';

/** A clause as it was meant: what it matches, and what a match is worth. */
export interface Clause {
  readonly match: Ast;
  readonly score: Score;
}

/** Stands for a clause that was refused; the request fails once all of it is read. */
export const noClause: Clause = { match: none, score: noScore };

/** A clause whose matches are all worth its boost. */
export function constantClause(match: Ast, boost = 1): Clause {
  return { match, score: constantScore(boost) };
}

export function boosted(clause: Clause, boost: number): Clause {
  return { match: clause.match, score: scaled(clause.score, boost) };
}

export interface BoolParts {
  readonly must: readonly Clause[];
  /** Needed, but worth nothing. */
  readonly filter: readonly Ast[];
  readonly should: readonly Clause[];
  readonly mustNot: readonly Ast[];
  /** How many of `should` have to match; `null`: one when nothing is required, and none when something is. */
  readonly minimum: number | null;
  /** Instead of `minimum`, where some of `should` count as the words that a field makes of them. */
  readonly spelled?: { readonly minimum: string | number; readonly words: ReadonlySet<Clause> };
  /** Whether `mustNot` alone is everything else instead of nothing. */
  readonly adjustPureNegative: boolean;
}

/** What `should` asks for. Without anything required one of them has to match whatever the minimum says: so does Lucene. */
function optional({ must, filter, should, minimum, spelled }: BoolParts): {
  readonly count: number;
  readonly match: Ast;
} {
  const least = should.length > 0 && must.length + filter.length === 0 ? 1 : 0;
  if (spelled !== undefined) {
    const words = should.filter((clause) => spelled.words.has(clause)).map(({ match }) => match);
    const of = should.filter((clause) => !spelled.words.has(clause)).map(({ match }) => match);
    const texts = words.filter((match) => match.kind === 'text');
    return { count: 0, match: { kind: 'minimum', minimum: spelled.minimum, least, of, words: texts } };
  }
  const count = Math.max(least, minimum ?? 0);
  return {
    count,
    match: atLeastOf(
      count,
      should.map(({ match }) => match),
    ),
  };
}

/** Clauses put together as `bool` does (Elasticsearch: boolean query). */
export function joinClauses(parts: BoolParts): Clause {
  const { must, filter, should, mustNot } = parts;
  const forbidden = mustNot.map(negate);
  if (must.length + filter.length + should.length === 0) {
    if (mustNot.length === 0) return constantClause(all);
    return parts.adjustPureNegative ? { match: allOf(forbidden), score: noScore } : noClause;
  }
  const { count, match } = optional(parts);
  const everyShould = count >= should.length;
  return {
    match: allOf([...must.map((clause) => clause.match), ...filter, match, ...forbidden]),
    score: sumOf([
      ...must.map(({ score }) => score),
      ...should.map((clause) => (everyShould ? clause.score : scoreWhere(clause.match, clause.score))),
    ]),
  };
}

/** Any of the clauses; worth what the best of those that match is, and `tieBreaker` times what the others are. */
export function bestClause(clauses: readonly Clause[], tieBreaker: number): Clause {
  const [only, ...rest] = clauses;
  if (only !== undefined && rest.length === 0) return only;
  return {
    match: anyOf(clauses.map(({ match }) => match)),
    score: greatestOf(
      clauses.map(({ match, score }) => scoreWhere(match, score)),
      tieBreaker,
    ),
  };
}
