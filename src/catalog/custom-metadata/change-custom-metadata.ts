import { isJsonObject, type JsonObject, type JsonValue } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import type { CatalogDeps, CatalogTxDeps } from '../deps.ts';
import { findAssetsByGuid } from '../entities/asset-store.ts';
import { assetNotFound, denialOf, gatherAuthority } from '../entities/authority.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { isRealGuid } from '../entities/object-reference.ts';
import { saveEntitiesIn } from '../entities/save-entities.ts';

/** Custom metadata of one asset, in its wire form: values by internal names of sets and attributes. */
export interface CustomMetadataChange {
  readonly guid: string;
  readonly sets: JsonObject;
  /** Whether what is not sent goes, every set included. */
  readonly overwrites?: boolean;
}

async function getReadable(deps: CatalogTxDeps, principal: Principal, guid: string): Promise<AssetRow> {
  const authority = await gatherAuthority(deps, deps.tx, principal);
  const [row] = isRealGuid(guid) ? await findAssetsByGuid(deps.tx, [guid.toLowerCase()]) : [];
  if (row === undefined) throw assetNotFound(guid);
  if (!authority.may('asset.read', row)) throw assetNotFound(guid, denialOf(authority, 'asset.read', row));
  return row;
}

async function saveSets(
  deps: CatalogTxDeps,
  principal: Principal,
  { row, sets, overwrites }: { row: AssetRow; sets: JsonObject; overwrites: boolean },
): Promise<void> {
  const { guid, typeName } = row;
  await saveEntitiesIn(deps, principal, {
    entities: [{ typeName, guid, businessAttributes: sets }],
    replaceBusinessAttributes: true,
    overwriteBusinessAttributes: overwrites,
  });
}

/** COMPAT: a set without values asks for nothing here; in a bulk save it clears the set. One client sends it when nothing has changed. */
function withoutEmptySets(sets: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(sets).filter(([, values]) => !isJsonObject(values) || Object.keys(values).length > 0),
  );
}

/**
 * Changes values of custom metadata of one asset; `null` removes one, what is not sent stays (Atlan wire: custom metadata on one asset).
 * Throws `asset_not_found` when there is none or the actor may not read it, otherwise as `saveEntities` does.
 */
export function changeCustomMetadata(
  deps: CatalogDeps,
  principal: Principal,
  { guid, sets, overwrites = false }: CustomMetadataChange,
): Promise<void> {
  const { clock, types } = deps;
  return retryTransaction(deps.db, async (tx) => {
    const within = { tx, clock, types };
    const row = await getReadable(within, principal, guid);
    await saveSets(within, principal, { row, sets: overwrites ? sets : withoutEmptySets(sets), overwrites });
  });
}

/** The named values of a set as removed, or the whole set when none is named. */
function removals(named: JsonValue): JsonValue {
  if (!isJsonObject(named)) return named ?? {};
  return Object.fromEntries(Object.keys(named).map((attribute) => [attribute, null]));
}

/**
 * Removes values of custom metadata of one asset: the named ones, all of a set of which none is named, everything when no set is
 * named (Atlan wire: DELETE of custom metadata). Removing what is not there is no mistake. Throws as `changeCustomMetadata` does.
 */
export function removeCustomMetadata(
  deps: CatalogDeps,
  principal: Principal,
  { guid, sets }: Omit<CustomMetadataChange, 'overwrites'>,
): Promise<void> {
  const { clock, types } = deps;
  return retryTransaction(deps.db, async (tx) => {
    const within = { tx, clock, types };
    const found = await getReadable(within, principal, guid);
    const named = Object.entries(sets).map(([name, values]): [string, JsonValue] => [name, removals(values)]);
    if (named.length > 0)
      return saveSets(within, principal, { row: found, sets: Object.fromEntries(named), overwrites: false });
    return saveSets(within, principal, { row: found, sets: {}, overwrites: true });
  });
}
