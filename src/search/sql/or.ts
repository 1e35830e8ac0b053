import { type AstOf } from '../ast.ts';
import { type CompileContext } from '../fields.ts';
import { type CompileInner } from './and.ts';

export function compileOr(node: AstOf<'or'>, ctx: CompileContext, inner: CompileInner): string {
  const parts = node.of.map((part) => inner(part, ctx)).filter((part) => part !== 'FALSE');
  return parts.length === 0 ? 'FALSE' : `(${parts.join(' OR ')})`;
}
