import { assertNever } from '../../../foundation/index.ts';
import {
  type BucketAggregation,
  type DateHistogramAggregation,
  type FiltersAggregation,
  type HistogramAggregation,
  type KeyFilter,
  type RangeAggregation,
  type TermsAggregation,
} from '../../aggregations/aggregation.ts';
import { parseOffset } from '../../time/date-format.ts';
import { type FieldValues, isTextual } from './base-rows.ts';
import { filled, isNumeric, type Level, need, standIn, type Statement, unnested } from './level.ts';
import { rangeEnds } from './range-ends.ts';

/** In which buckets a row is. */
export interface BucketKeys {
  /** SQL of a query that gives the keys of the row `hit`, each once, as its only column. */
  readonly sql: string;
  /** The field the keys are values of; `null` when they number the buckets. */
  readonly value: FieldValues | null;
}

/** PostgreSQL refuses a statement with a value that it never mentions, so the field stays in it. */
function withoutKeys(value: FieldValues, level: Level): BucketKeys {
  level.base.column(value);
  return { sql: 'SELECT NULL::text AS key WHERE FALSE', value: null };
}

/** Buckets by number, of rows for which the conditions hold, one after the other. */
function keysOfHeld(conditions: readonly string[]): string {
  const rows = conditions.map((condition, index) => `(${String(index)}, ${condition})`);
  return `SELECT one.key FROM (VALUES ${rows.join(', ')}) AS one(key, held) WHERE one.held`;
}

function holdsKey(filter: KeyFilter, { context }: Statement): string {
  if ('pattern' in filter) return `one.value::text ~ ${context.params.add(filter.pattern)}`;
  return `one.value::text = ANY(${context.params.add(filter.values)}::text[])`;
}

function termKeys(aggregation: TermsAggregation, level: Level, statement: Statement): BucketKeys {
  const value = level.base.values(aggregation.field);
  const column = need(level, level.base.column(value));
  const other = standIn(value, aggregation.missing, statement);
  const { include, exclude } = aggregation;
  const conditions = [
    ...(include === undefined ? [] : [holdsKey(include, statement)]),
    ...(exclude === undefined ? [] : [`NOT ${holdsKey(exclude, statement)}`]),
  ];
  const from = value.many ? unnested(column, other) : `(SELECT ${filled(column, other)} AS value) AS one`;
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const distinct = value.many && !isTextual(value.kind) ? 'DISTINCT ' : '';
  return { sql: `SELECT ${distinct}one.value AS key FROM ${from}${where}`, value };
}

/** Values this many intervals away from zero have no bucket: no number tells one from the next there, and division would overflow. */
const intervalsMax = 1e15;

function numberKey({ interval, offset }: HistogramAggregation, { context }: Statement) {
  const [step, start] = [context.params.add(interval), context.params.add(offset % interval)];
  const furthest = `${context.params.add(Math.min(1e300, interval * intervalsMax))}::float8`;
  return (value: string): string => {
    const key = `floor((${value}::float8 - ${start}::float8) / ${step}::float8) * ${step}::float8 + ${start}::float8`;
    return `CASE WHEN abs(${value}::float8) < ${furthest} THEN ${key} END`;
  };
}

function epochMs(instant: string): string {
  return `(date_part('epoch', ${instant}) * 1000)::bigint`;
}

/** The years with four digits; what lies outside has no bucket. */
const firstMs = Date.parse('0001-01-02T00:00:00Z');
const lastMs = Date.parse('9999-12-30T00:00:00Z');

/**
 * Beginnings of days, months … in the local time of a zone. An offset is arithmetic of our own: what PostgreSQL calls `+01:00`
 * lies west of Greenwich.
 */
