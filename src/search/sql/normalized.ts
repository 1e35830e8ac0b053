import { type AstOf } from '../ast.ts';
import { type CompileContext } from '../fields.ts';
import { type CompileInner } from './and.ts';
import { keepsCase } from './field-words.ts';

/** Query text is made lower case for fields whose words are; which ones these are is known only here. */
export function compileNormalized(node: AstOf<'normalized'>, ctx: CompileContext, inner: CompileInner): string {
  const before = ctx.params.values.length;
  const field = ctx.fields(node.field, ctx.params);
  ctx.params.keep(before);
  return inner(field?.kind === 'text' && !keepsCase(field) ? node.folded : node.written, ctx);
}
