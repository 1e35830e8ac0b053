import { assertNever } from '../../foundation/index.ts';
import { type CompileContext, type FieldKind } from '../fields.ts';
import {
  type BoostMode,
  type FieldValueFactor,
  type FunctionsScore,
  type FunctionValue,
  type Modifier,
  type ScoreFunction,
  scoreMax,
} from '../score.ts';
import { elementsOf, elementValue } from './element.ts';
import { type ScoreCompiler } from './compile-score.ts';

const numeric: readonly FieldKind[] = ['long', 'float', 'date'];

/** SQL of what a modifier makes of a value; a value for which there is no answer (`log` of 0 and below) is worth nothing. */
const modified: Readonly<Record<Modifier, (value: string) => string>> = {
  none: (value) => value,
  log: (value) => `CASE WHEN ${value} > 0 THEN log(${value}) END`,
  log1p: (value) => `CASE WHEN ${value} > -1 THEN log(${value} + 1) END`,
  log2p: (value) => `CASE WHEN ${value} > -2 THEN log(${value} + 2) END`,
  ln: (value) => `CASE WHEN ${value} > 0 THEN ln(${value}) END`,
  ln1p: (value) => `CASE WHEN ${value} > -1 THEN ln(${value} + 1) END`,
  ln2p: (value) => `CASE WHEN ${value} > -2 THEN ln(${value} + 2) END`,
  square: (value) => `${value} * ${value}`,
  sqrt: (value) => `CASE WHEN ${value} >= 0 THEN sqrt(${value}) END`,
  reciprocal: (value) => `CASE WHEN ${value} <> 0 THEN 1 / ${value} END`,
};

/** The first number that the field holds; null when it holds none. */
function fieldNumber(name: string, ctx: CompileContext): string | null {
  const before = ctx.params.values.length;
  const field = ctx.fields(name, ctx.params);
  if (field === null || !numeric.includes(field.kind)) {
    ctx.params.keep(before);
    return null;
  }
  return field.many ? `(SELECT min(${elementValue(field)}) FROM ${elementsOf(field)})` : field.sql;
}

/**
 * COMPAT: a field without a number counts as `missing`, or as nothing; Elasticsearch fails the query. What would be below 0 or
 * beyond all bounds is pulled to the nearest score.
 */
function fieldValue({ field, factor, modifier, missing }: FieldValueFactor, compiler: ScoreCompiler): string {
  const held = fieldNumber(field, compiler.ctx) ?? 'NULL';
  const given = missing === null ? `${held}::numeric` : `coalesce(${held}::numeric, ${compiler.number(missing)})`;
  const value = `least(greatest(${given} * ${compiler.number(factor)}, -1e38), 1e38)`;
  const result = modified[modifier]('given.value');
  return `(SELECT coalesce(least(greatest(${result}, 0), ${String(scoreMax)}), 0) FROM (SELECT ${value} AS value) AS given)`;
}

/** A number from 0 to 1 by seed and value. Without a seed the moment of the request is one, so that one page does not contradict itself. */
function randomValue({ seed, field }: Extract<FunctionValue, { kind: 'random' }>, { ctx }: ScoreCompiler): string {
  const held = ctx.fields(field, ctx.params);
  const text = held === null ? `''` : `coalesce((${held.sql})::text, '')`;
  const parameter = ctx.params.add(seed?.replaceAll('\0', '') ?? String(ctx.now.getTime()));
  return `((hashtextextended(${text}, hashtextextended(${parameter}::text, 0)) & 16777215)::numeric / 16777216)`;
}

function functionValue(value: FunctionValue, compiler: ScoreCompiler): string {
  switch (value.kind) {
    case 'one':
      return '1::numeric';
    case 'field':
      return fieldValue(value, compiler);
    case 'random':
      return randomValue(value, compiler);
    default:
      return assertNever(value);
  }
}

/** One row for each function that applies, in order: what it gives and how much it weighs. */
function applyingRows(functions: readonly ScoreFunction[], compiler: ScoreCompiler): string {
  const rows = functions.map(({ filter, weight, value }, index) => {
    const weighs = compiler.number(weight);
    const condition = compiler.where(filter, compiler.ctx);
    return `(${String(index)}, CASE WHEN ${condition} THEN ${functionValue(value, compiler)} * ${weighs} END, ${weighs})`;
  });
  return `(VALUES ${rows.join(', ')}) AS given(place, score, weight) WHERE given.score IS NOT NULL`;
}

const together: Readonly<Record<FunctionsScore['scoreMode'], string>> = {
  // There is no product over rows; the list is short.
  multiply: '',
  sum: 'sum(score)',
  avg: 'CASE WHEN sum(weight) > 0 THEN sum(score) / sum(weight) ELSE sum(score) END',
  first: '(array_agg(score ORDER BY place))[1]',
  max: 'max(score)',
  min: 'min(score)',
};

/** Product of what applies: every function is a factor, 1 where it does not apply. */
function product(functions: readonly ScoreFunction[], compiler: ScoreCompiler): string {
  const factors = functions.map(({ filter, weight, value }) => {
    const given = `${functionValue(value, compiler)} * ${compiler.number(weight)}`;
    return `(CASE WHEN ${compiler.where(filter, compiler.ctx)} THEN ${given} ELSE 1 END)`;
  });
  return factors.join(' * ');
}

function functionsTogether({ functions, scoreMode }: FunctionsScore, compiler: ScoreCompiler): string {
  if (functions.length === 0) return '1::numeric';
  if (scoreMode === 'multiply') return `(${product(functions, compiler)})`;
  return `(SELECT coalesce(${together[scoreMode]}, 1) FROM ${applyingRows(functions, compiler)})`;
}

const combined: Readonly<Record<BoostMode, (query: string, given: string) => string>> = {
  multiply: (query, given) => `${query} * ${given}`,
  replace: (_, given) => given,
  sum: (query, given) => `${query} + ${given}`,
  avg: (query, given) => `(${query} + ${given}) / 2`,
  max: (query, given) => `greatest(${query}, ${given})`,
  min: (query, given) => `least(${query}, ${given})`,
};

/** Rounded at each level: products of products would have more and more digits. */
export function compileFunctions(score: FunctionsScore, compiler: ScoreCompiler): string {
  const given = `least(${functionsTogether(score, compiler)}, ${compiler.number(score.maxBoost)})`;
  const query = score.boostMode === 'replace' ? '' : compiler.score(score.query);
  return `least(round(${combined[score.boostMode](query, given)}, 37), ${String(scoreMax)})`;
}
