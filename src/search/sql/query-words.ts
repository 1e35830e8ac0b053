import { analyze, isAnalyzerName } from '../analysis/analyze.ts';
import { anyOf, type Ast } from '../ast.ts';
import { type CompileContext } from '../fields.ts';

/** The words that stand at one place of a query: any of them will do there. */
export type QueryWord = readonly string[];

/** The words that a field makes of a query, place by place; the query itself in a field that is compared as a whole. */
export function queryWords(
  name: string,
  { query, analyzer }: { readonly query: string; readonly analyzer?: string },
  ctx: CompileContext,
): readonly QueryWord[] {
  const before = ctx.params.values.length;
  const field = ctx.fields(name, ctx.params);
  ctx.params.keep(before);
  if (field?.kind !== 'text') return [[query]];
  const given = analyzer ?? field.analyzer ?? 'standard';
  const words = analyze(isAnalyzerName(given) ? given : 'standard', query);
  return [...Map.groupBy(words, ({ place }) => place).values()].map((same) => same.map(({ text }) => text));
}

/** The word is one of the words of the field. */
export function holdsWord(field: string, word: QueryWord): Ast {
  return anyOf(word.map((value): Ast => ({ kind: 'equals', field, value, caseInsensitive: false })));
}
