import { defaultPageSize, type ListQuery } from '../foundation/index.ts';
import { compileListFilter, compileRecordSort, sql, type Db, type FilterColumns, type Tx } from '../postgres/index.ts';

/** How a list is read: its rows, and the columns of those rows that a caller may name. */
export interface PageSource<Row> {
  readonly rows: ReturnType<typeof sql<Row>>;
  readonly filterColumns: FilterColumns;
  readonly sortColumns: FilterColumns;
  /** The order when the caller names none. */
  readonly defaultSort: ListQuery['sort'];
}

export interface Page<Row> {
  /** How many rows there are without the filter. */
  readonly total: number;
  /** How many rows the filter matches. */
  readonly matched: number;
  readonly rows: readonly Row[];
}

interface PagePlace {
  readonly total: number;
  readonly matched: number;
  /** NULL in the one row of an empty page. */
  readonly place: number | null;
}

/**
 * One page of a list and both its counts, in one statement, so that they agree. Ties are broken by `id`: pages never overlap.
 * A page past the end has no rows but still its counts. `limit` 0 is a default page (Atlan wire, list envelope).
 * Throws `filter_invalid` naming the accepted fields.
 */
export async function readPage<Row>(db: Db | Tx, source: PageSource<Row>, query: ListQuery): Promise<Page<Row>> {
  const where = compileListFilter(query, source.filterColumns);
  const sort = query.sort.length === 0 ? source.defaultSort : query.sort;
  const order = compileRecordSort(sort, source.sortColumns, sql.ref('id'));
  const limit = query.limit === undefined || query.limit === 0 ? defaultPageSize : query.limit;
  const { rows } = await sql<Row & PagePlace>`
    WITH base AS (${source.rows}), hit AS (SELECT * FROM base WHERE ${where})
    SELECT page.*, (SELECT count(*) FROM base) AS total, (SELECT count(*) FROM hit) AS matched
    FROM (SELECT 1) AS always
    LEFT JOIN (
      SELECT hit.*, row_number() OVER (ORDER BY ${order}) AS place FROM hit
      ORDER BY place OFFSET ${query.offset} LIMIT ${limit}
    ) AS page ON true
    ORDER BY page.place`.execute(db);
  const onPage = rows.filter(({ place }) => place !== null);
  const withoutPlace = onPage.map(({ total: _total, matched: _matched, place: _place, ...row }) => row);
  // `Omit` over a type parameter is opaque to the compiler; what is left is `Row` by construction.
  return { total: rows[0]?.total ?? 0, matched: rows[0]?.matched ?? 0, rows: withoutPlace as unknown as Row[] };
}
