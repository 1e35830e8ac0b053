import { type Ast } from '../../ast.ts';
import { type CompileContext, type Field, type FieldKind } from '../../fields.ts';
import { compileWhere } from '../compile-where.ts';
import { elementsOf, elementValue } from '../element.ts';

/** The values of a field, of which the base rows need not hold anything yet. */
export interface FieldValues {
  readonly kind: FieldKind;
  /** Whether the column of the values holds an array of them. */
  readonly many: boolean;
  /** SQL over a row of the source: the value as buckets show it. For `many` the list as it is stored. */
  readonly sql: string;
  /** The same before anything is made of it, by which rows are grouped. */
  readonly stored: string;
  /** SQL of the column, given that of `stored`. */
  shown(stored: string): string;
}

/** Buckets show folded text in lower case, as the normaliser of the original leaves it. */
function foldedValue(kind: FieldKind, value: string): string {
  if (kind === 'lowercase' || kind === 'text') return `lower(${value})`;
  return kind === 'timestamp' ? `(extract(epoch FROM ${value}) * 1000)::bigint` : value;
}

/** Whether values of the kind are texts, of which a row has each but once. */
export function isTextual(kind: FieldKind): boolean {
  return kind === 'keyword' || kind === 'lowercase' || kind === 'text' || kind === 'uuid';
}

/** Each different value of a list, or each value of one of numbers, whatever stands in it. */
function everyValue(field: Field): string {
  const value = foldedValue(field.kind, elementValue(field));
  const distinct = isTextual(field.kind) ? 'DISTINCT ' : '';
  return `ARRAY(SELECT ${distinct}one.value FROM (SELECT ${value} AS value FROM ${elementsOf(field)}) AS one WHERE one.value IS NOT NULL)`;
}

/**
 * The same where a list of texts is as short as nearly all are: without a query of its own for each row, which over 1,000,000 rows
 * takes half a minute.
 */
function shortList(field: Field): string {
  const at = (place: number): string => foldedValue(field.kind, `(${field.sql} ->> ${String(place)})`);
  const both = `CASE WHEN ${at(0)} IS NULL OR ${at(1)} IS NULL OR ${at(0)} = ${at(1)} THEN array_remove(ARRAY[coalesce(${at(0)}, ${at(1)})], NULL) ELSE ARRAY[${at(0)}, ${at(1)}] END`;
  return `CASE WHEN ${field.sql} IS NULL THEN '{}'::text[]
    WHEN jsonb_typeof(${field.sql}) = 'array' AND jsonb_array_length(${field.sql}) <= 2 THEN ${both} ELSE ${everyValue(field)} END`;
}

/** Texts of one asset are different ones, as an index keeps them; equal numbers count as often as they stand there. */
function shownValues(field: Field): string {
  if (!field.many) return foldedValue(field.kind, field.sql);
  if (field.textArray === true) {
    // Lowering the text of a whole array changes only its elements: braces, quotes and commas have no case.
    const list = `coalesce(${field.sql}, '{}'::text[])`;
    return field.kind === 'lowercase' ? `lower(${list}::text)::text[]` : list;
  }
  return isTextual(field.kind) ? shortList(field) : everyValue(field);
}

const noValues: FieldValues = {
  kind: 'keyword',
  many: false,
  sql: 'NULL::text',
  stored: 'NULL::text',
  shown: (stored) => stored,
};

function valuesOf(field: Field): FieldValues {
  const { kind, many, sql } = field;
  const shown = (stored: string): string => shownValues({ ...field, sql: stored });
  return { kind, many, sql: many ? sql : foldedValue(kind, sql), stored: sql, shown };
}

/** What can be computed of several rows out of what was computed of each group of them. */
export type Measure = 'count' | 'max' | 'min' | 'sum';

/**
 * The rows that aggregations begin with, holding nothing but what is asked for. Rows that are the same in all of it are one, whose
 * `n` says how many they are: 1,000,000 assets have some thousand different types, owners and certificates, so whatever else is
 * computed, however deep, costs next to nothing. They are grouped only while nothing is asked for by which each row differs.
 */
