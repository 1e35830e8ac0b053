import { type CompileContext, type Field, type FieldKind } from '../fields.ts';
import { type Sort } from '../sort.ts';
import { elementsOf, elementValue } from './element.ts';

/** One `ORDER BY` term. */
export interface SortTerm {
  /** `null` for a key that decides nothing. */
  readonly kind: FieldKind | null;
  /** SQL of the value sorted by. */
  readonly value: string;
  /** SQL of that value as callers see it: instants are epoch milliseconds. */
  readonly shown: string;
  readonly descending: boolean;
  readonly missingFirst: boolean;
  /** The term as it stands in `ORDER BY`. */
  readonly sql: string;
}

function folded(field: Field, value: string): string {
  return field.kind === 'lowercase' || field.kind === 'text' ? `lower(${value})` : value;
}

/** The value that a row is sorted by; of many values the least when ascending and the greatest when descending. */
function sortValue(field: Field, descending: boolean): string {
  if (!field.many) return folded(field, field.sql);
  // There is no min(boolean) in PostgreSQL, so booleans are ordered as the numbers they stand for.
  const element = field.kind === 'boolean' ? `(${elementValue(field)})::int` : folded(field, elementValue(field));
  return `(SELECT ${descending ? 'max' : 'min'}(${element}) FROM ${elementsOf(field)})`;
}

/** The term of a key that decides nothing, kept so that terms and sort values stay side by side. */
const undecided: SortTerm = {
  kind: null,
  value: 'NULL::text',
  shown: 'NULL::text',
  descending: false,
  missingFirst: false,
  sql: 'NULL::text',
};

/**
 * The sort keys as `ORDER BY` terms, one per key. COMPAT: a key on a field that nobody knows decides nothing; neither does
 * `_score`, all scores being equal.
 */
export function compileSort(sorts: readonly Sort[], ctx: CompileContext): readonly SortTerm[] {
  return sorts.map((sort) => {
    const field = ctx.fields(sort.field, ctx.params);
    if (field === null) return undecided;
    const value = sortValue(field, sort.descending);
    const missingFirst = sort.missingFirst ?? false;
    const sql = `${value} ${sort.descending ? 'DESC' : 'ASC'} NULLS ${missingFirst ? 'FIRST' : 'LAST'}`;
    const shown = field.kind === 'timestamp' ? `(extract(epoch FROM ${value}) * 1000)::bigint` : value;
    return { kind: field.kind, value, shown, descending: sort.descending, missingFirst, sql };
  });
}
