import { isJsonObject, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { readSnapshot, type Db } from '../../postgres/index.ts';
import {
  createParameters,
  parseSearch,
  type CompileContext,
  type PageQuery,
  type PageSource,
  type Search,
  type Sort,
} from '../../search/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { findAuthorizedAssets } from '../entities/asset-store.ts';
import { gatherAuthority, type Authority } from '../entities/authority.ts';
import { findPage } from '../search/find-page.ts';
import { eventKeySql, historyFields } from './history-fields.ts';
import { readableThrough } from './readable-entries.ts';
import { renderEntry, sourceOf, type EntityAudit, type FoundEntry } from './render-entry.ts';

/** The answer of a search in the history of assets (Atlan wire: audit search). */
export interface HistorySearchResult {
  readonly entityAudits: readonly EntityAudit[];
  /** `null` when none were asked for. */
  readonly aggregations: JsonObject | null;
  /** On this page. */
  readonly count: number;
  /** Exact, of everything that matches. */
  readonly totalCount: number;
}

const newestFirst: readonly Sort[] = [
  { field: 'created', descending: true },
  { field: 'entityId', descending: false },
];

/** What is written later comes later, or first where the newest comes first. */
function historySource(sort: readonly Sort[]): PageSource {
  return {
    from: 'asset_history AS entry',
    alias: 'entry',
    columns: `
      entry.guid, entry.type_name AS "typeName", entry.qualified_name AS "qualifiedName", entry.created, entry.action,
      entry.username, ${eventKeySql} AS "eventKey", entry.term_guid AS "termGuid", entry.detail,
      (SELECT jsonb_build_object('name', term.name, 'qualifiedName', term.qualified_name)
        FROM asset AS term WHERE term.guid = entry.term_guid) AS term`,
    tieBreak: { field: '', sql: 'entry.sequence', descending: sort[0]?.descending === true },
    key: { sql: 'entry.sequence', type: 'bigint' },
  };
}

function readRequest(body: unknown): Search {
  const search = parseSearch(isJsonObject(body) ? body['dsl'] : undefined);
  return search.sort.length > 0 ? search : { ...search, sort: newestFirst };
}

/** SECURITY: an entry about a term shows only to who may read both the asset and the term. */
function pageQuery(deps: CatalogDeps, search: Search, authority: Authority): PageQuery {
  const context: CompileContext = { fields: historyFields, params: createParameters(), now: deps.clock.now() };
  const reader = { types: deps.types, authority };
  const asset = readableThrough(reader, { guid: 'entry.guid', alias: 'subject' }, context);
  const term = readableThrough(reader, { guid: 'entry.term_guid', alias: 'term' }, context);
  const readable = `${asset} AND (entry.term_guid IS NULL OR ${term})`;
  return { source: historySource(search.sort), search, readable, context };
}

/** Which of the assets that tags came from the actor may read. */
async function findReadableSources(
  db: Db,
  authority: Authority,
  entries: readonly FoundEntry[],
): Promise<(guid: string) => boolean> {
  const sources = new Set(entries.flatMap((entry) => sourceOf(entry) ?? []));
  const assets = await findAuthorizedAssets(db, [...sources]);
  const readable = new Set(assets.filter((asset) => authority.may('asset.read', asset)).map(({ guid }) => guid));
  return (guid) => readable.has(guid);
}

/**
 * Searches what happened to assets (Atlan wire: audit search), newest first unless told otherwise. What happened to an asset shows to
 * who may read it now, whoever did it; of assets that are purged it shows to who holds `audit.read`. `query_rejected` with every
 * problem of the request.
 */
export async function searchHistory(
  deps: CatalogDeps,
  principal: Principal,
  body: unknown,
): Promise<HistorySearchResult> {
  const search = readRequest(body);
  // SECURITY: rights and entries of one moment, as in a search of assets.
  return readSnapshot(deps.db, async (db) => {
    const authority = await gatherAuthority(deps, db, principal);
    const { hits, total, aggregations } = await findPage<FoundEntry>(db, pageQuery(deps, search, authority));
    const entries = hits.map(({ row }) => row);
    const isReadable = await findReadableSources(db, authority, entries);
    const entityAudits = entries.map((entry) => renderEntry(entry, isReadable));
    return { entityAudits, aggregations, count: entityAudits.length, totalCount: total };
  });
}
