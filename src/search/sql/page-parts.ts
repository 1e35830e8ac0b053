import { type CompileContext } from '../fields.ts';
import { type Search } from '../parse-search.ts';
import { type Sort } from '../sort.ts';
import { compileScore } from './compile-score.ts';
import { compileSearchAfter } from './compile-search-after.ts';
import { type SortTerm } from './compile-sort.ts';
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

/** SQL of the rows that the query matches and the actor may read. */
export function matchedSql({ search, readable, context }: PageQuery): string {
  return `${readable} AND ${compileWhere(search.query, context)}`;
}

/** SQL of what `post_filter` leaves of them. */
export function hitSql({ search, context }: PageQuery, matched: string): string {
  return search.postFilter === null ? matched : `${matched} AND ${compileWhere(search.postFilter, context)}`;
}

/** The rows end up in one order only: where the sort does not decide, the tie break does, which is found in `value`. */
export function tieBreakOrder({ tieBreak }: PageSource, sorts: readonly Sort[], value: string): readonly string[] {
  if (sorts.some(({ field }) => field === tieBreak.field)) return [];
  return [tieBreak.descending === true ? `${value} DESC` : value];
}

function orderBy({ source, search }: PageQuery, terms: readonly SortTerm[]): string {
  const decided = terms.filter(({ kind }) => kind !== null).map((term) => term.sql);
  return [...decided, ...tieBreakOrder(source, search.sort, source.tieBreak.sql)].join(', ');
}

/** `, a AS s0, b AS s1`: the values that a row is sorted by. */
export function sortValuesSql(terms: readonly SortTerm[]): string {
  return terms.map(({ value }, index) => `, ${value} AS s${String(index)}`).join('');
}

/** `, x AS score` where somebody wants to know. */
export function scoreSql({ score }: Search, context: CompileContext): string {
  return score === null ? '' : `, ${compileScore(score, context, compileWhere)} AS score`;
}

/** The rows of the page by their keys and sort values, in order. Nothing else of a row is carried through the sort. */
export function chosenSql(query: PageQuery, terms: readonly SortTerm[], where: string): string {
  const { source, search, context } = query;
  const { searchAfter, size, from } = search;
  const further = searchAfter === null ? '' : ` AND ${compileSearchAfter(terms, searchAfter, context)}`;
  const window = `LIMIT ${context.params.add(size)} OFFSET ${context.params.add(from)}`;
  return `SELECT ${keyOf(source).sql} AS id${sortValuesSql(terms)}${scoreSql(search, context)} FROM ${source.from} WHERE ${where}${further}
    ORDER BY ${orderBy(query, terms)} ${window}`;
}

/** The rows `chosen`, in this order, with their places, sort values as callers see them, and the columns of the source. */
export function shownSql({ source, search }: PageQuery, terms: readonly SortTerm[], chosen: string): string {
  const shown = terms.map((term, index) => term.show(`chosen.s${String(index)}`)).join(', ');
  const worth = search.score === null ? '' : 'chosen.score, ';
  return `SELECT chosen.place, chosen.sort, ${worth}${source.columns}
    FROM (
      SELECT chosen.id, ${worth}row_number() OVER () AS place, jsonb_build_array(${shown}) AS sort FROM (${chosen}) AS chosen
    ) AS chosen
    JOIN ${source.from} ON ${keyOf(source).sql} = chosen.id`;
}
