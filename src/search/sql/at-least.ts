import { type AstOf } from '../ast.ts';
import { type CompileContext } from '../fields.ts';
import { type CompileInner } from './and.ts';

/**
 * Counts the parts that hold. A part about a missing value is null, and counts as one that does not hold. The list is flat: a sum
 * of thousands would nest as deep as PostgreSQL's stack.
 */
export function compileAtLeast(node: AstOf<'atLeast'>, ctx: CompileContext, inner: CompileInner): string {
  const parts = node.of.map((part) => inner(part, ctx)).filter((part) => part !== 'FALSE');
  if (parts.length < node.count) return 'FALSE';
  return `(cardinality(array_positions(ARRAY[${parts.join(', ')}], TRUE)) >= ${ctx.params.add(node.count)})`;
}
