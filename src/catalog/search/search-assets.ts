import { assetCondition } from '../../access/index.ts';
import type { JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { readSnapshot } from '../../postgres/index.ts';
import { allOf, createParameters, type PageQuery } from '../../search/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { carriesTags, type AssetRow } from '../entities/asset-row.ts';
import { gatherAuthority, type Authority } from '../entities/authority.ts';
import type { EntityHeader } from '../entities/render-entity.ts';
import { findShownTags } from '../tags/show-tags.ts';
import { assetFields, createAttributeFields } from './asset-fields.ts';
import { findCustomMetadataFields } from './custom-metadata-fields.ts';
import { compileCondition } from './compile-condition.ts';
import { conditionToAst } from './condition-to-ast.ts';
import { assetSource, findPage, type AssetHit, type AssetPage } from './find-page.ts';
import { findRelated } from './find-related.ts';
import { findScope } from './find-scope.ts';
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

async function pageQuery(deps: CatalogDeps, request: IndexSearchRequest, authority: Authority): Promise<PageQuery> {
  const now = deps.clock.now();
  const params = createParameters();
  const condition = conditionToAst(assetCondition(authority.facts, 'asset.read'), deps.types);
  const scope = conditionToAst(
    await findScope({ db: deps.db, types: deps.types, authority }, request.scopes),
    deps.types,
  );
  // The scope narrows what is found, not what a hit shows of others.
  const readable = compileCondition(allOf([condition, scope]), 'asset', { params, now });
  const customMetadataFields = await findCustomMetadataFields(deps.db, request.body['dsl'] ?? null);
  const attributeFields = createAttributeFields(deps.types);
  const fields = assetFields({ attributeFields, customMetadataFields, readable: condition, now });
  return { source: assetSource, search: request.search, readable, context: { fields, params, now } };
}

/** COMPAT: clients page by the text in `query` and by the flags beside it; one needs `attributes` to be a list at all times. */
function echo({ body, attributes }: IndexSearchRequest): JsonObject {
  return { ...body, attributes, query: JSON.stringify(body['dsl']) };
}

function metadata(hits: readonly AssetHit[]): JsonObject {
  return Object.fromEntries(hits.map(({ row, sort }) => [row.guid, { sort, highlights: {} }]));
}

/** What each hit is worth, which the request asked for. */
function scores(hits: readonly AssetHit[]): Record<string, number> {
  return Object.fromEntries(hits.map(({ row, score }) => [row.guid, score ?? 0]));
}

function render(request: IndexSearchRequest, page: AssetPage, entities: readonly EntityHeader[]): IndexSearchResult {
  const { showSearchMetadata, showHighlights, showSearchScore } = request.flags;
  return {
    queryType: 'INDEX',
    searchParameters: echo(request),
    ...(entities.length > 0 && { entities }),
    approximateCount: page.total,
    ...(page.aggregations !== null && { aggregations: page.aggregations }),
    ...(showSearchScore && { searchScore: scores(page.hits) }),
    ...((showSearchMetadata || showHighlights) && { searchMetadata: metadata(page.hits) }),
  };
}

/**
 * Searches assets with an Elasticsearch query (Atlan wire, index search). What the actor may not read does not exist here:
 * neither as a hit nor in the count, the aggregations or the references of a hit. `query_rejected` with every problem of the
 * request, each with its path.
 */
export async function searchAssets(deps: CatalogDeps, principal: Principal, body: unknown): Promise<IndexSearchResult> {
  const request = parseIndexSearchRequest(body);
  // SECURITY: rights and rows of one moment. With rights from before a change and rows from after it, somebody would see what
  // they could see neither before nor after.
  return readSnapshot(deps.db, (db) => searchAt({ ...deps, db }, principal, request));
}

async function searchAt(
  deps: CatalogDeps,
  principal: Principal,
  request: IndexSearchRequest,
): Promise<IndexSearchResult> {
  const authority = await gatherAuthority(deps, deps.db, principal);
  const page = await findPage<AssetRow>(deps.db, await pageQuery(deps, request, authority));
  const rows = page.hits.map(({ row }) => row);
  const related = await findRelated({ db: deps.db, types: deps.types, authority }, rows, request);
  const tagged = request.flags.excludeClassifications ? [] : rows.filter(carriesTags).map(({ guid }) => guid);
  const scope = { types: deps.types, request, related, tagsOf: await findShownTags(deps.db, authority, tagged) };
  return render(
    request,
    page,
    rows.map((row) => renderHit(row, scope)),
  );
}
