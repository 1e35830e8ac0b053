import { CompiledQuery } from 'kysely';
import type { JsonObject } from '../../foundation/index.ts';
import type { Db } from '../../postgres/index.ts';
import { compilePage, type PageQuery, type PageSource, type SortValue } from '../../search/index.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { hostColumn } from '../entities/host-column.ts';

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

type StatementRow<Row> = { readonly total: number | null; readonly aggregations: unknown } & (
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
const groupingSettings = `SELECT
  set_config('work_mem', greatest(pg_size_bytes(current_setting('work_mem')) / 1024, 32 * 1024)::text, true),
  set_config('parallel_tuple_cost', least(current_setting('parallel_tuple_cost')::float8, 0.01)::text, true)`;

/** The page of rows that the search asks for, out of those that the actor may read. */
export async function findPage<Row extends object>(db: Db, query: PageQuery): Promise<Page<Row>> {
  const { text, renderAggregations } = compilePage(query);
  const values = [...query.context.params.values];
  if (Object.keys(query.search.aggregations).length > 0) await db.executeQuery(CompiledQuery.raw(groupingSettings));
  const { rows } = await db.executeQuery<StatementRow<Row>>(CompiledQuery.raw(text, values));
  const hits = rows.flatMap((row) => {
    if (row.place === null) return [];
    const { place: _, sort, score, total: _total, aggregations: _aggregations, ...found } = row;
    return [{ row: found as unknown as Row, sort, score: score ?? null }];
  });
  const total = rows[0]?.total ?? query.search.from + hits.length;
  return { hits, total, aggregations: renderAggregations(rows[0]?.aggregations ?? []) };
}
