import { type Scalar } from '../../ast.ts';
import { type CompileContext, type FieldKind } from '../../fields.ts';
import { type PageSource } from '../page-source.ts';
import { booleanValue, instantValue, numberValue, textValue, uuidValue } from '../scalar-values.ts';
import { type BaseRows, type FieldValues } from './base-rows.ts';

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

/** The rows of one level: those of the outermost, or those in the buckets of an aggregation outside. Each stands for `n`. */
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

/** How many rows of the source there are. */
export const countSql = 'coalesce(sum(hit.n), 0)::bigint';

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
export function standIn({ kind }: FieldValues, missing: Scalar | undefined, { context }: Statement): string {
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
