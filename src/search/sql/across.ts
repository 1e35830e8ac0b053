import { type AcrossAst, type AstOf } from '../ast.ts';
import { bestClause, type Clause, constantClause, joinClauses, noClause } from '../clause.ts';
import { type CompileContext } from '../fields.ts';
import { minimumMatchCount } from '../reading/minimum-match.ts';
import { type CompileInner } from './and.ts';
import { holdsWord, type QueryWord, queryWords } from './query-words.ts';

type WeightedField = AcrossAst['fields'][number];

/** Fields that make the same words of the query, by what makes them. */
function groupFields(node: AcrossAst, ctx: CompileContext): Map<string, WeightedField[]> {
  const groups = new Map<string, WeightedField[]>();
  for (const weighted of node.fields) {
    const before = ctx.params.values.length;
    const field = ctx.fields(weighted.field, ctx.params);
    ctx.params.keep(before);
    if (field === null) continue;
    const name = field.kind === 'text' ? `text ${node.analyzer ?? field.analyzer ?? 'standard'}` : field.kind;
    groups.set(name, [...(groups.get(name) ?? []), weighted]);
  }
  return groups;
}

function wordClause(word: QueryWord, fields: readonly WeightedField[], tieBreaker: number): Clause {
  const clauses = fields.map(({ field, weight }) => constantClause(holdsWord(field, word), weight));
  return bestClause(clauses, tieBreaker);
}

/** The words in fields that make the same words: each word in any of them. */
function groupClause(node: AcrossAst, fields: readonly WeightedField[], ctx: CompileContext): Clause {
  const words = queryWords(fields[0]?.field ?? '', node, ctx);
  if (words.length === 0) return node.allWithoutWords === true ? constantClause({ kind: 'all' }) : noClause;
  const clauses = words.map((word) => wordClause(word, fields, node.tieBreaker));
  // One word is no list of words, from which some may be missing.
  const spelled = clauses.length === 1 ? undefined : node.minimumShouldMatch;
  const countable = node.mode === 'any' ? clauses.length : 0;
  return joinClauses({
    must: node.mode === 'all' ? clauses : [],
    filter: [],
    should: node.mode === 'any' ? clauses : [],
    mustNot: [],
    minimum: spelled === undefined ? null : minimumMatchCount(spelled, countable),
    adjustPureNegative: true,
  });
}

/**
 * Words across fields as a clause of single words (Elasticsearch: `cross_fields`). Only fields that make the same words of the query
 * can share them; between others the best one counts.
 */
export function acrossClause(node: AcrossAst, ctx: CompileContext): Clause {
  const groups = [...groupFields(node, ctx).values()];
  return bestClause(
    groups.map((fields) => groupClause(node, fields, ctx)),
    node.tieBreaker,
  );
}

export function compileAcross(node: AstOf<'across'>, ctx: CompileContext, inner: CompileInner): string {
  return inner(acrossClause(node, ctx).match, ctx);
}
