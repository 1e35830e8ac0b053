import { assertNever } from '../../foundation/index.ts';
import { type Ast, type Fuzziness, type FuzzyAst, type TextAst } from '../ast.ts';
import { type CompileContext } from '../fields.ts';
import { scoreMax, type Score, scoreWhere, constantScore, sumOf } from '../score.ts';
import { acrossClause } from './across.ts';
import { type CompileInner } from './and.ts';
import { compileNearness } from './fuzzy.ts';
import { isFolded } from './normalized.ts';
import { compileFunctions } from './score-functions.ts';
import { endsInPrefix, holdsWord, queryWords } from './query-words.ts';

/** What compiles the parts of a score. Every part is a `numeric`, in which nothing runs over or gets lost. */
export interface ScoreCompiler {
  readonly ctx: CompileContext;
  readonly where: CompileInner;
  score(score: Score): string;
  number(value: number): string;
}

/** The terms of a sum in pairs of pairs: a plain chain of thousands would be as deep as it is long. */
function added(terms: readonly string[]): string {
  const [only, ...rest] = terms;
  if (only === undefined) return '0::numeric';
  if (rest.length === 0) return only;
  const half = Math.ceil(terms.length / 2);
  return `(${added(terms.slice(0, half))} + ${added(terms.slice(half))})`;
}

/** Each word that is there is worth the boost; a word that stands twice in the query counts twice. */
function wordsScore({ text, boost }: Extract<Score, { kind: 'words' }>, ctx: CompileContext): Score {
  const words = queryWords(text.field, text, ctx);
  if (words.length === 0) return constantScore(boost);
  const exact = text.fuzziness === undefined;
  if (exact && (text.mode !== 'any' || words.length === 1)) return constantScore(boost * words.length);
  const prefixAt = endsInPrefix(text, words, ctx) ? words.length - 1 : -1;
  return sumOf(
    words.map((word, index) => {
      if (index === prefixAt) return scoreWhere(beginningOf(text, word[0] ?? ''), constantScore(boost));
      if (text.fuzziness === undefined || word.length > 1) {
        return scoreWhere(holdsWord(text.field, word), constantScore(boost));
      }
      return nearScore(text.field, word[0] ?? '', { fuzziness: text.fuzziness, boost });
    }),
  );
}

/** The word as it was made of the query: made once more it might become another one, or none. */
function beginningOf({ field }: TextAst, word: string): Ast {
  return { kind: 'prefix', field, value: word, caseInsensitive: false };
}

function nearScore(
  field: string,
  value: string,
  { fuzziness, boost }: { readonly fuzziness: Fuzziness; readonly boost: number },
): Score {
  const near: FuzzyAst = { kind: 'fuzzy', field, value, fuzziness };
  return { kind: 'near', folded: near, written: near, boost };
}

function compileChoice(score: Extract<Score, { kind: 'choice' }>, compiler: ScoreCompiler): string {
  const [then, otherwise] = [compiler.score(score.then), compiler.score(score.otherwise)];
  return `(CASE WHEN ${compiler.where(score.match, compiler.ctx)} THEN ${then} ELSE ${otherwise} END)`;
}

function greatest(parts: readonly string[], tieBreaker: string | null): string {
  if (tieBreaker === null) return `greatest(${parts.join(', ')})`;
  const list = `unnest(ARRAY[${parts.join(', ')}]) AS part(score)`;
  return `(SELECT max(score) + ${tieBreaker} * (sum(score) - max(score)) FROM ${list})`;
}

function compilePart(score: Score, compiler: ScoreCompiler): string {
  const { ctx } = compiler;
  switch (score.kind) {
    case 'constant':
      return compiler.number(score.value);
    case 'words':
      return compiler.score(wordsScore(score, ctx));
    case 'acrossWords':
      return `(${compiler.score(acrossClause(score.across, ctx).score)} * ${compiler.number(score.boost)})`;
    case 'near': {
      const { folded, written, boost } = score;
      const nearness = compileNearness(isFolded(written.field, ctx) ? folded : written, ctx);
      return `(${nearness} * ${compiler.number(boost)})`;
    }
    case 'sum':
      return added(score.of.map((part) => compiler.score(part)));
    case 'product':
      return `(${score.of.map((part) => compiler.score(part)).join(' * ')})`;
    case 'choice':
      return compileChoice(score, compiler);
    case 'greatest': {
      const parts = score.of.map((part) => compiler.score(part));
      return greatest(parts, score.tieBreaker === 0 ? null : compiler.number(score.tieBreaker));
    }
    case 'functions':
      return compileFunctions(score, compiler);
    default:
      return assertNever(score);
  }
}

/**
 * What a matching row is worth, as SQL of a `real`, never null. Every value becomes a parameter of `ctx.params`.
 * `where` compiles conditions: `compileWhere`, handed in because conditions ask for scores too.
 */
export function compileScore(score: Score, ctx: CompileContext, where: CompileInner): string {
  const compiler: ScoreCompiler = {
    ctx,
    where,
    score: (part) => compilePart(part, compiler),
    number: (value) => (value === 0 || value === 1 ? `${String(value)}::numeric` : `${ctx.params.add(value)}::numeric`),
  };
  // Rounded, because PostgreSQL refuses what is too small for a `real` instead of calling it 0.
  return `(least(round(${compiler.score(score)}, 37), ${String(scoreMax)})::real)`;
}
