import { type JsonObject } from '../../../foundation/index.ts';
import {
  type Aggregation,
  type Aggregations,
  type BucketAggregation,
  isMetric,
  type TermsAggregation,
} from '../../aggregations/aggregation.ts';
import { bucketsMax } from '../../aggregations/read-settings.ts';
import { type AnswerRow, numberIn, type Render, rowsByPath, type Spot } from './answer.ts';
import { compileBucketKeys } from './bucket-keys.ts';
import { countSql, type Level, pathList, type Statement, withinPath } from './level.ts';
import { type CompiledMetric, compileMetric } from './metric.ts';
import { bucketWriter } from './write-buckets.ts';

/** Compiles the aggregations inside a bucket that are not metrics of it. */
export type CompileInner = (aggregations: Aggregations, level: Level) => ReadonlyMap<string, Render>;

type Metrics = ReadonlyMap<string, CompiledMetric>;

function entriesOf(of: Aggregations, wanted: (aggregation: Aggregation) => boolean): Aggregations {
  return Object.fromEntries(Object.entries(of).filter(([, aggregation]) => wanted(aggregation)));
}

function metricsOf(of: Aggregations, level: Level, statement: Statement): Metrics {
  const metrics = Object.entries(of).flatMap(([name, aggregation]) =>
    isMetric(aggregation)
      ? [[name, compileMetric(aggregation, { ...level, path: [...level.path, 'key'] }, statement)] as const]
      : [],
  );
  return new Map(metrics);
}

function termsOrder({ order }: TermsAggregation, metrics: Metrics): string {
  const terms = order.map((one) => {
    const direction = one.descending ? 'DESC' : 'ASC';
    if (one.by !== 'metric') return `counted.${one.by === 'count' ? 'n' : 'key'} ${direction}`;
    return `${metrics.get(one.name)?.order(one.member) ?? 'NULL'} ${direction} NULLS LAST`;
  });
  return [...terms, 'counted.key ASC'].join(', ');
}

/** The names of the tables that stand for an aggregation in the statement. */
interface Tables {
  /** Each bucket that there is, with its count and metrics. */
  readonly counted: string;
  /** Those that are shown, numbered by `place`. */
  readonly chosen: string;
  /** The rows in them. */
  readonly inside: string;
}

/**
 * Which of the counted buckets are shown. `total` is what all of them hold that are in the same bucket outside. COMPAT: buckets that
 * are not full enough are nowhere in it.
 */
function chosenSql(
  aggregation: BucketAggregation,
  { counted, chosen }: Tables,
  scope: { level: Level; metrics: Metrics },
): string {
  const { level, metrics } = scope;
  const isTerms = aggregation.kind === 'terms';
  const fixed = !isTerms && aggregation.kind !== 'histogram' && aggregation.kind !== 'dateHistogram';
  if (fixed) return `${chosen} AS (SELECT counted.*, counted.key AS place FROM ${counted} AS counted)`;
  const partition = withinPath(level, 'counted');
  const order = isTerms ? termsOrder(aggregation, metrics) : 'counted.key';
  const size = statementLimit(isTerms ? aggregation.size : bucketsMax + 1);
  const least = isTerms ? ` WHERE counted.n >= ${statementLimit(aggregation.minDocCount)}` : '';
  return `${chosen} AS (
    SELECT placed.* FROM (
      SELECT counted.*, row_number() OVER (${partition}ORDER BY ${order}) AS place, sum(counted.n) OVER (${partition}) AS total
      FROM ${counted} AS counted${least}
    ) AS placed WHERE placed.place <= ${size}
  )`;
}

function statementLimit(count: number): string {
  return String(Math.trunc(count));
}

interface Compiled {
  readonly metrics: Metrics;
  readonly inner: ReadonlyMap<string, Render>;
  readonly answer: number;
}

/**
 * Three tables: `counted` groups the rows of the level by their keys, `chosen` keeps what is shown, and where there is more to
 * compute inside, `inside` holds the rows of the level once for each chosen bucket they are in. So a level costs one grouping and at
 * most one join however many buckets there are.
 */
