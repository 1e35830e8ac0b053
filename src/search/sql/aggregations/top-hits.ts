import { isJsonObject, type JsonObject, type JsonValue } from '../../../foundation/index.ts';
import { type SourceFilter, type TopHitsAggregation } from '../../aggregations/aggregation.ts';
import { compileSort } from '../compile-sort.ts';
import { keyOf } from '../page-source.ts';
import { type AnswerRow, countAt, numberIn, type Render, rowsByPath } from './answer.ts';
import { type Level, need, pathList, type Statement, withinPath } from './level.ts';

function isPlain({ includes, excludes }: SourceFilter): boolean {
  return includes.length > 0 && excludes.length === 0 && !includes.some((name) => name.includes('*'));
}

/** What is shown of a hit: just the named fields, or the document, of which `keepMembers` keeps what was asked for. */
function sourceSql(source: SourceFilter | null, { context, source: searched }: Statement): string {
  if (source === null) return 'NULL::jsonb';
  if (!isPlain(source)) return searched.document ?? `'{}'::jsonb`;
  const members = source.includes.flatMap((name) => {
    const field = name.includes('\0') ? null : context.fields(name, context.params);
    return field === null ? [] : [`(${context.params.add(name)}::text, to_jsonb(${field.sql}))`];
  });
  if (members.length === 0) return `'{}'::jsonb`;
  return `(SELECT coalesce(jsonb_object_agg(one.name, one.value), '{}') FROM (VALUES ${members.join(', ')}) AS one(name, value)
    WHERE one.value IS NOT NULL AND one.value <> 'null')`;
}

function matcher(patterns: readonly string[]): (name: string) => boolean {
  const sources = patterns.map((pattern) =>
    pattern
      .split('*')
      .map((part) => part.replace(/[^\w]/g, '\\$&'))
      .join('.*'),
  );
  const expressions = sources.map((pattern) => new RegExp(`^(?:${pattern})(?:\\..*)?$`, 's'));
  return (name) => expressions.some((expression) => expression.test(name));
}

function keepMembers(source: SourceFilter, document: unknown): JsonObject {
  if (!isJsonObject(document) || isPlain(source)) return isJsonObject(document) ? document : {};
  const [included, excluded] = [matcher(source.includes), matcher(source.excludes)];
  const kept = (name: string): boolean => (source.includes.length === 0 || included(name)) && !excluded(name);
  return Object.fromEntries(Object.entries(document).filter(([name]) => kept(name)));
}

interface Ranked {
  readonly sql: string;
  /** SQL of the list of sort values of `ranked`; `null` when hits are in no order of the caller's. */
  readonly sort: string | null;
}

/** The first hits of each bucket. Without a sort and of a single hit, no row needs to be put in order. */
function rankHits({ from, size, sort }: TopHitsAggregation, level: Level, { context, source }: Statement): Ranked {
  const key = keyOf(source);
  const path = pathList(level, 'hit');
  if (sort.length === 0 && from === 0 && size === 1) {
    const least = need(level, level.base.measure('min', `(${key.sql})::text`));
    const group = level.path.map((column) => `hit.${column}`).join(', ');
    const first = `SELECT ${path}min(${least})::${key.type} AS id, 1 AS place FROM ${level.rows} AS hit`;
    const grouped = group === '' ? `${first} HAVING count(*) > 0` : `${first} GROUP BY ${group}`;
    return { sql: grouped, sort: null };
  }
  const id = need(level, level.base.identity(key.sql));
  const terms = compileSort(sort, context).map((term, index) => {
    const column = term.kind === null ? term.value : need(level, level.base.expression(term.value));
    return {
      order: `${column} ${term.direction}`,
      sql: `${column} AS s${String(index)}`,
      shown: term.show(`ranked.s${String(index)}`),
    };
  });
  const order = [...terms.map((term) => term.order), id].join(', ');
  const columns = [`${id} AS id`, ...terms.map((term) => term.sql)].join(', ');
  const place = `row_number() OVER (${withinPath(level, 'hit')}ORDER BY ${order}) AS place`;
  return {
    sql: `SELECT placed.* FROM (SELECT ${path}${columns}, ${place} FROM ${level.rows} AS hit) AS placed
      WHERE placed.place > ${String(from)} AND placed.place <= ${String(from + size)}`,
    sort: terms.length === 0 ? null : `jsonb_build_array(${terms.map((term) => term.shown).join(', ')})`,
  };
}

function renderHit(
  row: AnswerRow,
  { source }: TopHitsAggregation,
  { index, sorted }: { index: string; sorted: boolean },
): JsonObject {
  return {
    _index: index,
    _type: '_doc',
    _id: String(row['id']),
    _score: sorted ? null : 1,
    ...(source !== null && { _source: keepMembers(source, row['source']) }),
    ...(sorted && { sort: (row['sort'] ?? []) as JsonValue }),
  };
}

/** `top_hits`. Hits that are sorted by something have no score, as in the original. */
export function compileTopHits(aggregation: TopHitsAggregation, level: Level, statement: Statement): Render {
  const { source } = statement;
  const ranked = rankHits(aggregation, level, statement);
  const table = `ranked_${String(statement.next())}`;
  statement.tables.push(`${table} AS (${ranked.sql})`);
  const columns = `ranked.place, ranked.id, ${ranked.sort ?? 'NULL'} AS sort, ${sourceSql(aggregation.source, statement)} AS source`;
  const found = `SELECT ${pathList(level, 'ranked')}${columns} FROM ${table} AS ranked JOIN ${source.from} ON ${keyOf(source).sql} = ranked.id`;
  const number = statement.answers.push(`SELECT jsonb_agg(to_jsonb(shown)) FROM (${found}) AS shown`) - 1;
  const look = { index: source.alias, sorted: ranked.sort !== null };
  return (answer) => {
    const rowsAt = rowsByPath(answer, number, level.path);
    return (spot) => {
      const rows = rowsAt(spot).toSorted(
        (one, other) => (numberIn(one, 'place') ?? 0) - (numberIn(other, 'place') ?? 0),
      );
      const total = { value: countAt(spot), relation: 'eq' };
      const hits = rows.map((row) => renderHit(row, aggregation, look));
      return { hits: { total, max_score: hits.length === 0 || look.sorted ? null : 1, hits } };
    };
  };
}