function dateKey({ interval, offsetMs, timeZone }: DateHistogramAggregation, { context }: Statement) {
  const offset = timeZone === undefined ? 0 : parseOffset(timeZone);
  const zone = offset === null ? `${context.params.add(timeZone)}::text` : "'UTC'";
  const shift = `${context.params.add((offset ?? 0) - offsetMs)}::bigint`;
  const held = (value: string): string =>
    `CASE WHEN ${value} BETWEEN ${String(firstMs)} AND ${String(lastMs)} THEN ${value} END`;
  const instant = (value: string): string => `to_timestamp((${held(value)} + ${shift}) / 1000.0)`;
  if ('ms' in interval && offset !== null) {
    const step = `${context.params.add(interval.ms)}::bigint`;
    return (value: string): string => `floor((${held(value)} + ${shift})::numeric / ${step}) * ${step} - ${shift}`;
  }
  if ('unit' in interval) {
    const unit = `${context.params.add(interval.unit)}::text`;
    return (value: string): string => `${epochMs(`date_trunc(${unit}, ${instant(value)}, ${zone})`)} - ${shift}`;
  }
  const step = `${context.params.add(interval.ms)}::bigint`;
  const floor = (local: string): string => `to_timestamp(floor(${local} / ${step}) * ${step} / 1000.0)`;
  return (value: string): string => {
    const local = `(extract(epoch FROM ${instant(value)} AT TIME ZONE ${zone}) * 1000)`;
    return `${epochMs(`(${floor(local)} AT TIME ZONE 'UTC' AT TIME ZONE ${zone})`)} - ${shift}`;
  };
}

function histogramKeys(
  aggregation: HistogramAggregation | DateHistogramAggregation,
  level: Level,
  statement: Statement,
): BucketKeys {
  const value = level.base.values(aggregation.field);
  if (!isNumeric(value.kind)) return withoutKeys(value, level);
  const key = aggregation.kind === 'histogram' ? numberKey(aggregation, statement) : dateKey(aggregation, statement);
  const other = standIn(value, aggregation.missing, statement);
  // Of one value the key takes its place in the base rows: many instants are in one bucket.
  if (!value.many) {
    return { sql: `SELECT ${need(level, level.base.expression(key(filled(value.sql, other))))} AS key`, value };
  }
  const column = need(level, level.base.column(value));
  return { sql: `SELECT DISTINCT ${key('one.value')} AS key FROM ${unnested(column, other)}`, value };
}

function rangeKeys(aggregation: RangeAggregation, level: Level, statement: Statement): BucketKeys {
  const value = level.base.values(aggregation.field);
  if (!isNumeric(value.kind)) return withoutKeys(value, level);
  const { params } = statement.context;
  const tests = rangeEnds(aggregation, statement.context).map(({ from, to }) => (one: string) => {
    const least = from === null ? [] : [`${one} >= ${params.add(from)}::float8`];
    const most = to === null ? [] : [`${one} < ${params.add(to)}::float8`];
    return [`${one} IS NOT NULL`, ...least, ...most].join(' AND ');
  });
  if (!value.many) {
    const held = tests.map((test) => need(level, level.base.expression(`(${test(value.sql)})`)));
    return { sql: keysOfHeld(held), value: null };
  }
  const column = need(level, level.base.column(value));
  const held = tests.map((test) => `EXISTS (SELECT FROM ${unnested(column, 'NULL')} WHERE ${test('one.value')})`);
  return { sql: keysOfHeld(held), value: null };
}

function filterKeys({ filters, other }: FiltersAggregation, level: Level): BucketKeys {
  const conditions = filters.map(({ query }) => need(level, level.base.condition(query)));
  const rest = other === undefined ? [] : [`NOT (${conditions.join(' OR ')})`];
  return { sql: keysOfHeld([...conditions, ...rest]), value: null };
}

function onlyKey(condition: string): BucketKeys {
  return { sql: `SELECT 0 AS key WHERE ${condition}`, value: null };
}

function missingKey(field: string, level: Level): BucketKeys {
  const value = level.base.values(field);
  if (!value.many) return onlyKey(need(level, level.base.expression(`(${value.sql} IS NULL)`)));
  return onlyKey(`${need(level, level.base.column(value))} = '{}'`);
}

export function compileBucketKeys(aggregation: BucketAggregation, level: Level, statement: Statement): BucketKeys {
  switch (aggregation.kind) {
    case 'terms':
      return termKeys(aggregation, level, statement);
    case 'histogram':
    case 'dateHistogram':
      return histogramKeys(aggregation, level, statement);
    case 'range':
    case 'dateRange':
      return rangeKeys(aggregation, level, statement);
    case 'filters':
      return filterKeys(aggregation, level);
    case 'filter':
      return onlyKey(need(level, level.base.condition(aggregation.query)));
    case 'missing':
      return missingKey(aggregation.field, level);
    case 'global':
    case 'nested':
      return onlyKey('TRUE');
    default:
      return assertNever(aggregation);
  }
}
