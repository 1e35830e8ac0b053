import type { JsonObject, JsonValue } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { findAssetsByGuid } from './asset-store.ts';
import { gatherAuthority } from './authority.ts';
import { getReadable, type AssetSelector, type UniqueName } from './get-entity.ts';
import { renderHeaders, type MutationResult } from './mutation-result.ts';
import { saveEntitiesIn } from './save-entities.ts';
import { retryTransaction } from '../../postgres/index.ts';

/** What changes, once it is known which asset it is about. */
type Change = (asset: { readonly typeName: string }) => JsonObject;

function update(
  deps: CatalogDeps,
  principal: Principal,
  { asset, change }: { asset: AssetSelector; change: Change },
): Promise<MutationResult> {
  const { clock, types } = deps;
  return retryTransaction(deps.db, async (tx) => {
    const authority = await gatherAuthority(deps, tx, principal);
    const { guid, typeName } = await getReadable({ db: tx, types, authority }, asset);
    const entities = [{ ...change({ typeName }), typeName, guid }];
    await saveEntitiesIn({ tx, clock, types }, principal, { entities });
    const updated = await renderHeaders({ tx, types, authority }, await findAssetsByGuid(tx, [guid]));
    return { mutatedEntities: { PARTIAL_UPDATE: updated } };
  });
}

/**
 * Changes some attributes of the asset with this qualified name (Atlan wire: PUT of `entity/uniqueAttribute`). The asset is
 * reported even when nothing changed, because clients read the result from it.
 * Throws as `getEntityByUniqueAttribute` and `saveEntities` do.
 */
export function updateEntityByUniqueAttribute(
  deps: CatalogDeps,
  principal: Principal,
  request: UniqueName & { entity: JsonObject },
): Promise<MutationResult> {
  return update(deps, principal, { asset: request, change: () => request.entity });
}

/**
 * Changes one attribute, or what one is linked to, of the asset behind a guid (Atlan wire: PUT of `entity/guid`); `null` clears. Reported
 * as by `updateEntityByUniqueAttribute`. Throws as `getEntityByGuid` and `saveEntities` do.
 */
export function updateEntityAttribute(
  deps: CatalogDeps,
  principal: Principal,
  request: { guid: string; name: string; value: JsonValue },
): Promise<MutationResult> {
  const { name, value } = request;
  const change: Change = ({ typeName }) => {
    const isLink = deps.types.relationships.sidesOf(typeName, name).length > 0;
    return { [isLink ? 'relationshipAttributes' : 'attributes']: { [name]: value } };
  };
  return update(deps, principal, { asset: { guid: request.guid }, change });
}
