import { type JsonObject, type JsonValue } from '../../../foundation/index.ts';
import { type MetricAggregation, type MetricKind } from '../../aggregations/aggregation.ts';
import { type FieldKind } from '../../fields.ts';
import { formatInstant } from '../../time/format-instant.ts';
import { type AnswerRow, numberIn } from './answer.ts';
import { type FieldValues, type Measure } from './base-rows.ts';
import { filled, isNumeric, type Level, need, standIn, type Statement, unnested } from './level.ts';

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

interface Numbered {
  readonly value: FieldValues;
  /** SQL of what stands in for a missing value. */
  readonly other: string;
  readonly level: Level;
}

/** SQL of a number over all rows, out of what the base rows hold of each group of them. COMPAT: text is no number, and has none. */
function overMeasures(number: Numbers, { value, other, level }: Numbered): string {
  const held = filled(value.sql, other);
  const one = value.kind === 'boolean' ? `(${held})::int` : held;
  const measured = (measure: Measure, sql: string): string => need(level, level.base.measure(measure, sql));
  const count = (): string => `coalesce(sum(${measured('count', held)}), 0)`;
  if (number === 'count') return count();
  if (!isNumber(value.kind)) {
    // PostgreSQL refuses a statement with a value that it never mentions, so the field stays in it.
    measured('count', held);
    return number === 'sum' ? '0' : 'NULL::numeric';
  }
  if (number === 'avg') return `sum(${measured('sum', one)})::numeric / nullif(${count()}, 0)`;
  if (number === 'sum') return `coalesce(sum(${measured('sum', one)}), 0)`;
  return `${number}(${measured(number, one)})`;
}

/** The same of a field of many values. */
function overLists(number: Numbers, { value, other, level }: Numbered): string {
  const computable = isNumber(value.kind);
  const cast = value.kind === 'boolean' ? '::int' : '';
  const each = unnested(need(level, level.base.column(value)), other);
  const ofRow = (aggregate: string): string =>
    computable ? `(SELECT ${aggregate}(one.value${cast}) FROM ${each})` : 'NULL::numeric';
  const count = `coalesce(sum(hit.n * (SELECT count(*) FROM ${each})), 0)`;
  if (number === 'count') return count;
  const sum = `sum(hit.n * ${ofRow('sum')})`;
  if (number === 'sum') return `coalesce(${sum}, 0)`;
  if (number === 'avg') return computable ? `${sum} / nullif(${count}, 0)` : 'NULL::numeric';
  return `${number}(${ofRow(number)})`;
}

/** How many different values; those of lists are gathered first, since an aggregate sees one value of a row. */
function distinctCount({ value, other, level }: Numbered): string {
  const column = need(level, level.base.column(value));
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
  const value = level.base.values(aggregation.field);
  const { kind } = aggregation;
  // PostgreSQL refuses a statement with a value that it never mentions, and arithmetic on text mentions none.
  const reads = kind === 'cardinality' || kind === 'valueCount' || kind === 'stats' || isNumber(value.kind);
  const other = reads ? standIn(value, aggregation.missing, statement) : 'NULL';
  const numbered: Numbered = { value, other, level };
  const id = String(statement.next());
  if (kind === 'cardinality') {
    const name = `m${id}`;
    const sql = distinctCount(numbered);
    return { columns: [{ sql, name }], order: () => name, render: (row) => ({ value: numberIn(row, name) ?? 0 }) };
  }
  const over = value.many ? overLists : overMeasures;
  const numbers = numbersOf[kind].map((number) => ({ number, sql: over(number, numbered), name: `m${id}_${number}` }));
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
