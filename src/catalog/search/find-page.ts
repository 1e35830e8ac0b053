import { CompiledQuery } from 'kysely';
import type { JsonObject } from '../../foundation/index.ts';
import type { Db } from '../../postgres/index.ts';
import {
  compileAggregation,
  compileSearchAfter,
  compileSort,
  compileWhere,
  type CompileContext,
  type Search,
  type Sort,
  type SortTerm,
  type SortValue,
} from '../../search/index.ts';
import type { AssetRow } from '../entities/asset-row.ts';

/** A found asset with the values it was sorted by. */
export interface Hit {
  readonly row: AssetRow;
  readonly sort: readonly SortValue[];
}

export interface Page {
  readonly hits: readonly Hit[];
  /** Exact, of everything that matches. */
  readonly total: number;
  /** `null` when none were asked for. */
  readonly aggregations: JsonObject | null;
}

/** A search with what narrows it for the actor. */
export interface PageQuery {
  readonly search: Search;
  /** SQL of the rows that the actor may read, made for `context`. */
  readonly readable: string;
  readonly context: CompileContext;
}

type StatementRow = { readonly total: number; readonly aggregations: JsonObject | null } & (
  (AssetRow & { readonly place: number; readonly sort: readonly SortValue[] }) | { readonly place: null }
);

const columns = `
  asset.guid, asset.type_name AS "typeName", asset.qualified_name AS "qualifiedName", asset.name, asset.state,
  asset.connection_qualified_name AS "connectionQualifiedName", asset.attributes,
  asset.custom_attributes AS "customAttributes", asset.business_attributes AS "businessAttributes", asset.labels,
  asset.direct_tag_names AS "directTagNames", asset.propagated_tag_names AS "propagatedTagNames",
  asset.created_by AS "createdBy", asset.updated_by AS "updatedBy", asset.create_time AS "createTime",
  asset.update_time AS "updateTime", asset.version, asset.delete_handler AS "deleteHandler"`;

/** Ties are broken by guid, so that pages neither overlap nor leave gaps. */
function orderBy(sorts: readonly Sort[], terms: readonly SortTerm[]): string {
  const decided = terms.map((term) => term.sql);
  return [...decided, ...(sorts.some(({ field }) => field === '__guid') ? [] : ['asset.guid'])].join(', ');
}

/** A function of PostgreSQL takes at most a hundred arguments, a name and a value for each aggregation. */
const aggregationsPerObject = 50;

function aggregationsSql({ search, context }: PageQuery, where: string): string {
  const source = `(SELECT * FROM asset WHERE ${where}) AS asset`;
  const members = Object.entries(search.aggregations).map(
    ([name, aggregation]) => `${context.params.add(name)}::text, ${compileAggregation(aggregation, source, context)}`,
  );
  const objects: string[] = [];
  for (let start = 0; start < members.length; start += aggregationsPerObject) {
    objects.push(`jsonb_build_object(${members.slice(start, start + aggregationsPerObject).join(', ')})`);
  }
  return objects.length === 0 ? 'NULL' : objects.join(' || ');
}

/**
 * One statement, so that page, count and aggregations are of one moment. The count takes what `post_filter` leaves, the
 * aggregations what the query alone does, and only the page begins behind `search_after`. The left join gives one row even
 * when the page is empty, and with it the count.
 */
function statement(query: PageQuery): string {
  const { search, readable, context } = query;
  const matched = `${readable} AND ${compileWhere(search.query, context)}`;
  const hit = search.postFilter === null ? matched : `${matched} AND ${compileWhere(search.postFilter, context)}`;
  const terms = compileSort(search.sort, context);
  const further = search.searchAfter === null ? '' : `AND ${compileSearchAfter(terms, search.searchAfter, context)}`;
  const shown = terms.map((term) => term.shown).join(', ');
  const window = `LIMIT ${context.params.add(search.size)} OFFSET ${context.params.add(search.from)}`;
  return `
    SELECT counted.total, counted.aggregations, page.*
    FROM (
      SELECT (SELECT count(*) FROM asset WHERE ${hit}) AS total, ${aggregationsSql(query, matched)} AS aggregations
    ) AS counted
    LEFT JOIN (
      SELECT row_number() OVER () AS place, found.* FROM (
        SELECT ${columns}, jsonb_build_array(${shown}) AS sort
        FROM asset WHERE ${hit} ${further} ORDER BY ${orderBy(search.sort, terms)} ${window}
      ) AS found
    ) AS page ON TRUE
    ORDER BY page.place`;
}

/** The page of assets that the search asks for, out of those that the actor may read. */
export async function findPage(db: Db, query: PageQuery): Promise<Page> {
  const text = statement(query);
  const values = [...query.context.params.values];
  const { rows } = await db.executeQuery<StatementRow>(CompiledQuery.raw(text, values));
  const hits = rows.flatMap((row) => {
    if (row.place === null) return [];
    const { place: _, sort, total: _total, aggregations: _aggregations, ...asset } = row;
    return [{ row: asset, sort }];
  });
  return { hits, total: rows[0]?.total ?? 0, aggregations: rows[0]?.aggregations ?? null };
}
