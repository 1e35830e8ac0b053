import { type AcrossAst, type Ast, type FuzzyAst, type TextAst } from './ast.ts';

/**
 * What a match is worth under the similarity of the index (Atlan wire, analyzers: `boolean`): a term that matches is worth its
 * boost, however rare it is and however often it stands there. A score is read only of what its clause matches.
 */
export type Score =
  | { readonly kind: 'constant'; readonly value: number }
  /** `boost` for each word of the query that is there. */
  | { readonly kind: 'words'; readonly text: TextAst; readonly boost: number }
  /** The same of words looked for in several fields at once: each is worth what its best field is. */
  | { readonly kind: 'acrossWords'; readonly across: AcrossAst; readonly boost: number }
  /**
   * `boost` for each different term that is near, less the share of it that is edited; the same term twice, as in the condition
   * `normalized`.
   */
  | { readonly kind: 'near'; readonly folded: FuzzyAst; readonly written: FuzzyAst; readonly boost: number }
  | { readonly kind: 'sum'; readonly of: readonly Score[] }
  | { readonly kind: 'product'; readonly of: readonly Score[] }
  | { readonly kind: 'choice'; readonly match: Ast; readonly then: Score; readonly otherwise: Score }
  /** The best of the parts, and `tieBreaker` times the sum of the others. */
  | { readonly kind: 'greatest'; readonly of: readonly Score[]; readonly tieBreaker: number }
  | FunctionsScore;

export const scoreModes = ['multiply', 'sum', 'avg', 'first', 'max', 'min'] as const;
export const boostModes = ['multiply', 'replace', 'sum', 'avg', 'max', 'min'] as const;
export type ScoreMode = (typeof scoreModes)[number];
export type BoostMode = (typeof boostModes)[number];

/** The score of a query, put together with what functions give; 1 where no function applies (Elasticsearch: `function_score`). */
export interface FunctionsScore {
  readonly kind: 'functions';
  readonly query: Score;
  readonly functions: readonly ScoreFunction[];
  readonly scoreMode: ScoreMode;
  readonly boostMode: BoostMode;
  /** What the functions together give at most. */
  readonly maxBoost: number;
}

export interface ScoreFunction {
  readonly filter: Ast;
  readonly weight: number;
  readonly value: FunctionValue;
}

export const modifiers = [
  'none',
  'log',
  'log1p',
  'log2p',
  'ln',
  'ln1p',
  'ln2p',
  'square',
  'sqrt',
  'reciprocal',
] as const;
export type Modifier = (typeof modifiers)[number];

export type FunctionValue =
  | { readonly kind: 'one' }
  | FieldValueFactor
  /** From 0 to 1, by seed and by the value of the field; the same for the same seed. */
  | { readonly kind: 'random'; readonly seed: string | null; readonly field: string };

export interface FieldValueFactor {
  readonly kind: 'field';
  readonly field: string;
  readonly factor: number;
  readonly modifier: Modifier;
  /** Stands in for a missing value; such a thing is worth nothing without it. */
  readonly missing: number | null;
}

/** The greatest score: single precision, as in Elasticsearch. */
export const scoreMax = 3.4e38;
/** Scores below it are 0. */
const scoreLeast = 1e-38;

/** A score that is the same for every match. */
export function constantScore(value: number): Score {
  return { kind: 'constant', value: value < scoreLeast ? 0 : Math.min(value, scoreMax) };
}

export const noScore: Score = constantScore(0);

function isNothing(score: Score): boolean {
  return score.kind === 'constant' && score.value === 0;
}

/** The parts together; constants are added up at once. */
export function sumOf(parts: readonly Score[]): Score {
  const constants = parts.reduce((sum, part) => sum + (part.kind === 'constant' ? part.value : 0), 0);
  const varying = parts.filter((part) => part.kind !== 'constant');
  const of = constants === 0 ? varying : [...varying, constantScore(constants)];
  const [only = noScore, ...rest] = of;
  return rest.length === 0 ? only : { kind: 'sum', of };
}

/** `score` where `match` holds, nothing elsewhere. */
export function scoreWhere(match: Ast, score: Score): Score {
  if (match.kind === 'none' || isNothing(score)) return noScore;
  return match.kind === 'all' ? score : { kind: 'choice', match, then: score, otherwise: noScore };
}

export function greatestOf(parts: readonly Score[], tieBreaker: number): Score {
  const of = parts.filter((part) => !isNothing(part));
  const [only = noScore, ...rest] = of;
  return rest.length === 0 ? only : { kind: 'greatest', of, tieBreaker };
}

/** The score `by` times as high. Done here and not in SQL: however deep boosts are nested, nothing runs over there. */
export function scaled(score: Score, by: number): Score {
  if (by === 1) return score;
  switch (score.kind) {
    case 'constant':
      return constantScore(score.value * by);
    case 'words':
    case 'acrossWords':
    case 'near':
      return { ...score, boost: Math.min(score.boost * by, scoreMax) };
    case 'sum':
    case 'greatest':
      return { ...score, of: score.of.map((part) => scaled(part, by)) };
    case 'product':
      return { ...score, of: score.of.map((part, index) => (index === 0 ? scaled(part, by) : part)) };
    case 'choice':
      return { ...score, then: scaled(score.then, by), otherwise: scaled(score.otherwise, by) };
    case 'functions':
      // Elasticsearch: the boost of a `function_score` is one of its query, which `boost_mode: replace` does away with.
      return { ...score, query: scaled(score.query, by) };
  }
}
