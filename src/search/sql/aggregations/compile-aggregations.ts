import { type JsonObject } from '../../../foundation/index.ts';
import {
  type Aggregation,
  type Aggregations,
  isMetric,
  type MetricAggregation,
} from '../../aggregations/aggregation.ts';
import { type CompileContext } from '../../fields.ts';
import { type PageSource } from '../page-source.ts';
import { type Answer, type AnswerRow, type Render } from './answer.ts';
import { compileBuckets, described } from './buckets.ts';
import { createBaseRows } from './base-rows.ts';
import { countSql, type Level, type Statement } from './level.ts';
import { compileMetric } from './metric.ts';
import { compileTopHits } from './top-hits.ts';

/** What is aggregated. */
export interface AggregatedRows {
  readonly source: PageSource;
  /** SQL of the rows that the query matches and the actor may read, out of `from`: the source itself, or a table of the statement that goes by its alias. */
  readonly matched: string;
  readonly from: string;
  /** SQL of the rows that the actor may read. */
  readonly readable: string;
  readonly context: CompileContext;
}

export interface CompiledAggregations {
  /** Common table expressions of the statement, one after the other. */
  readonly tables: readonly string[];
  /** SQL of one jsonb value, to be selected beside them. */
  readonly sql: string;
  /** SQL of how many rows the query matches, where they are at hand. */
  readonly total: string | null;
  /** What the wire shows of that value, by the names of the request. `query_rejected` when it holds too many buckets. */
  render(answer: unknown): JsonObject;
}

type RenderAll = (answer: Answer) => JsonObject;

function compileInner(aggregations: Aggregations, level: Level, statement: Statement): ReadonlyMap<string, Render> {
  const inner = (within: Aggregations, inside: Level) => compileInner(within, inside, statement);
  const entries = Object.entries(aggregations).flatMap(([name, aggregation]): [string, Render][] => {
    if (isMetric(aggregation)) return [];
    if (aggregation.kind !== 'topHits')
      return [[name, compileBuckets(aggregation, { level, statement, compileInner: inner })]];
    const hits = compileTopHits(aggregation, level, statement);
    return [[name, (answer) => (spot) => described(aggregation, hits(answer)(spot))]];
  });
  return new Map(entries);
}

/** The metrics of the outermost level and how many hits there are: one row of the answer. */
function compileWhole(metrics: readonly (readonly [string, MetricAggregation])[], level: Level, statement: Statement) {
  const compiled = metrics.map(
    ([name, aggregation]) => [name, aggregation, compileMetric(aggregation, level, statement)] as const,
  );
  const columns = compiled.flatMap(([, , metric]) => metric.columns).map(({ sql, name }) => `, ${sql} AS ${name}`);
  const whole = `SELECT ${countSql} AS n${columns.join('')} FROM ${level.rows} AS hit`;
  const number = statement.answers.push(`SELECT jsonb_agg(to_jsonb(shown)) FROM (${whole}) AS shown`) - 1;
  return {
    rowOf: (answer: Answer): AnswerRow | null => answer[number]?.[0] ?? null,
    render: (row: AnswerRow | null): [string, JsonObject][] =>
      compiled.map(([name, aggregation, metric]) => [name, described(aggregation, metric.render(row))]),
  };
}

/** The outermost level. Counting all hits costs a pass over the rows, so it is left out where nothing asks for it. */
function compileOutermost(aggregations: Aggregations, level: Level, statement: Statement): RenderAll {
  const entries = Object.entries(aggregations);
  const metrics = entries.filter((entry): entry is [string, MetricAggregation] => isMetric(entry[1]));
  const needsWhole = metrics.length > 0 || entries.some(([, { kind }]) => kind === 'topHits');
  const whole = needsWhole ? compileWhole(metrics, level, statement) : null;
  const inner = compileInner(aggregations, level, statement);
  return (answer) => {
    const row = whole?.rowOf(answer) ?? null;
    return Object.fromEntries([
      ...(whole?.render(row) ?? []),
      ...[...inner].map(([name, render]) => [name, render(answer)({ path: [], row })] as const),
    ]);
  };
}

function isGlobal({ kind }: Aggregation): boolean {
  return kind === 'global';
}

function only(aggregations: Aggregations, wanted: (aggregation: Aggregation) => boolean): Aggregations {
  return Object.fromEntries(Object.entries(aggregations).filter(([, aggregation]) => wanted(aggregation)));
}

/**
 * All aggregations of a search, to be part of one statement. The rows are found once, and
 * everything is computed from the few different ones that there are of what is asked for. COMPAT: a field that nobody knows, and arithmetic on what is no number, answer as if there
 * were no values. SECURITY: `global` means everything that the actor may read.
 */
export function compileAggregations(aggregations: Aggregations, rows: AggregatedRows): CompiledAggregations {
  const { source, matched, from, readable, context } = rows;
  let count = 0;
  const statement: Statement = { context, source, tables: [], answers: [], next: () => (count += 1) };
  const roots = [
    { name: 'matched_rows', from, where: matched, of: only(aggregations, (one) => !isGlobal(one)) },
    { name: 'readable_rows', from: source.from, where: readable, of: only(aggregations, isGlobal) },
  ].filter(({ of }) => Object.keys(of).length > 0);
  const compiled = roots.map(({ name, from, where, of }) => {
    const base = createBaseRows({ name, from, where, context });
    return { base, render: compileOutermost(of, { rows: name, path: [], base, needs: new Set() }, statement) };
  });
  const answers = statement.answers.map((sql, index) => `(${String(index)}, (${sql}))`);
  const counted = roots.some(({ name }) => name === 'matched_rows');
  return {
    total: counted ? `(SELECT ${countSql} FROM matched_rows AS hit)` : null,
    tables: [...compiled.map(({ base }) => base.sql()), ...statement.tables],
    sql: `(SELECT jsonb_agg(answer.rows ORDER BY answer.number) FROM (VALUES ${answers.join(', ')}) AS answer(number, rows))`,
    render(answer) {
      const rendered = Object.assign({}, ...compiled.map(({ render }) => render(answer as Answer))) as JsonObject;
      return Object.fromEntries(Object.keys(aggregations).map((name) => [name, rendered[name] ?? {}]));
    },
  };
}
