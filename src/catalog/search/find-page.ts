import { CompiledQuery } from 'kysely';
import { invariant, type JsonObject } from '../../foundation/index.ts';
import { repeatedMarker, type Db } from '../../postgres/index.ts';
import {
  all,
  allOf,
  compileCount,
  compileFew,
  compilePage,
  compileTop,
  isSelective,
  type CompiledStatement,
  type PageQuery,
  type PageSource,
  type SortValue,
} from '../../search/index.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { hostColumn } from '../entities/host-column.ts';
import { matchedMany, noteMany, recallTotal, rememberTotal, totalKey, type TotalKey } from './remembered-totals.ts';

/** A found row with the values it was sorted by. */
export interface Hit<Row> {
  readonly row: Row;
  readonly sort: readonly SortValue[];
  /** What the row is worth; `null` unless the search asks for it. */
  readonly score: number | null;
}

export interface Page<Row> {
  readonly hits: readonly Hit<Row>[];
  /** Exact, of everything that matches; as far as the page reaches where the search does not want to know. */
  readonly total: number;
  /** `null` when none were asked for. */
  readonly aggregations: JsonObject | null;
}

type StatementRow<Row> = {
  readonly total: number | null;
  readonly moment: string | null;
  readonly aggregations?: unknown;
} & (
  | (Row & { readonly place: number; readonly sort: readonly SortValue[]; readonly score?: number })
  | { readonly place: null }
);

/** The table of assets, for `findPage<AssetRow>`. */
export const assetSource: PageSource = {
  from: 'asset',
  alias: 'asset',
  columns: `
  asset.guid, asset.type_name AS "typeName", asset.qualified_name AS "qualifiedName", asset.name, asset.state,
  asset.connection_qualified_name AS "connectionQualifiedName", ${hostColumn('asset')}, asset.attributes,
  asset.custom_attributes AS "customAttributes", asset.business_attributes AS "businessAttributes", asset.labels,
  asset.direct_tag_names AS "directTagNames", asset.propagated_tag_names AS "propagatedTagNames",
  asset.created_by AS "createdBy", asset.updated_by AS "updatedBy", asset.create_time AS "createTime",
  asset.update_time AS "updateTime", asset.version, asset.delete_handler AS "deleteHandler"`,
  tieBreak: { field: '__guid', sql: 'asset.guid' },
  key: { sql: 'asset.guid', type: 'uuid' },
  moment: `moment_of('catalog')`,
  document: `(asset.attributes || jsonb_build_object(
    '__guid', asset.guid, '__typeName', asset.type_name, '__state', asset.state, 'name', asset.name,
    'qualifiedName', asset.qualified_name, '__createdBy', asset.created_by, '__modifiedBy', asset.updated_by,
    '__timestamp', asset.create_time, '__modificationTimestamp', asset.update_time,
    '__traitNames', asset.direct_tag_names, '__propagatedTraitNames', asset.propagated_tag_names, '__labels', asset.labels))`,
};

export type AssetHit = Hit<AssetRow>;
export type AssetPage = Page<AssetRow>;

/**
 * For one statement of a transaction: aggregations group up to 1,000,000 rows into some thousand, of which the planner expects far too
 * many. With the usual settings it sorts the rows on one processor instead of hashing them on several, which takes three times as long.
 */
const groupingSettings = `/* prepared: grouping-settings */ SELECT
  set_config('work_mem', greatest(pg_size_bytes(current_setting('work_mem')) / 1024, 32 * 1024)::text, true),
  set_config('parallel_tuple_cost', least(current_setting('parallel_tuple_cost')::float8, 0.01)::text, true)`;

function run<Row>(db: Db, { text, values }: CompiledStatement): Promise<readonly Row[]> {
  // Programs send the same search again and again with other values, and planning it takes longer than a small one.
  return db.executeQuery<Row>(CompiledQuery.raw(`${repeatedMarker} ${text}`, [...values])).then(({ rows }) => rows);
}

