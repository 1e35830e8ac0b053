import { type JsonObject } from '../../foundation/index.ts';
import { compileAggregations } from './aggregations/compile-aggregations.ts';
import { compileSort, type SortTerm } from './compile-sort.ts';
import { chosenSql, hitSql, matchedSql, tieBreakOrder, type PageQuery } from './page-parts.ts';
import { scoreSql, shownSql, sortValuesSql } from './page-parts.ts';
import { compileWhere } from './compile-where.ts';
import { keyOf } from './page-source.ts';

/**
 * A statement that answers rows of `total` (`null` when it does not say), `moment` (`null` when the source has none), `place` (null when
 * the page is empty, which is then the only row), `sort`, `score` if it is wanted, and the columns of the source.
 */
export interface CompiledStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

export interface CompiledPage extends CompiledStatement {
  /** What the wire shows of `aggregations` in the first row. */
  renderAggregations(answer: unknown): JsonObject | null;
}

/** What is compiled has its own values, so that one query is made into several statements. */
function compiled(query: PageQuery, textOf: () => string): CompiledStatement {
  const { params } = query.context;
  const before = params.values.length;
  const text = textOf();
  const values = [...params.values];
  params.keep(before);
  return { text, values };
}

/** SQL of the moment of the catalog that the statement sees. */
function momentSql({ source }: PageQuery): string {
  return source.moment ?? 'NULL::text';
}

/** Where page, count and aggregations of one statement find the rows. */
interface MatchedRows {
  /** Common table expressions that come before everything else. */
  readonly tables: readonly string[];
  /** The source, or one of them by its alias. */
  readonly from: string;
  /** SQL of those that the query matches and the actor may read. */
  readonly matched: string;
  /** SQL that is false when there are more than were looked at. */
  readonly isWhole: string | null;
}

/** They are looked for twice: by the page, whose order may have an index, and by what is aggregated. */
function matchedInSource(query: PageQuery): MatchedRows {
  return { tables: [], from: query.source.from, matched: matchedSql(query), isWhole: null };
}

/**
 * At most `most` of what the query matches, put aside whole. The actor's rights are a column, as in `compileFew`: planned as a condition
 * they would take longer than the search.
 */
function matchedAside({ source, search, readable, context }: PageQuery, most: number): MatchedRows {
  const limit = context.params.add(most);
  const rows = `SELECT ${source.alias}.*, ${readable} AS is_readable FROM ${source.from} WHERE ${compileWhere(search.query, context)}`;
  return {
    tables: [`looked_at AS MATERIALIZED (${rows} LIMIT ${limit}::int + 1)`],
    from: `looked_at AS ${source.alias}`,
    matched: `${source.alias}.is_readable`,
    isWhole: `(SELECT count(*) FROM looked_at) <= ${limit}::int`,
  };
}

/**
 * One statement for page, count and aggregations. The count takes what `post_filter` leaves, the aggregations what the query alone does,
 * and only the page begins behind `search_after`. With `most` it is for a query that matches few: when it matches more, readable or not, `total` is `null` and
 * the rest means nothing.
 */
export function compilePage(query: PageQuery, most?: number): CompiledPage {
  const { source, search, readable, context } = query;
  let render: CompiledPage['renderAggregations'] = () => null;
  const statement = compiled(query, () => {
    const { from, matched, isWhole, ...rows } = most === undefined ? matchedInSource(query) : matchedAside(query, most);
    const hit = hitSql(query, matched);
    const terms = compileSort(search.sort, context);
    const page = shownSql(query, terms, chosenSql({ ...query, source: { ...source, from } }, terms, hit));
    const aggregated = compileAggregations(search.aggregations, { source, from, matched, readable, context });
    render = aggregated.render;
    const tables = [...rows.tables, ...aggregated.tables];
    // What is aggregated has been counted, unless the page shows less of it.
    const counted = search.postFilter === null ? aggregated.total : null;
    const exact = counted ?? `(SELECT count(*) FROM ${from} WHERE ${hit})`;
    const total = isWhole === null ? exact : `CASE WHEN ${isWhole} THEN ${exact} END`;
    return `${tables.length === 0 ? '' : `WITH ${tables.join(', ')}`}
      SELECT counted.total, NULL::text AS moment, CASE WHEN coalesce(page.place, 1) = 1 THEN counted.aggregations END AS aggregations, page.*
      FROM (SELECT ${search.trackTotalHits ? total : 'NULL::bigint'} AS total, ${aggregated.sql} AS aggregations) AS counted
      LEFT JOIN (${page}) AS page ON TRUE
      ORDER BY page.place`;
  });
  return { ...statement, renderAggregations: render };
}

/** The page alone, out of as many rows as there may be: an index in the order of the sort ends it after one page. */
export function compileTop(query: PageQuery): CompiledStatement {
  return compiled(query, () => {
    const terms = compileSort(query.search.sort, query.context);
    const page = shownSql(query, terms, chosenSql(query, terms, hitSql(query, matchedSql(query))));
    return `SELECT NULL::bigint AS total, known.moment, page.* FROM (SELECT ${momentSql(query)} AS moment) AS known
      LEFT JOIN (${page}) AS page ON TRUE ORDER BY page.place`;
  });
}

/** How many hits there are: one row of `total`. */
export function compileCount(query: PageQuery): CompiledStatement {
  return compiled(
    query,
    () => `SELECT count(*) AS total FROM ${query.source.from} WHERE ${hitSql(query, matchedSql(query))}`,
  );
}

/** The order of the sort among rows that carry their sort values. */
function orderAmong(query: PageQuery, terms: readonly SortTerm[]): string {
  const decided = terms.flatMap(({ kind, direction }, index) =>
    kind === null ? [] : [`s${String(index)} ${direction}`],
  );
  return [...decided, ...tieBreakOrder(query.source, query.search.sort, 'tie')].join(', ');
}

/**
 * Page and count out of one look at what the query matches, for searches that match few. Above `most` of them `total` is `null`: then the
 * page is not theirs.
 *
 * What matches is put aside unsorted, and the actor's rights are a column of it. As a condition they would be planned with every index
 * there is, which takes longer than the search; here they decide about at most `most` rows, whatever the planner expects.
 */
export function compileFew(query: PageQuery, most: number): CompiledStatement {
  const { source, search, readable, context } = query;
  return compiled(query, () => {
    const terms = compileSort(search.sort, context);
    const asked = hitSql(query, compileWhere(search.query, context));
    const window = `LIMIT ${context.params.add(search.size)} OFFSET ${context.params.add(search.from)}`;
    const chosen = `SELECT * FROM hit ORDER BY ${orderAmong(query, terms)} ${window}`;
    const limit = context.params.add(most);
    return `WITH matched AS MATERIALIZED (
        SELECT ${keyOf(source).sql} AS id${sortValuesSql(terms)}, ${source.tieBreak.sql} AS tie${scoreSql(search, context)}, ${readable} AS readable
        FROM ${source.from} WHERE ${asked}
      ), looked_at AS MATERIALIZED (SELECT * FROM matched LIMIT ${limit}::int + 1),
      hit AS MATERIALIZED (SELECT * FROM looked_at WHERE readable)
      SELECT CASE WHEN (SELECT count(*) FROM looked_at) <= ${limit}::int THEN (SELECT count(*) FROM hit) END AS total,
        NULL::text AS moment, page.*
      FROM (SELECT) AS always LEFT JOIN (${shownSql(query, terms, chosen)}) AS page ON TRUE
      ORDER BY page.place`;
  });
}
