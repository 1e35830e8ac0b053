import { analyze, endsInWord, isAnalyzerName } from '../analysis/analyze.ts';
import { anyOf, type Ast, type TextAst } from '../ast.ts';
import { type AnalyzerName, type CompileContext } from '../fields.ts';

/** The words that stand at one place of a query: any of them will do there. */
export type QueryWord = readonly string[];

/** What takes the query apart; nothing in a field that is compared as a whole. */
function analyzerOf(name: string, analyzer: string | undefined, ctx: CompileContext): AnalyzerName | null {
  const before = ctx.params.values.length;
  const field = ctx.fields(name, ctx.params);
  ctx.params.keep(before);
  if (field?.kind !== 'text') return null;
  const given = analyzer ?? field.analyzer ?? 'standard';
  return isAnalyzerName(given) ? given : 'standard';
}

/** The words that a field makes of a query, place by place; the query itself in a field that is compared as a whole. */
export function queryWords(
  name: string,
  { query, analyzer }: { readonly query: string; readonly analyzer?: string },
  ctx: CompileContext,
): readonly QueryWord[] {
  const takenApartBy = analyzerOf(name, analyzer, ctx);
  if (takenApartBy === null) return [[query]];
  const words = analyze(takenApartBy, query);
  return [...Map.groupBy(words, ({ place }) => place).values()].map((same) => same.map(({ text }) => text));
}

/**
 * The last of these words is the beginning of one.
 * COMPAT: in a phrase always; elsewhere only where the query ends in that word, so that a blank behind it says that it is whole, and where
 * no other stands at its place (Lucene: match queries).
 */
export function endsInPrefix(node: TextAst, places: readonly QueryWord[], ctx: CompileContext): boolean {
  if (node.lastIsPrefix !== true) return false;
  const analyzer = analyzerOf(node.field, node.analyzer, ctx);
  if (node.mode === 'phrase' || analyzer === null) return true;
  return places.at(-1)?.length === 1 && endsInWord(analyzer, node.query);
}

/** The word is one of the words of the field. */
export function holdsWord(field: string, word: QueryWord): Ast {
  return anyOf(word.map((value): Ast => ({ kind: 'equals', field, value, caseInsensitive: false })));
}