function hitsOf<Row>(rows: readonly StatementRow<Row>[]): Hit<Row>[] {
  return rows.flatMap((row) => {
    if (row.place === null) return [];
    const { place: _, sort, score, total: _total, moment: _moment, aggregations: _aggregations, ...found } = row;
    return [{ row: found as unknown as Row, sort, score: score ?? null }];
  });
}

/** What a search that is likely to match few may match; of more than this the page is found by an index, and the hits are counted apart. */
const fewMax = 10_000;

async function runAggregated<Row>(db: Db, query: PageQuery, most?: number): Promise<Page<Row> | null> {
  const { renderAggregations, ...statement } = compilePage(query, most);
  const rows = await run<StatementRow<Row>>(db, statement);
  const hits = hitsOf(rows);
  const total = rows[0]?.total ?? null;
  if (total === null && most !== undefined) return null;
  const aggregations = renderAggregations(rows[0]?.aggregations ?? []);
  return { hits, total: total ?? query.search.from + hits.length, aggregations };
}

async function findAggregated<Row>(db: Db, query: PageQuery): Promise<Page<Row>> {
  await db.executeQuery(CompiledQuery.raw(groupingSettings));
  const { search, context } = query;
  const isPlain = search.searchAfter === null && search.trackTotalHits;
  if (isPlain && isSelective(search.query, context)) {
    // What is aggregated is not narrowed by `post_filter`, and so is what must be few.
    const key = totalKey(compileCount({ ...query, search: { ...search, postFilter: null } }));
    if (!matchedMany(key)) {
      const found = await runAggregated<Row>(db, query, fewMax);
      if (found !== null) return found;
      noteMany(key);
    }
  }
  const page = await runAggregated<Row>(db, query);
  invariant(page !== null, 'a page of whatever there is is found');
  return page;
}

async function findFew<Row>(db: Db, query: PageQuery): Promise<Page<Row> | null> {
  const rows = await run<StatementRow<Row>>(db, compileFew(query, fewMax));
  const total = rows[0]?.total ?? null;
  return total === null ? null : { hits: hitsOf(rows), total, aggregations: null };
}

async function findAmongMany<Row>(
  db: Db,
  query: PageQuery,
  { count, key }: { readonly count: CompiledStatement; readonly key: TotalKey },
): Promise<Page<Row>> {
  const rows = await run<StatementRow<Row>>(db, compileTop(query));
  const hits = hitsOf(rows);
  const { from, size, trackTotalHits, searchAfter } = query.search;
  const reached = from + hits.length;
  if (!trackTotalHits) return { hits, total: reached, aggregations: null };
  // The page holds the last of them.
  if (searchAfter === null && hits.length > 0 && hits.length < size)
    return { hits, total: reached, aggregations: null };
  const moment = rows[0]?.moment ?? null;
  const known = moment === null ? null : recallTotal(key, moment);
  if (known !== null) return { hits, total: known, aggregations: null };
  const [counted] = await run<{ readonly total: number }>(db, count);
  const total = counted?.total ?? 0;
  if (moment !== null) rememberTotal(key, { moment, total });
  return { hits, total, aggregations: null };
}

/**
 * The page of rows that the search asks for, out of those that the actor may read. Several statements: inside a `readSnapshot`, so that
 * page and total are of one moment.
 */
export async function findPage<Row extends object>(db: Db, query: PageQuery): Promise<Page<Row>> {
  const { search, context } = query;
  if (Object.keys(search.aggregations).length > 0) return findAggregated(db, query);
  const count = compileCount(query);
  const selective = isSelective(allOf([search.query, search.postFilter ?? all]), context);
  const isPlain = search.searchAfter === null && search.trackTotalHits;
  const key = totalKey(count);
  if (isPlain && selective && !matchedMany(key)) {
    const found = await findFew<Row>(db, query);
    if (found !== null) return found;
    noteMany(key);
  }
  return findAmongMany(db, query, { count, key });
}
