import { assetCondition } from '../../access/index.ts';
import type { JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { compileWhere, createParameters } from '../../search/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { gatherAuthority, type Authority } from '../entities/authority.ts';
import type { EntityHeader } from '../entities/render-entity.ts';
import { assetFields, createAttributeFields } from './asset-fields.ts';
import { conditionFields, conditionToAst } from './condition-to-ast.ts';
import { findPage, type Hit, type Page, type PageQuery } from './find-page.ts';
import { findRelated } from './find-related.ts';
import { parseIndexSearchRequest, type IndexSearchRequest } from './index-search-request.ts';
import { renderHit } from './render-hit.ts';

/** The answer of an index search (Atlan wire, index search). */
export interface IndexSearchResult {
  readonly queryType: 'INDEX';
  readonly searchParameters: JsonObject;
  /** Absent when the page is empty. */
  readonly entities?: readonly EntityHeader[];
  /** Exact, in spite of its name on the wire. */
  readonly approximateCount: number;
  /** Absent when none were asked for. */
  readonly aggregations?: JsonObject;
  readonly searchScore?: Readonly<Record<string, number>>;
  readonly searchMetadata?: JsonObject;
}

function pageQuery(deps: CatalogDeps, request: IndexSearchRequest, authority: Authority): PageQuery {
  const now = deps.clock.now();
  const params = createParameters();
  const condition = conditionToAst(assetCondition(authority.facts, 'asset.read'), deps.types);
  const readable = compileWhere(condition, { fields: conditionFields('asset'), params, now });
  const fields = assetFields({ attributeFields: createAttributeFields(deps.types), readable: condition, now });
  return { search: request.search, readable, context: { fields, params, now } };
}

/** COMPAT: clients page by the text in `query` and by the flags beside it; one needs `attributes` to be a list at all times. */
function echo({ body, attributes }: IndexSearchRequest): JsonObject {
  return { ...body, attributes, query: JSON.stringify(body['dsl']) };
}

function metadata(hits: readonly Hit[]): JsonObject {
  return Object.fromEntries(hits.map(({ row, sort }) => [row.guid, { sort, highlights: {} }]));
}

/** Every hit scores alike: the query language here filters and never ranks. */
function scores(hits: readonly Hit[]): Record<string, number> {
  return Object.fromEntries(hits.map(({ row }) => [row.guid, 1]));
}

function render(request: IndexSearchRequest, page: Page, entities: readonly EntityHeader[]): IndexSearchResult {
  const { showSearchMetadata, showSearchScore } = request.flags;
  return {
    queryType: 'INDEX',
    searchParameters: echo(request),
    ...(entities.length > 0 && { entities }),
    approximateCount: page.total,
    ...(page.aggregations !== null && { aggregations: page.aggregations }),
    ...(showSearchScore && { searchScore: scores(page.hits) }),
    ...(showSearchMetadata && { searchMetadata: metadata(page.hits) }),
  };
}

/**
 * Searches assets with an Elasticsearch query (Atlan wire, index search). What the actor may not read does not exist here:
 * neither as a hit nor in the count, the aggregations or the references of a hit. `query_rejected` with every problem of the
 * request, each with its path.
 */
export async function searchAssets(deps: CatalogDeps, principal: Principal, body: unknown): Promise<IndexSearchResult> {
  const request = parseIndexSearchRequest(body);
  const authority = await gatherAuthority(deps, deps.db, principal);
  const page = await findPage(deps.db, pageQuery(deps, request, authority));
  const rows = page.hits.map(({ row }) => row);
  const related = await findRelated({ db: deps.db, types: deps.types, authority }, rows, request);
  const scope = { types: deps.types, request, related };
  return render(
    request,
    page,
    rows.map((row) => renderHit(row, scope)),
  );
}
