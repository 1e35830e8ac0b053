import { type Ast } from '../ast.ts';
import { type Score } from '../score.ts';
import { type Place, refuse } from './place.ts';

/** Conditions of one query; PostgreSQL plans and checks each of them. */
export const queryCostMax = 20_000;

/** A pattern is compiled to an automaton for every statement, which costs as much as comparing some twenty values. */
const patternCost = 20;
/** A word a few edits away is looked for among all words of a text. */
const fuzzyCost = 20;

/** What has been looked at; a part that stands in several places counts in each of them but is looked at once. */
type Known = Map<object, number>;

/** At most how many words a text has. */
function wordCount(text: string): number {
  return 1 + (text.match(/[^\p{L}\p{N}]+|\d+/gu)?.length ?? 0);
}

function sum(parts: readonly number[]): number {
  return parts.reduce((total, part) => total + part, 0);
}

function countCost(ast: Ast, known: Known): number {
  switch (ast.kind) {
    case 'and':
    case 'or':
    case 'atLeast':
      return sum([1, ...ast.of.map((part) => costOf(part, known))]);
    case 'minimum':
      return sum([1, ...ast.of.map((part) => costOf(part, known)), ...ast.words.map(({ query }) => wordCount(query))]);
    case 'not':
      return 1 + costOf(ast.of, known);
    case 'pattern':
      return patternCost;
    case 'fuzzy':
      return fuzzyCost;
    case 'text':
      return ast.fuzziness === undefined ? 1 : fuzzyCost * wordCount(ast.query);
    case 'across':
      return wordCount(ast.query) * ast.fields.length;
    case 'span':
      return spanCost(ast.span);
    case 'normalized':
      return Math.max(costOf(ast.folded, known), costOf(ast.written, known));
    case 'scoreAtLeast':
      return 1 + scoreCost(ast.score, known);
    default:
      return 1;
  }
}

function spanCost(span: Extract<Ast, { kind: 'span' }>['span']): number {
  switch (span.kind) {
    case 'term':
      return 1;
    case 'or':
    case 'near':
      return sum([1, ...span.of.map(spanCost)]);
    case 'first':
      return 1 + spanCost(span.of);
    case 'within':
    case 'containing':
      return 1 + spanCost(span.little) + spanCost(span.big);
    case 'not':
      return 1 + spanCost(span.include) + spanCost(span.exclude);
  }
}

function costOf(ast: Ast, known: Known): number {
  const seen = known.get(ast);
  if (seen !== undefined) return seen;
  const cost = countCost(ast, known);
  known.set(ast, cost);
  return cost;
}

function countScoreCost(score: Score, known: Known): number {
  switch (score.kind) {
    case 'constant':
      return 1;
    case 'words':
      return wordCount(score.text.query) * (score.text.fuzziness === undefined ? 1 : fuzzyCost);
    case 'near':
      return fuzzyCost;
    case 'acrossWords':
      return costOf(score.across, known);
    case 'sum':
    case 'product':
    case 'greatest':
      return sum([1, ...score.of.map((part) => scoreCost(part, known))]);
    case 'choice':
      return costOf(score.match, known) + scoreCost(score.then, known) + scoreCost(score.otherwise, known);
    case 'functions':
      return sum([scoreCost(score.query, known), ...score.functions.map(({ filter }) => 1 + costOf(filter, known))]);
  }
}

function scoreCost(score: Score, known: Known): number {
  const seen = known.get(score);
  if (seen !== undefined) return seen;
  const cost = countScoreCost(score, known);
  known.set(score, cost);
  return cost;
}

function requireCost(cost: number, at: Place): void {
  if (cost <= queryCostMax) return;
  refuse(at, `too large with all that it repeats; at most ${String(queryCostMax)} conditions are accepted`);
}

/** How many conditions the SQL of a query will have. */
export function queryCost(query: Ast): number {
  return costOf(query, new Map());
}

/** Notes a problem when a query, read completely, would become more SQL than anybody needs. */
export function requireAffordable(query: Ast, at: Place): void {
  requireCost(queryCost(query), at);
}

/** The same of the score: every level of `bool` asks once more which of its parts match. */
export function requireAffordableScore(score: Score, at: Place): void {
  requireCost(scoreCost(score, new Map()), at);
}
