import { atLeastOf, type Ast, type AstOf } from '../ast.ts';
import { type CompileContext } from '../fields.ts';
import { minimumMatchCount } from '../reading/minimum-match.ts';
import { type CompileInner } from './and.ts';
import { holdsWord, queryWords } from './query-words.ts';

/** Counts the parts once it is known how many words the fields make of the texts. */
export function compileMinimum(node: AstOf<'minimum'>, ctx: CompileContext, inner: CompileInner): string {
  const words = node.words.flatMap((text) =>
    queryWords(text.field, text, ctx).map((same): Ast => holdsWord(text.field, same)),
  );
  const parts = [...node.of, ...words];
  const count = Math.max(node.least, minimumMatchCount(node.minimum, parts.length) ?? 0);
  return inner(atLeastOf(count, parts), ctx);
}
