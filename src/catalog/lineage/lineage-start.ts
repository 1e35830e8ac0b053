import { CatalogError } from '../../foundation/index.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { findAssetsByGuid } from '../entities/asset-store.ts';
import { assetNotFound, denialOf } from '../entities/authority.ts';
import { isRealGuid } from '../entities/object-reference.ts';
import type { LineageScope } from './lineage-scope.ts';

/** Where a look at lineage begins. */
export interface LineageStart {
  readonly row: AssetRow;
  readonly isProcess: boolean;
}

/**
 * The readable asset or process behind a guid, archived or not. Throws `asset_not_found`, and `lineage_unsupported` for a type that no
 * process reads or writes.
 */
export async function getLineageStart({ db, types, authority }: LineageScope, guid: string): Promise<LineageStart> {
  const [row] = isRealGuid(guid) ? await findAssetsByGuid(db, [guid.toLowerCase()]) : [];
  if (row === undefined) throw assetNotFound(guid);
  if (!authority.may('asset.read', row)) throw assetNotFound(guid, denialOf(authority, 'asset.read', row));
  const isProcess = types.isA(row.typeName, 'Process');
  if (!isProcess && types.relationships.sidesOf(row.typeName, 'inputToProcesses').length === 0) {
    throw new CatalogError('lineage_unsupported', `\`${row.guid}\` is a \`${row.typeName}\`, which has no lineage`);
  }
  return { row, isProcess };
}