export interface BaseRows {
  /** The values of a field. A field that nobody knows has none. */
  values(field: string): FieldValues;
  /** The column of those values. */
  column(values: FieldValues): string;
  /** The column of any other expression over the source. */
  expression(sql: string): string;
  /** The same of one that tells rows apart: what is asked for of each row by itself. */
  identity(sql: string): string;
  /** The column of a measure of an expression over the source. What is `sum` of all rows is the sum of this column, and so on; so is a `count`. */
  measure(measure: Measure, sql: string): string;
  /** Whether a query matches. */
  condition(query: Ast): string;
  /** The common table expression, once everything is asked for. */
  sql(): string;
}

export interface BaseRowsOptions {
  readonly name: string;
  /** The table or common table expression they are read from, and which of its rows. */
  readonly from: string;
  readonly where: string;
  readonly context: CompileContext;
}

/** Names for different texts of SQL. */
function createNames(prefix: string) {
  const names = new Map<string, string>();
  const nameOf = (sql: string): string => {
    const name = names.get(sql) ?? `${prefix}${String(names.size)}`;
    names.set(sql, name);
    return name;
  };
  const list = (): readonly string[] => [...names].map(([sql, name]) => `${sql} AS ${name}`);
  return { names, nameOf, list };
}

/** A measure of a row by itself, which is one of its kind. */
function ofOne(measure: Measure, column: string): string {
  return measure === 'count' ? `(${column} IS NOT NULL)::int` : column;
}

export function createBaseRows({ name, from, where, context }: BaseRowsOptions): BaseRows {
  const read = createNames('r');
  const columns = createNames('v');
  const measures = new Map<string, { readonly measure: Measure; readonly column: string; readonly name: string }>();
  const keys = new Set<string>();
  const known = new Map<string, FieldValues>();
  let grouped = true;
  const key = (sql: string): string => {
    const column = read.nameOf(sql);
    keys.add(column);
    return `met.${column}`;
  };
  const expression = (sql: string): string => columns.nameOf(key(sql));
  const identity = (sql: string): string => {
    grouped = false;
    return expression(sql);
  };
  /** `OFFSET '0'` keeps the planner from looking into the expressions, of which it would expect as many values as there are rows. */
  const metSql = (): string => {
    const values = read.list();
    const rows = `SELECT ${values.length === 0 ? 'TRUE AS none' : values.join(', ')} FROM ${from} WHERE ${where} OFFSET '0'`;
    const wanted = [...measures.values()];
    if (!grouped) {
      const own = wanted.map((one) => `${ofOne(one.measure, `own.${one.column}`)} AS ${one.name}, `);
      return `SELECT own.*, ${own.join('')}1::bigint AS n FROM (${rows}) AS own`;
    }
    const list = [...keys].map((column) => `own.${column}`);
    const computed = wanted.map((one) => `${one.measure}(own.${one.column}) AS ${one.name}, `);
    const by = list.length === 0 ? 'HAVING count(*) > 0' : `GROUP BY ${list.join(', ')}`;
    return `SELECT ${list.map((column) => `${column}, `).join('')}${computed.join('')}count(*) AS n FROM (${rows}) AS own ${by}`;
  };
  return {
    expression,
    identity,
    condition: (query) => expression(`coalesce(${compileWhere(query, context)}, FALSE)`),
    values(fieldName) {
      const field = known.has(fieldName) ? null : context.fields(fieldName, context.params);
      const values = known.get(fieldName) ?? (field === null ? noValues : valuesOf(field));
      known.set(fieldName, values);
      return values;
    },
    column(values) {
      if (values.kind === 'uuid') grouped = false;
      return columns.nameOf(values.shown(key(values.stored)));
    },
    measure(measure, sql) {
      const column = read.nameOf(sql);
      const made = { measure, column, name: `${measure}_${column}` };
      measures.set(made.name, made);
      return made.name;
    },
    sql() {
      const list = [...columns.list(), ...[...measures.keys()].map((column) => `met.${column}`), 'met.n'];
      return `${name} AS (SELECT ${list.join(', ')} FROM (${metSql()}) AS met)`;
    },
  };
}
