import { type AstOf } from '../ast.ts';
import { type CompileContext } from '../fields.ts';
import { type CompileInner } from './and.ts';

/** INVARIANT: `not` holds wherever its part does not, a missing value included; SQL's `NOT NULL` is null and would lose those rows. */
export function compileNot(node: AstOf<'not'>, ctx: CompileContext, inner: CompileInner): string {
  return `((${inner(node.of, ctx)}) IS NOT TRUE)`;
}
