import { compileWhere } from '../compile-where.ts';
import { elementsOf, elementValue } from '../element.ts';
import { type Ast, type Scalar } from '../../ast.ts';
import { type CompileContext, type Field, type FieldKind } from '../../fields.ts';
import { type PageSource } from '../page-source.ts';
import { booleanValue, instantValue, numberValue, textValue, uuidValue } from '../scalar-values.ts';

/** A column of values that aggregations read: one of the kind, or an array of them. */
export interface ValueColumn {
  readonly column: string;
  readonly kind: FieldKind;
  readonly many: boolean;
}

/** Buckets show folded text in lower case, as the normaliser of the original leaves it. */
export function foldedValue(kind: FieldKind, value: string): string {
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
function columnOf(field: Field): string {
  if (!field.many) return foldedValue(field.kind, field.sql);
  if (field.textArray === true) {
    // Lowering the text of a whole array changes only its elements: braces, quotes and commas have no case.
    const list = `coalesce(${field.sql}, '{}'::text[])`;
    return field.kind === 'lowercase' ? `lower(${list}::text)::text[]` : list;
  }
  return isTextual(field.kind) && field.withValue === undefined ? shortList(field) : everyValue(field);
}

/** The rows that aggregations begin with, holding nothing but the values that are asked for. */
export interface BaseRows {
  /** The values of a field. A field that nobody knows has none. */
  value(field: string): ValueColumn;
  /** Any other expression over the source. */
  expression(sql: string): string;
  /** Whether a query matches. */
  condition(query: Ast): string;
  /** The common table expression, once all values are asked for. */
  sql(): string;
}

export interface BaseRowsOptions {
  readonly name: string;
  readonly source: PageSource;
  readonly where: string;
  readonly context: CompileContext;
}

export function createBaseRows({ name, source, where, context }: BaseRowsOptions): BaseRows {
  const columns = new Map<string, string>();
  const values = new Map<string, ValueColumn>();
  const expression = (sql: string): string => {
    const known = columns.get(sql);
    if (known !== undefined) return known;
    const column = `v${String(columns.size)}`;
    columns.set(sql, column);
    return column;
  };
  return {
    expression,
    condition: (query) => expression(`coalesce(${compileWhere(query, context)}, FALSE)`),
    value(fieldName) {
      const known = values.get(fieldName);
      if (known !== undefined) return known;
      const field = context.fields(fieldName, context.params);
      const value: ValueColumn =
        field === null
          ? { column: expression('NULL::text'), kind: 'keyword', many: false }
          : { column: expression(columnOf(field)), kind: field.kind, many: field.many };
      values.set(fieldName, value);
      return value;
    },
    sql() {
      const list = [...columns].map(([sql, column]) => `${sql} AS ${column}`);
      return `${name} AS (SELECT ${list.length === 0 ? 'TRUE AS none' : list.join(', ')} FROM ${source.from} WHERE ${where})`;
    },
  };
}

/** One statement in the making. */
export interface Statement {
  readonly context: CompileContext;
  readonly source: PageSource;
  /** Common table expressions in the order in which they may refer to each other. */
  readonly tables: string[];
  /** SQL of a jsonb list of objects each; what the statement answers, one after the other. */
  readonly answers: string[];
  /** A number that nothing else in the statement has. */
  next(): number;
}

/** The rows of one level: those of the outermost, or those in the buckets of an aggregation outside. */
export interface Level {
  readonly rows: string;
  /** The columns that say in which bucket of each level outside a row is. */
  readonly path: readonly string[];
  readonly base: BaseRows;
  /** Columns of the base rows that this level reads, or one inside does. */
  readonly needs: Set<string>;
}

/** A column of the base rows, read at this level. */
export function need(level: Level, column: string): string {
  level.needs.add(column);
  return `hit.${column}`;
}

/** `hit.b1, hit.b2, `: the path as the beginning of a list. */
export function pathList(level: Level, alias: string): string {
  return level.path.map((column) => `${alias}.${column}, `).join('');
}

/** `PARTITION BY …` within the buckets outside; nothing at the outermost level. */
export function withinPath(level: Level, alias: string): string {
  if (level.path.length === 0) return '';
  return `PARTITION BY ${level.path.map((column) => `${alias}.${column}`).join(', ')} `;
}

/** Whether values of the kind are numbers or instants, which are epoch milliseconds here. */
export function isNumeric(kind: FieldKind): boolean {
  return kind === 'long' || kind === 'float' || kind === 'date' || kind === 'timestamp';
}

function heldValue(kind: FieldKind, value: Scalar, context: CompileContext): string | number | boolean | null {
  if (kind === 'date' || kind === 'timestamp') return instantValue(value, context, { roundUp: false });
  if (isNumeric(kind)) return numberValue(value);
  if (kind === 'boolean') return booleanValue(value);
  return kind === 'uuid' ? uuidValue(value) : textValue(value);
}

/** SQL of what stands in for a missing value; `NULL` where nothing does, or where it is none that the field could have. */
export function standIn({ kind }: ValueColumn, missing: Scalar | undefined, { context }: Statement): string {
  const held = missing === undefined ? null : heldValue(kind, missing, context);
  if (held === null) return 'NULL';
  const type = isNumeric(kind) ? 'numeric' : kind === 'boolean' || kind === 'uuid' ? kind : 'text';
  return `${context.params.add(held)}::${type}`;
}

/** The values of a row, of which there are many, as rows `one(value)`. */
export function unnested(column: string, other: string): string {
  const list = other === 'NULL' ? column : `CASE WHEN ${column} = '{}' THEN ARRAY[${other}] ELSE ${column} END`;
  return `unnest(${list}) AS one(value)`;
}

/** The value of a row that has one. */
export function filled(column: string, other: string): string {
  return other === 'NULL' ? column : `coalesce(${column}, ${other})`;
}
