import { type AstOf } from '../ast.ts';
import { type CompileContext } from '../fields.ts';
import { type CompileInner } from './and.ts';
import { compileScore } from './compile-score.ts';

export function compileScoreAtLeast(node: AstOf<'scoreAtLeast'>, ctx: CompileContext, inner: CompileInner): string {
  return `(${compileScore(node.score, ctx, inner)} >= ${ctx.params.add(node.least)}::real)`;
}
