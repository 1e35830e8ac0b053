import { type Ast, type AstOf } from '../ast.ts';
import { type CompileContext } from '../fields.ts';

export type CompileInner = (ast: Ast, ctx: CompileContext) => string;

export function compileAnd(node: AstOf<'and'>, ctx: CompileContext, inner: CompileInner): string {
  const parts = node.of.map((part) => inner(part, ctx));
  return parts.length === 0 ? 'TRUE' : `(${parts.join(' AND ')})`;
}
