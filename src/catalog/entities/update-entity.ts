import type { JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { findAssetsByGuid } from './asset-store.ts';
import { gatherAuthority } from './authority.ts';
import { getReadableByName, type UniqueName } from './get-entity.ts';
import { renderHeaders, type MutationResult } from './mutation-result.ts';
import { saveEntitiesIn } from './save-entities.ts';
import { retryTransaction } from '../../postgres/index.ts';

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
  const { clock, types } = deps;
  return retryTransaction(deps.db, async (tx) => {
    const authority = await gatherAuthority(deps, tx, principal);
    const { guid, typeName } = await getReadableByName({ db: tx, types, authority }, request);
    await saveEntitiesIn({ tx, clock, types }, principal, { entities: [{ ...request.entity, typeName, guid }] });
    const updated = await renderHeaders({ tx, types, authority }, await findAssetsByGuid(tx, [guid]));
    return { mutatedEntities: { PARTIAL_UPDATE: updated } };
  });
}
