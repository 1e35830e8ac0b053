import { isGuid } from '../../foundation/index.ts';
import { keepPeople, type Principal } from '../../identity/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import type { CatalogDeps, CatalogTxDeps } from '../deps.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { findAssetsByGuid, lockAssets } from '../entities/asset-store.ts';
import { assetNotFound, assetNotFoundByName, gatherAuthority, type Authority } from '../entities/authority.ts';

/** SECURITY: one answer, in the caller's own words, for a collection that does not exist and for one that is hidden. */
function collectionNotFound(reference: string): Error {
  return isGuid(reference) ? assetNotFound(reference) : assetNotFoundByName('Collection', reference);
}

async function findCollectionGuid(db: Db | Tx, reference: string): Promise<string | null> {
  const same = isGuid(reference) ? sql`guid = ${reference.toLowerCase()}` : sql`qualified_name = ${reference}`;
  const { rows } = await sql<{ guid: string }>`
    SELECT guid FROM asset WHERE type_name = 'Collection' AND ${same}`.execute(db);
  return rows[0]?.guid ?? null;
}

/** The collection with this guid or qualified name, archived or not, as the actor may read it; otherwise as if there were none. */
export async function getReadableCollection(
  deps: CatalogDeps,
  principal: Principal,
  reference: string,
): Promise<AssetRow> {
  const guid = await findCollectionGuid(deps.db, reference);
  const [row] = guid === null ? [] : await findAssetsByGuid(deps.db, [guid]);
  const authority = await gatherAuthority(deps, deps.db, principal);
  if (row === undefined || !authority.may('asset.read', row)) throw collectionNotFound(reference);
  return row;
}

/** A collection that the transaction holds, with what the actor may do. */
export interface HeldCollection {
  readonly row: AssetRow;
  readonly authority: Authority;
}

/**
 * Takes the collection until the transaction ends, for a change of its members.
 * INVARIANT: rights are gathered after the wait for the row and for changes of people, so that an editor who was removed meanwhile
 * adds nobody any more.
 * Throws `asset_not_found`, `asset_unique_attribute_not_found`.
 */
export async function holdCollection(
  deps: CatalogTxDeps,
  principal: Principal,
  reference: string,
): Promise<HeldCollection> {
  const { tx } = deps;
  const guid = await findCollectionGuid(tx, reference);
  const row = guid === null ? undefined : (await lockAssets(tx, [guid])).get(guid);
  await keepPeople(tx);
  const authority = await gatherAuthority(deps, tx, principal);
  if (row === undefined || !authority.may('asset.read', row)) throw collectionNotFound(reference);
  return { row, authority };
}
