import { type Ast } from '../ast.ts';
import { type Place, refuse } from './place.ts';

/** Conditions of one query once every choice is spelled out; PostgreSQL plans and checks each of them. */
export const queryCostMax = 20_000;

/** A pattern is compiled to an automaton for every statement, which costs as much as comparing some twenty values. */
const patternCost = 20;

/**
 * How many conditions the SQL of a query will have. A part that stands in several places counts in each of them but is
 * looked at once: `minimum_should_match` repeats parts, and nested in itself it repeats them beyond all bounds.
 */
function costOf(ast: Ast, known: Map<Ast, number>): number {
  const seen = known.get(ast);
  if (seen !== undefined) return seen;
  const parts = ast.kind === 'and' || ast.kind === 'or' ? ast.of : ast.kind === 'not' ? [ast.of] : [];
  const own = ast.kind === 'pattern' ? patternCost : 1;
  const cost = parts.reduce((sum, part) => sum + costOf(part, known), own);
  known.set(ast, cost);
  return cost;
}

/** Notes a problem when a query, read completely, would become more SQL than anybody needs. */
export function requireAffordable(query: Ast, at: Place): void {
  if (costOf(query, new Map()) <= queryCostMax) return;
  refuse(at, `too large with all its choices spelled out; at most ${String(queryCostMax)} conditions are accepted`);
}

/** Every aggregation is computed over what the query matches, and repeats its conditions to find that. */
const aggregatedCostMax = 10 * queryCostMax;

/** Notes a problem when a query is too large to be repeated for so many aggregations. */
export function requireAffordableAggregations(query: Ast, count: number, at: Place): void {
  if (costOf(query, new Map()) * count <= aggregatedCostMax) return;
  refuse(at, `too many for so large a query; at most ${String(aggregatedCostMax)} conditions are accepted in all`);
}