function compileTables(
  aggregation: BucketAggregation,
  { level, statement, compileInner }: Scope,
  keys: string,
): Compiled {
  const id = String(statement.next());
  const tables: Tables = { counted: `counted_${id}`, chosen: `chosen_${id}`, inside: `inside_${id}` };
  const metrics = metricsOf(aggregation.of, level, statement);
  const columns = [...metrics.values()]
    .flatMap((metric) => metric.columns)
    .map(({ sql, name }) => `, ${sql} AS ${name}`);
  const path = pathList(level, 'hit');
  const from = `${level.rows} AS hit CROSS JOIN LATERAL (${keys}) AS each`;
  statement.tables.push(
    `${tables.counted} AS (SELECT ${path}each.key, ${countSql} AS n${columns.join('')} FROM ${from} WHERE each.key IS NOT NULL GROUP BY ${path}each.key)`,
    chosenSql(aggregation, tables, { level, metrics }),
  );
  const shown = `SELECT jsonb_agg(to_jsonb(shown)) FROM (SELECT * FROM ${tables.chosen} LIMIT ${statementLimit(bucketsMax + 1)}) AS shown`;
  const answer = statement.answers.push(shown) - 1;
  const others = entriesOf(aggregation.of, (one) => !isMetric(one));
  if (Object.keys(others).length === 0) return { metrics, inner: new Map(), answer };
  // The rows inside stand before the tables that read them, yet which of their columns those need shows only afterwards.
  const slot = statement.tables.push('') - 1;
  const step = `b${String(level.path.length)}`;
  const inside: Level = { rows: tables.inside, path: [...level.path, step], base: level.base, needs: new Set() };
  const inner = compileInner(others, inside);
  for (const column of inside.needs) level.needs.add(column);
  const same = level.path.map((column) => ` AND bucket.${column} = hit.${column}`).join('');
  const kept = [...inside.needs].map((column) => `, hit.${column}`).join('');
  statement.tables[slot] =
    `${tables.inside} AS (SELECT ${path}bucket.place AS ${step}, hit.n${kept} FROM ${from} JOIN ${tables.chosen} AS bucket ON bucket.key = each.key${same})`;
  return { metrics, inner, answer };
}

export interface Scope {
  readonly level: Level;
  readonly statement: Statement;
  readonly compileInner: CompileInner;
}

/** What is inside a bucket, by the names of the request. `row` is absent for a bucket in which there is nothing. */
export type RenderInside = (place: number | null, row: AnswerRow | null) => JsonObject;

export function compileBuckets(aggregation: BucketAggregation, scope: Scope): Render {
  const { level, statement } = scope;
  const keys = compileBucketKeys(aggregation, level, statement);
  const { metrics, inner, answer: number } = compileTables(aggregation, scope, keys.sql);
  const write = bucketWriter(aggregation, keys.value, statement.context);
  return (answer) => {
    const rowsAt = rowsByPath(answer, number, level.path);
    const insiders = [...inner].map(([name, render]) => [name, render(answer)] as const);
    return (spot: Spot) => {
      const inside: RenderInside = (place, row) => {
        const within: Spot = { path: [...spot.path, place ?? -1], row };
        const members = Object.keys(aggregation.of).flatMap((name): [string, JsonObject][] => {
          const metric = metrics.get(name);
          if (metric !== undefined) return [[name, described(aggregation.of[name], metric.render(row))]];
          const insider = insiders.find(([known]) => known === name);
          return insider === undefined ? [] : [[name, insider[1](within)]];
        });
        return Object.fromEntries(members);
      };
      const rows = rowsAt(spot).toSorted(
        (one, other) => (numberIn(one, 'place') ?? 0) - (numberIn(other, 'place') ?? 0),
      );
      return described(aggregation, write(rows, inside));
    };
  };
}

/** COMPAT: what the caller wrote about an aggregation comes back with it. */
export function described(aggregation: Aggregation | undefined, rendered: JsonObject): JsonObject {
  return aggregation?.meta === undefined ? rendered : { meta: aggregation.meta, ...rendered };
}
