import { type Ast, type AstOf } from '../ast.ts';
import { type CompileContext } from '../fields.ts';
import { compileAcross } from './across.ts';
import { compileAll } from './all.ts';
import { compileAnd, type CompileInner } from './and.ts';
import { compileAtLeast } from './at-least.ts';
import { compileEquals } from './equals.ts';
import { compileFuzzy } from './fuzzy.ts';
import { compileMinimum } from './minimum.ts';
import { compileNone } from './none.ts';
import { compileNormalized } from './normalized.ts';
import { compileNot } from './not.ts';
import { compileOneOf } from './one-of.ts';
import { compileOr } from './or.ts';
import { compilePattern } from './pattern.ts';
import { compilePrefix } from './prefix.ts';
import { compilePresent } from './present.ts';
import { compileRange } from './range.ts';
import { compileScoreAtLeast } from './score-at-least.ts';
import { compileSpan } from './span.ts';
import { compileText } from './text.ts';
import { compileWithin } from './within.ts';

type Compile<Kind extends Ast['kind']> = (node: AstOf<Kind>, ctx: CompileContext, inner: CompileInner) => string;

/** One compiler per kind; a forgotten kind does not compile. */
const compilers: { readonly [Kind in Ast['kind']]: Compile<Kind> } = {
  all: compileAll,
  none: compileNone,
  and: compileAnd,
  or: compileOr,
  not: compileNot,
  atLeast: compileAtLeast,
  minimum: compileMinimum,
  equals: compileEquals,
  oneOf: compileOneOf,
  range: compileRange,
  present: compilePresent,
  text: compileText,
  across: compileAcross,
  normalized: compileNormalized,
  fuzzy: compileFuzzy,
  span: compileSpan,
  prefix: compilePrefix,
  pattern: compilePattern,
  within: compileWithin,
  scoreAtLeast: compileScoreAtLeast,
};

/**
 * The query as an SQL condition. Every value becomes a parameter of `ctx.params`; identifiers come from `ctx.fields` only.
 * A field that nobody knows, and a value that its field cannot hold, match nothing.
 */
export function compileWhere(ast: Ast, ctx: CompileContext): string {
  // The record is keyed by the very `kind` it is indexed with, which the compiler cannot follow through a union.
  const compile = compilers[ast.kind] as (node: Ast, ctx: CompileContext, inner: CompileInner) => string;
  const before = ctx.params.values.length;
  const condition = compile(ast, ctx, compileWhere);
  // A parameter that stands nowhere has no type, which PostgreSQL refuses.
  if (condition === 'FALSE' || condition === 'TRUE') ctx.params.keep(before);
  return condition;
}
