import { type JsonObject, type JsonValue } from '../../../foundation/index.ts';
import { type MetricAggregation, type MetricKind } from '../../aggregations/aggregation.ts';
import { type FieldKind } from '../../fields.ts';
import { formatInstant } from '../../time/format-instant.ts';
import { type AnswerRow, numberIn } from './answer.ts';
import { isNumeric, type Level, need, standIn, type Statement, unnested, type ValueColumn } from './level.ts';

/** A metric as columns of the row that its bucket has in the answer. */
export interface CompiledMetric {
  /** Aggregate expressions with the columns they become. */
  readonly columns: readonly { readonly sql: string; readonly name: string }[];
  /** SQL by which buckets are put in order of the metric; `member` is what of `stats`. */
  order(member: string): string;
  render(row: AnswerRow | null): JsonObject;
}

type Numbers = 'count' | 'min' | 'max' | 'avg' | 'sum';

const numbersOf: Readonly<Record<Exclude<MetricKind, 'cardinality'>, readonly Numbers[]>> = {
  avg: ['avg'],
  max: ['max'],
  min: ['min'],
  sum: ['sum'],
  valueCount: ['count'],
  stats: ['count', 'min', 'max', 'avg', 'sum'],
};

/** COMPAT: a boolean counts as 1 or 0. */
function isNumber(kind: FieldKind): boolean {
  return isNumeric(kind) || kind === 'boolean';
}

/** SQL of each number over all rows, out of the values of a single row. COMPAT: text is no number, and has none. */
function overNumbers(value: ValueColumn, column: string, other: string): Readonly<Record<Numbers, string>> {
  const computable = isNumber(value.kind);
  const cast = value.kind === 'boolean' ? '::int' : '';
  if (!value.many) {
    const filled = other === 'NULL' ? column : `coalesce(${column}, ${other})`;
    const number = computable ? `(${filled})${cast}` : 'NULL::numeric';
    const plain = {
      min: `min(${number})`,
      max: `max(${number})`,
      avg: `avg(${number})`,
      sum: `coalesce(sum(${number}), 0)`,
    };
    return { ...plain, count: `count(${filled})` };
  }
  const each = unnested(column, other);
  const ofRow = (aggregate: string): string =>
    computable ? `(SELECT ${aggregate}(one.value${cast}) FROM ${each})` : 'NULL::numeric';
  const count = `coalesce(sum((SELECT count(*) FROM ${each})), 0)`;
  const sum = `coalesce(sum(${ofRow('sum')}), 0)`;
  const avg = computable ? `sum(${ofRow('sum')}) / nullif(${count}, 0)` : 'NULL::numeric';
  return { count, sum, avg, min: `min(${ofRow('min')})`, max: `max(${ofRow('max')})` };
}

/** How many different values; those of lists are gathered first, since an aggregate sees one value of a row. */
function distinctCount(value: ValueColumn, column: string, { other, level }: { other: string; level: Level }): string {
  if (!value.many) return `count(DISTINCT ${other === 'NULL' ? column : `coalesce(${column}::text, ${other}::text)`})`;
  if (level.path.length === 0) {
    const inner = column.replace(/^hit\./, 'row.');
    return `(SELECT count(DISTINCT one.value) FROM ${level.rows} AS row CROSS JOIN LATERAL ${unnested(inner, other)})`;
  }
  const each = other === 'NULL' ? column : `CASE WHEN ${column} = '{}' THEN ARRAY[${other}] ELSE ${column} END`;
  const gathered = `jsonb_agg(to_jsonb(${each})) FILTER (WHERE ${column} <> '{}' OR ${other} IS NOT NULL)`;
  return `(SELECT count(DISTINCT one.value) FROM jsonb_path_query(${gathered}, '$[*][*]') AS one(value))`;
}

/** The original puts what has no greatest value below everything and what has no least one above. */
const orders: Readonly<Record<Numbers, (column: string) => string>> = {
  count: (column) => column,
  sum: (column) => column,
  avg: (column) => column,
  max: (column) => `coalesce(${column}::numeric, '-Infinity')`,
  min: (column) => `coalesce(${column}::numeric, 'Infinity')`,
};

function asText(kind: FieldKind, value: number | null): string | null {
  if (value === null) return null;
  if (kind === 'boolean') return value === 0 ? 'false' : 'true';
  return kind === 'date' || kind === 'timestamp' ? formatInstant(Math.trunc(value)) : null;
}

function renderNumber(kind: FieldKind, value: number | null): JsonObject {
  const text = asText(kind, value);
  return { value, ...(text !== null && { value_as_string: text }) };
}

function renderStats(kind: FieldKind, numbers: readonly (readonly [Numbers, number | null])[]): JsonObject {
  const members: Record<string, JsonValue> = Object.fromEntries(numbers);
  for (const [name, value] of numbers) {
    const text = name === 'count' ? null : asText(kind, value);
    if (text !== null) members[`${name}_as_string`] = text;
  }
  return members;
}

export function compileMetric(aggregation: MetricAggregation, level: Level, statement: Statement): CompiledMetric {
  const value = level.base.value(aggregation.field);
  const column = need(level, value.column);
  const { kind } = aggregation;
  // PostgreSQL refuses a statement with a value that it never mentions, and arithmetic on text mentions none.
  const reads = kind === 'cardinality' || kind === 'valueCount' || kind === 'stats' || isNumber(value.kind);
  const other = reads ? standIn(value, aggregation.missing, statement) : 'NULL';
  const id = String(statement.next());
  if (kind === 'cardinality') {
    const name = `m${id}`;
    const sql = distinctCount(value, column, { other, level });
    return { columns: [{ sql, name }], order: () => name, render: (row) => ({ value: numberIn(row, name) ?? 0 }) };
  }
  const sql = overNumbers(value, column, other);
  const numbers = numbersOf[kind].map((number) => ({ number, sql: sql[number], name: `m${id}_${number}` }));
  const [only] = numbersOf[kind];
  const read = (row: AnswerRow | null, number: Numbers): number | null =>
    numberIn(row, `m${id}_${number}`) ?? (number === 'count' || number === 'sum' ? 0 : null);
  return {
    columns: numbers,
    order: (member) => {
      const found = numbers.find(({ number }) => number === member) ?? numbers[0];
      return found === undefined ? 'NULL' : orders[found.number](found.name);
    },
    render: (row) => {
      if (kind === 'stats')
        return renderStats(
          value.kind,
          numbers.map(({ number }) => [number, read(row, number)]),
        );
      if (kind === 'valueCount') return { value: read(row, 'count') };
      return renderNumber(value.kind, read(row, only ?? 'sum'));
    },
  };
}
