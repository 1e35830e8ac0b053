import { readingFacts, type FactsReading } from '../../access/index.ts';
import type { Principal } from '../../identity/index.ts';
import { readSnapshot, sql, type Db, type RawBuilder } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { carriesTags, type AssetRow } from './asset-row.ts';
import { assetColumns } from './asset-store.ts';
import { assetNotFound, authorityOf, denialOf, gatherAuthority } from './authority.ts';
import { describe, getReadableByGuid, shownLinks } from './get-entity.ts';
import { linkedColumn, type LinkedAsset } from './link-store.ts';
import { isRealGuid } from './object-reference.ts';
import { renderDetail, type EntityDetail } from './render-entity.ts';

interface EntityRequest {
  readonly guid: string;
  readonly ignoreRelationships?: boolean;
}

type FoundEntity = AssetRow & { readonly facts: string | null; readonly links: readonly LinkedAsset[] };

interface EntityReading {
  /** Names the plan that is kept. */
  readonly marker: RawBuilder<unknown>;
  /** SQL of what applies to the actor. */
  readonly facts: RawBuilder<string | null>;
}

/** Asset, links and what applies to the actor in one statement, and so of one moment. */
async function findEntity(
  db: Db,
  { marker, facts }: EntityReading,
  request: EntityRequest,
): Promise<FoundEntity | undefined> {
  const links = linkedColumn(shownLinks(request.ignoreRelationships === true) ?? null);
  const { rows } = await sql<FoundEntity>`${marker}
    SELECT ${assetColumns}, ${facts} AS facts, ${links} AS links
    FROM asset WHERE guid = ${request.guid.toLowerCase()}`.execute(db);
  return rows[0];
}

/** Once more where rights may have changed since they were read last: then everything is read anew, at that moment. */
async function findWithFacts(db: Db, facts: FactsReading, request: EntityRequest): Promise<FoundEntity | undefined> {
  const { column, quickColumn } = facts;
  if (quickColumn !== null) {
    const found = await findEntity(db, { marker: sql`/* prepared: find-entity */`, facts: quickColumn }, request);
    if (found === undefined || found.facts !== null) return found;
  }
  return findEntity(db, { marker: sql`/* prepared: find-entity-and-facts */`, facts: column }, request);
}

/**
 * The asset behind a guid, archived or not (Atlan wire: GET of `entity/guid`). `asset_not_found` when there is none or
 * the actor may not read it.
 */
export async function getEntityByGuid(
  deps: CatalogDeps,
  principal: Principal,
  request: EntityRequest,
): Promise<EntityDetail> {
  const { types } = deps;
  const ignoreRelationships = request.ignoreRelationships === true;
  const reading = readingFacts(principal);
  const found = isRealGuid(request.guid) ? await findWithFacts(deps.db, reading, request) : undefined;
  if (found === undefined) throw assetNotFound(request.guid);
  const { facts, links, ...row } = found;
  const authority = authorityOf(deps, reading.factsOf(facts));
  if (!authority.may('asset.read', row)) throw assetNotFound(request.guid, denialOf(authority, 'asset.read', row));
  if (!carriesTags(row)) {
    // SECURITY: a reference would tell that an asset exists, so those the actor may not read are left out.
    const readable = links.filter((link) => authority.may('asset.read', link));
    return renderDetail(types, row, { links: readable, relationships: !ignoreRelationships });
  }
  // SECURITY: what shows of tags takes a second statement, so everything is read again in one snapshot.
  return readSnapshot(deps.db, async (db) => {
    const snapshot = { db, types, authority: await gatherAuthority(deps, db, principal) };
    return describe(snapshot, await getReadableByGuid(snapshot, request.guid), ignoreRelationships);
  });
}
