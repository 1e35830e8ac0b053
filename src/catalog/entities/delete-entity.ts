import type { Principal } from '../../identity/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import type { DeleteType } from './asset-row.ts';
import { gatherAuthority } from './authority.ts';
import { deleteEntitiesIn } from './delete-entities.ts';
import { getReadable, getReadableByNames, type AssetSelector, type UniqueName } from './get-entity.ts';
import type { MutationResult } from './mutation-result.ts';

/**
 * Archives or removes one asset (Atlan wire: DELETE of `entity/guid`, of `entity/uniqueAttribute`). Otherwise as `deleteEntities`, but
 * what is not there, or not readable, is an error: `asset_not_found`, `asset_unique_attribute_not_found`.
 */
export function deleteEntity(
  deps: CatalogDeps,
  principal: Principal,
  request: AssetSelector & { deleteType: DeleteType },
): Promise<MutationResult> {
  const { clock, types } = deps;
  return retryTransaction(deps.db, async (tx) => {
    const authority = await gatherAuthority(deps, tx, principal);
    const { guid } = await getReadable({ db: tx, types, authority }, request);
    const { deleteType } = request;
    return deleteEntitiesIn({ tx, clock, types }, principal, { guids: [guid], deleteType });
  });
}

/** The same for several assets by their names, all or none (Atlan wire: DELETE of `entity/bulk/uniqueAttribute`). */
export function deleteEntitiesByName(
  deps: CatalogDeps,
  principal: Principal,
  { names, deleteType }: { names: readonly UniqueName[]; deleteType: DeleteType },
): Promise<MutationResult> {
  const { clock, types } = deps;
  return retryTransaction(deps.db, async (tx) => {
    const authority = await gatherAuthority(deps, tx, principal);
    const rows = await getReadableByNames({ db: tx, types, authority }, names);
    const guids = rows.map(({ guid }) => guid);
    return deleteEntitiesIn({ tx, clock, types }, principal, { guids, deleteType });
  });
}
