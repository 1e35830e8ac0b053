import { type Aggregation, type MetricKind, type TermsOrder } from '../aggregation.ts';
import { type CompileContext, type Field, type FieldKind } from '../fields.ts';
import { elementsOf, elementValue } from './element.ts';

/** Buckets show folded text in lower case, as the normaliser of the original leaves it. */
function bucketKey(kind: FieldKind, value: string): string {
  if (kind === 'lowercase' || kind === 'text') return `lower(${value})`;
  return kind === 'timestamp' ? `(extract(epoch FROM ${value}) * 1000)::bigint` : value;
}

/** The rows of `source` with the field's value as `key`; each different value of a many-valued field once. */
function keyedRows(field: Field, source: string): string {
  if (!field.many) return `SELECT ${bucketKey(field.kind, field.sql)} AS key FROM ${source}`;
  const values = `SELECT DISTINCT ${bucketKey(field.kind, elementValue(field))} AS key FROM ${elementsOf(field)}`;
  return `SELECT each.key FROM ${source} CROSS JOIN LATERAL (${values}) AS each`;
}

function bucket(kind: FieldKind): string {
  const key = kind === 'boolean' ? `'key', key::int, 'key_as_string', key::text` : `'key', key`;
  return `jsonb_build_object(${key}, 'doc_count', n)`;
}

function termsOrder(order: TermsOrder): string {
  const direction = order.descending ? 'DESC' : 'ASC';
  return order.by === 'key' ? `key ${direction}` : `n ${direction}, key ASC`;
}

function compileTerms(field: Field, aggregation: Extract<Aggregation, { kind: 'terms' }>, source: string): string {
  const size = String(aggregation.size);
  const counted = `SELECT key, count(*) AS n FROM (${keyedRows(field, source)}) AS keyed WHERE key IS NOT NULL GROUP BY key`;
  const placed = `SELECT key, n, row_number() OVER (ORDER BY ${termsOrder(aggregation.order)}) AS place FROM (${counted}) AS counted`;
  const others = `coalesce(sum(n) FILTER (WHERE place > ${size}), 0)`;
  const buckets = `coalesce(jsonb_agg(${bucket(field.kind)} ORDER BY place) FILTER (WHERE place <= ${size}), '[]')`;
  return `(SELECT jsonb_build_object('doc_count_error_upper_bound', 0, 'sum_other_doc_count', ${others}, 'buckets', ${buckets}) FROM (${placed}) AS placed)`;
}

const numeric: readonly FieldKind[] = ['long', 'float', 'date', 'timestamp'];

const metrics: Readonly<Record<MetricKind, string>> = {
  avg: 'avg(key)',
  cardinality: 'count(DISTINCT key)',
  max: 'max(key)',
  min: 'min(key)',
  sum: 'coalesce(sum(key), 0)',
};

/** What there is to say when nothing has a value. */
const nothing: Readonly<Record<Aggregation['kind'], string>> = {
  avg: `'{"value": null}'::jsonb`,
  cardinality: `'{"value": 0}'::jsonb`,
  max: `'{"value": null}'::jsonb`,
  min: `'{"value": null}'::jsonb`,
  sum: `'{"value": 0}'::jsonb`,
  terms: `'{"doc_count_error_upper_bound": 0, "sum_other_doc_count": 0, "buckets": []}'::jsonb`,
};

/**
 * SQL of one jsonb value: the aggregation over `source`, a FROM item in which the fields of `ctx` can be read. COMPAT: a field
 * that nobody knows, and arithmetic on what is no number, answer as if there were no values.
 */
export function compileAggregation(aggregation: Aggregation, source: string, ctx: CompileContext): string {
  const before = ctx.params.values.length;
  const field = ctx.fields(aggregation.field, ctx.params);
  if (field === null) return nothing[aggregation.kind];
  if (aggregation.kind === 'terms') return compileTerms(field, aggregation, source);
  const computable = aggregation.kind === 'cardinality' || numeric.includes(field.kind);
  if (!computable) {
    ctx.params.keep(before);
    return nothing[aggregation.kind];
  }
  return `(SELECT jsonb_build_object('value', ${metrics[aggregation.kind]}) FROM (${keyedRows(field, source)}) AS keyed)`;
}
