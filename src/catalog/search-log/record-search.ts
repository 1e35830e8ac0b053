import { isJsonObject, type JsonObject, type JsonValue } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { sql, type Db } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { searchAssets, type IndexSearchResult } from '../search/search-assets.ts';

/** An index search as it reached the server. */
export interface LoggedSearch {
  readonly body: unknown;
  /** Under which name the client knows this server; empty when it did not say. */
  readonly host: string;
}

const keptDays = 90;
const dayMs = 24 * 60 * 60 * 1000;
/** What is kept of one search, so that nobody fills the disk by searching. */
const assetsMax = 1_000;
const textsMax = 100;
const textCharactersMax = 500;
const dslCharactersMax = 20_000;
/** More than the one that comes, so that the log ends shrinking. */
const removedAtOnce = 100;

/** The texts of a list that the store can hold, none longer than `textCharactersMax`. */
function textsOf(value: JsonValue | undefined): string[] {
  if (!Array.isArray(value)) return [];
  const texts = (value as readonly JsonValue[]).filter((it) => typeof it === 'string' && !it.includes('\0'));
  return texts.slice(0, textsMax).map((text) => String(text).slice(0, textCharactersMax));
}

/** What the request says of being remembered; `null` when it does not ask for it. */
function metadataOf(body: unknown): JsonObject | null {
  const metadata = isJsonObject(body) ? body['requestMetadata'] : undefined;
  return isJsonObject(metadata) && metadata['saveSearchLog'] === true ? metadata : null;
}

interface SearchRecord {
  readonly principal: Principal;
  readonly search: LoggedSearch;
  readonly metadata: JsonObject;
  readonly result: IndexSearchResult;
  readonly startedAt: number;
  readonly now: number;
}

async function writeRecord(db: Db, record: SearchRecord): Promise<void> {
  const { principal, search, metadata, result, startedAt, now } = record;
  const body = isJsonObject(search.body) ? search.body : {};
  const { client, address } = principal.origin ?? {};
  const [agent, host] = [client ?? '', search.host].map((text) => text.slice(0, textCharactersMax));
  const shown = (result.entities ?? []).slice(0, assetsMax);
  const dsl = JSON.stringify(body['dsl'] ?? {});
  // Removes some of what is too old in the same statement, and waits for nobody who is doing the same.
  await sql`
    WITH ended AS (
      DELETE FROM search_log WHERE sequence IN (
        SELECT sequence FROM search_log WHERE created < ${now - keptDays * dayMs}
        ORDER BY created LIMIT ${removedAtOnce} FOR UPDATE SKIP LOCKED)
    )
    INSERT INTO search_log (created, username, client, host, address, utm_tags, entity_guids, entity_names, entity_types,
      results_count, response_ms, dsl, attributes, relation_attributes)
    VALUES (${now}, ${principal.username}, ${agent}, ${host}, ${address ?? ''},
      ${textsOf(metadata['utmTags'])}::text[], ${shown.map(({ guid }) => guid)}::text[],
      ${shown.map(({ attributes }) => String(attributes['qualifiedName'] ?? ''))}::text[],
      ${shown.map(({ typeName }) => typeName)}::text[], ${result.approximateCount}, ${Math.max(1, now - startedAt)},
      ${dsl.slice(0, dslCharactersMax)}, ${textsOf(body['attributes'])}::text[],
      ${textsOf(body['relationAttributes'])}::text[])`.execute(db);
}

/**
 * `searchAssets`, and what it has shown is remembered when the request asks for that (Atlan wire: `saveSearchLog`). It is remembered
 * once this has answered, and what cannot be remembered is not answered.
 */
export async function searchAssetsLogged(
  deps: CatalogDeps,
  principal: Principal,
  search: LoggedSearch,
): Promise<IndexSearchResult> {
  const metadata = metadataOf(search.body);
  const startedAt = deps.clock.now().getTime();
  const result = await searchAssets(deps, principal, search.body);
  if (metadata === null) return result;
  // Apart from the search, whose transaction only reads.
  const now = deps.clock.now().getTime();
  await writeRecord(deps.db, { principal, search, metadata, result, startedAt, now });
  return result;
}
