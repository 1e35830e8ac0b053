import { type JsonObject } from '../../foundation/index.ts';
import { type Search } from '../parse-search.ts';
import { type CompileContext } from '../fields.ts';
import { type Sort } from '../sort.ts';
import { compileAggregations } from './aggregations/compile-aggregations.ts';
import { compileScore } from './compile-score.ts';
import { compileSearchAfter } from './compile-search-after.ts';
import { compileSort, type SortTerm } from './compile-sort.ts';
import { compileWhere } from './compile-where.ts';
import { keyOf, type PageSource } from './page-source.ts';

/** A search with what narrows it for the actor. */
export interface PageQuery {
  readonly source: PageSource;
  readonly search: Search;
  /** SQL of the rows that the actor may read, made for `context`. */
  readonly readable: string;
  readonly context: CompileContext;
}

export interface CompiledPage {
  readonly text: string;
  /** What the wire shows of `aggregations` in the first row; `null` when none were asked for. */
  renderAggregations(answer: unknown): JsonObject | null;
}

function orderBy({ tieBreak }: PageSource, sorts: readonly Sort[], terms: readonly SortTerm[]): string {
  const decided = terms.filter(({ kind }) => kind !== null).map((term) => term.sql);
  return [...decided, ...(sorts.some(({ field }) => field === tieBreak.field) ? [] : [tieBreak.sql])].join(', ');
}

/** The rows of the page by their keys and sort values, in order. Nothing else of a row is carried through the sort. */
function chosenSql({ source, search, context }: PageQuery, terms: readonly SortTerm[], where: string): string {
  const { searchAfter, sort, size, from, score } = search;
  const further = searchAfter === null ? '' : ` AND ${compileSearchAfter(terms, searchAfter, context)}`;
  const values = terms.map(({ value }, index) => `, ${value} AS s${String(index)}`).join('');
  const window = `LIMIT ${context.params.add(size)} OFFSET ${context.params.add(from)}`;
  const worth = score === null ? '' : `, ${compileScore(score, context, compileWhere)} AS score`;
  return `SELECT ${keyOf(source).sql} AS id${values}${worth} FROM ${source.from} WHERE ${where}${further}
    ORDER BY ${orderBy(source, sort, terms)} ${window}`;
}

/**
 * One statement, so that page, count and aggregations are of one moment: rows of `total` (null when nobody wants to know),
 * `aggregations` (in the first row), `place` (null when the page is empty, which is then the only row), `sort`, `score`
 * if it is wanted, and the columns of the source. The count takes what `post_filter` leaves, the aggregations what the query alone does, and only the page begins behind
 * `search_after`.
 */
export function compilePage(query: PageQuery): CompiledPage {
  const { source, search, readable, context } = query;
  const matched = `${readable} AND ${compileWhere(search.query, context)}`;
  const hit = search.postFilter === null ? matched : `${matched} AND ${compileWhere(search.postFilter, context)}`;
  const terms = compileSort(search.sort, context);
  const chosen = chosenSql(query, terms, hit);
  const shown = terms.map((term, index) => term.show(`chosen.s${String(index)}`)).join(', ');
  const worth = search.score === null ? '' : 'chosen.score, ';
  const asked = Object.keys(search.aggregations).length > 0;
  const aggregated = asked
    ? compileAggregations(search.aggregations, { source, matched, readable, context })
    : { tables: [], sql: 'NULL::jsonb', total: null, render: () => null };
  const tables = aggregated.tables.length === 0 ? '' : `WITH ${aggregated.tables.join(', ')}`;
  // What is aggregated has been counted, unless the page shows less of it.
  const counted = search.postFilter === null ? aggregated.total : null;
  const total = counted ?? `(SELECT count(*) FROM ${source.from} WHERE ${hit})`;
  const text = `
    ${tables}
    SELECT counted.total, CASE WHEN coalesce(page.place, 1) = 1 THEN counted.aggregations END AS aggregations, page.*
    FROM (SELECT ${search.trackTotalHits ? total : 'NULL::bigint'} AS total, ${aggregated.sql} AS aggregations) AS counted
    LEFT JOIN (
      SELECT chosen.place, chosen.sort, ${worth}${source.columns}
      FROM (
        SELECT chosen.id, ${worth}row_number() OVER () AS place, jsonb_build_array(${shown}) AS sort FROM (${chosen}) AS chosen
      ) AS chosen
      JOIN ${source.from} ON ${keyOf(source).sql} = chosen.id
    ) AS page ON TRUE
    ORDER BY page.place`;
  return { text, renderAggregations: aggregated.render };
}
