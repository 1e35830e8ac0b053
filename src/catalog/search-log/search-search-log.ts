import { assetCondition } from '../../access/index.ts';
import { isJsonObject, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { readSnapshot } from '../../postgres/index.ts';
import { createParameters, parseSearch, type CompileContext, type PageQuery, type Search } from '../../search/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { gatherAuthority } from '../entities/authority.ts';
import { maySeeGone, readableAsset, type EntryReader } from '../history/readable-entries.ts';
import { findPage } from '../search/find-page.ts';
import { searchLogColumns, searchLogFields } from './search-log-fields.ts';
import { renderSearchLogEntry, type FoundSearch, type SearchLogEntry } from './render-search-log-entry.ts';

/** The answer of a search in the search log (Atlan wire: search log). */
export interface SearchLogResult {
  readonly logs: readonly SearchLogEntry[];
  /** Absent when none were asked for. */
  readonly aggregations?: JsonObject;
  /** Exact, in spite of its name on the wire. */
  readonly approximateCount: number;
}

/**
 * The log as the actor may see it: of the assets that a search showed only those that the actor may read.
 * SECURITY: they are left out before anything is looked for, so no filter, order or bucket tells of the others. Who may read every
 * asset, and is told of those that are gone, reads the table itself, which an index answers.
 */
function shownLog(reader: EntryReader, context: CompileContext): string {
  const mayReadAll = assetCondition(reader.authority.facts, 'asset.read').kind === 'all';
  if (mayReadAll && maySeeGone(reader)) return 'search_log AS entry';
  const readable = `(${readableAsset(reader, 'subject', context)}) IS TRUE`;
  const held = maySeeGone(reader) ? `(subject.guid IS NULL OR ${readable})` : readable;
  return `(
    SELECT ${searchLogColumns.map((column) => `log.${column}`).join(', ')}, shown.*
    FROM search_log AS log
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(found.guid ORDER BY found.place), '{}') AS entity_guids,
        coalesce(array_agg(found.name ORDER BY found.place), '{}') AS entity_names,
        coalesce(array_agg(found.type ORDER BY found.place), '{}') AS entity_types
      FROM unnest(log.entity_guids, log.entity_names, log.entity_types) WITH ORDINALITY AS found (guid, name, type, place)
      LEFT JOIN asset AS subject ON subject.guid = found.guid::uuid
      WHERE ${held}
    ) AS shown
  ) AS entry`;
}

/**
 * SECURITY: what somebody searches for is their own business. Others are told of it only with `audit.read`, which shows what everybody
 * did as well; and a count of viewers would tell who looked at what, so it takes the same.
 */
function pageQuery(reader: EntryReader, search: Search, now: Date): PageQuery {
  const context: CompileContext = { fields: searchLogFields, params: createParameters(), now };
  const { principal } = reader.authority.facts;
  const readable = maySeeGone(reader) ? 'TRUE' : `entry.username = ${context.params.add(principal.username)}`;
  const source = {
    from: shownLog(reader, context),
    alias: 'entry',
    columns: `
      entry.created, entry.username, entry.client, entry.host, entry.address, entry.utm_tags AS "utmTags",
      entry.entity_guids AS "guids", entry.entity_names AS "qualifiedNames", entry.entity_types AS "typeNames",
      entry.results_count AS "resultsCount", entry.response_ms AS "responseMs", entry.dsl, entry.attributes,
      entry.relation_attributes AS "relationAttributes"`,
    tieBreak: { field: '', sql: 'entry.sequence' },
    key: { sql: 'entry.sequence', type: 'bigint' },
  };
  return { source, search, readable, context };
}

/**
 * Searches the log of searches (Atlan wire: search log): one's own, and with `audit.read` everybody's. `query_rejected` with every
 * problem of the request.
 */
export async function searchSearchLog(
  deps: CatalogDeps,
  principal: Principal,
  body: unknown,
): Promise<SearchLogResult> {
  const search = parseSearch(isJsonObject(body) ? body['dsl'] : undefined);
  return readSnapshot(deps.db, async (db) => {
    const authority = await gatherAuthority(deps, db, principal);
    const query = pageQuery({ types: deps.types, authority }, search, deps.clock.now());
    const { hits, total, aggregations } = await findPage<FoundSearch>(db, query);
    return {
      logs: hits.map(({ row }) => renderSearchLogEntry(row)),
      ...(aggregations === null ? {} : { aggregations }),
      approximateCount: total,
    };
  });
}
