import { type AstOf } from '../ast.ts';
import { type CompileContext } from '../fields.ts';
import { type CompileInner } from './and.ts';
import { keepsCase } from './field-words.ts';

/** Query text is made lower case for fields whose words are; which ones these are is known only here. */
export function isFolded(name: string, ctx: CompileContext): boolean {
  const before = ctx.params.values.length;
  const field = ctx.fields(name, ctx.params);
  ctx.params.keep(before);
  return field?.kind === 'text' && !keepsCase(field);
}

export function compileNormalized(node: AstOf<'normalized'>, ctx: CompileContext, inner: CompileInner): string {
  return inner(isFolded(node.field, ctx) ? node.folded : node.written, ctx);
}
