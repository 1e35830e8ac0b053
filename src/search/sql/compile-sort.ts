import { type CompileContext, type Field, type FieldKind } from '../fields.ts';
import { type Score } from '../score.ts';
import { type Sort } from '../sort.ts';
import { compileScore } from './compile-score.ts';
import { compileWhere } from './compile-where.ts';
import { elementsOf, elementValue } from './element.ts';
import { sortableValue } from './sortable-value.ts';

/** One `ORDER BY` term. */
export interface SortTerm {
  /** `null` for a key that decides nothing. */
  readonly kind: FieldKind | null;
  /** SQL of the value sorted by. */
  readonly value: string;
  /** SQL of that value as callers see it: instants are epoch milliseconds. */
  readonly shown: string;
  /** The same of a value that was put aside. */
  show(value: string): string;
  readonly descending: boolean;
  readonly missingFirst: boolean;
  /** Whether every row has a value. */
  readonly required: boolean;
  /** `ASC NULLS LAST`. */
  readonly direction: string;
  /** The term as it stands in `ORDER BY`. */
  readonly sql: string;
}

/** COMPAT: booleans are ordered and shown as the numbers they stand for; besides, PostgreSQL has no `min` of them. */
function comparable(field: Field, value: string): string {
  if (field.kind === 'boolean') return `(${value})::int`;
  return field.kind === 'lowercase' || field.kind === 'text' ? `lower(${value})` : value;
}

/** The value that a row is sorted by; of many values the least when ascending and the greatest when descending, unless `mode` says. */
function sortValue(field: Field, { descending, mode }: Sort): string {
  if (!field.many) return comparable(field, field.sql);
  return `(SELECT ${mode ?? (descending ? 'max' : 'min')}(${comparable(field, elementValue(field))}) FROM ${elementsOf(field)})`;
}

/** The term of a key that decides nothing, kept so that terms and sort values stay side by side. */
const undecided: SortTerm = {
  kind: null,
  value: 'NULL::text',
  shown: 'NULL::text',
  show: (value) => value,
  descending: false,
  missingFirst: false,
  required: false,
  direction: 'ASC',
  sql: 'NULL::text',
};

function scoreTerm(score: Score, descending: boolean, ctx: CompileContext): SortTerm {
  const value = compileScore(score, ctx, compileWhere);
  const direction = descending ? 'DESC' : 'ASC';
  const show = (held: string): string => held;
  const sql = `${value} ${direction}`;
  return { kind: 'float', value, shown: value, show, descending, missingFirst: false, required: true, direction, sql };
}

/** A value of the query in place of a missing one; left out when the field could not have it. */
function orMissing(field: Field, sort: Sort, ctx: CompileContext): string {
  const value = sortValue(field, sort);
  const { missing } = sort;
  const held = missing === undefined ? null : sortableValue(field.kind, missing, ctx);
  return held === null ? value : `coalesce(${value}, ${ctx.params.add(held)})`;
}

/**
 * The sort keys as `ORDER BY` terms, one per key. COMPAT: a key on a field that nobody knows decides nothing; neither does
 * `_doc`, nor `_score` where nobody says what it is.
 */
export function compileSort(sorts: readonly Sort[], ctx: CompileContext): readonly SortTerm[] {
  return sorts.map((sort) => {
    if (sort.score !== undefined) return scoreTerm(sort.score, sort.descending, ctx);
    const field = ctx.fields(sort.field, ctx.params);
    if (field === null) return undecided;
    const value = orMissing(field, sort, ctx);
    const { descending, missingFirst = false } = sort;
    const required = field.required === true && !field.many;
    // PostgreSQL uses an index in either direction only when nothing is said of nulls, even where there are none.
    const nulls = required ? '' : ` NULLS ${missingFirst ? 'FIRST' : 'LAST'}`;
    const direction = `${descending ? 'DESC' : 'ASC'}${nulls}`;
    const show = (held: string): string =>
      field.kind === 'timestamp' ? `(extract(epoch FROM ${held}) * 1000)::bigint` : held;
    const sql = `${value} ${direction}`;
    return { kind: field.kind, value, shown: show(value), show, descending, missingFirst, required, direction, sql };
  });
}
