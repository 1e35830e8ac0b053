import { stringify } from 'yaml';
import type { JsonValue } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { readSnapshot } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { findAssetsByGuid } from '../entities/asset-store.ts';
import { gatherAuthority } from '../entities/authority.ts';
import { getReadableByName } from '../entities/get-entity.ts';
import { findLinkedAssets } from '../entities/link-store.ts';

/** The asset that a contract is to be about. */
export interface ContractSubject {
  readonly typeName: string;
  readonly qualifiedName: string;
}

const templateVersion = '0.0.2';

function textAt({ attributes }: AssetRow, ...names: readonly string[]): Record<string, JsonValue> {
  const value = names.map((name) => attributes[name]).find((it) => typeof it === 'string' && it !== '');
  return value === undefined ? {} : { value };
}

function described(row: AssetRow): Record<string, JsonValue> {
  const { value } = textAt(row, 'userDescription', 'description');
  return value === undefined ? {} : { description: value };
}

function orderOf({ attributes }: AssetRow): number {
  const order = attributes['order'];
  return typeof order === 'number' ? order : Number.MAX_SAFE_INTEGER;
}

function columnOf(row: AssetRow): Record<string, JsonValue> {
  const { value } = textAt(row, 'dataType');
  return { name: row.name, ...described(row), ...(value === undefined ? {} : { data_type: value }) };
}

/**
 * Draws up a first contract for an asset, as YAML: what the catalog knows of it and of its columns, as far as the actor may read them. Saves
 * nothing (Atlan wire, contract spec generator). Throws as `getReadableByName` does.
 */
export async function drawUpContract(
  deps: CatalogDeps,
  principal: Principal,
  { typeName, qualifiedName }: ContractSubject,
): Promise<string> {
  const { types } = deps;
  return readSnapshot(deps.db, async (db) => {
    const authority = await gatherAuthority(deps, db, principal);
    const row = await getReadableByName({ db, types, authority }, { typeName, attributes: { qualifiedName } });
    const columnLinks = types.relationships.sidesOf(row.typeName, 'columns').map(({ def }) => def.name);
    const linked = columnLinks.length === 0 ? [] : await findLinkedAssets(db, [row.guid], columnLinks);
    const guids = linked
      .filter(({ state, selfEnd }) => state === 'ACTIVE' && selfEnd === 'end1')
      .map(({ guid }) => guid);
    const columns = (await findAssetsByGuid(db, guids)).filter((column) => authority.may('asset.read', column));
    columns.sort((a, b) => orderOf(a) - orderOf(b) || (a.name < b.name ? -1 : 1));
    return stringify({
      // COMPAT: as the clients spell it in YAML; the status of a saved contract is upper case.
      ...{ kind: 'DataContract', status: 'draft', template_version: templateVersion },
      ...{ type: row.typeName, dataset: row.name },
      ...described(row),
      ...(columns.length === 0 ? {} : { columns: columns.map(columnOf) }),
    });
  });
}
