import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { readSnapshot, type Db, type Tx } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import { findShownTags } from '../tags/show-tags.ts';
import { carriesTags, type AssetRow } from './asset-row.ts';
import { findAssetsByGuid, findAssetsByName } from './asset-store.ts';
import { assetNotFound, assetNotFoundByName, denialOf, gatherAuthority, type Authority } from './authority.ts';
import { findLinkedAssets } from './link-store.ts';
import { isRealGuid } from './object-reference.ts';
import { renderDetail, type EntityDetail } from './render-entity.ts';

interface Reading {
  readonly db: Db | Tx;
  readonly types: TypeRegistry;
  readonly authority: Authority;
}

/** SECURITY: a reference would tell that an asset exists, so those the actor may not read are left out. */
async function describe(reading: Reading, row: AssetRow, ignoreRelationships: boolean): Promise<EntityDetail> {
  const { db, types, authority } = reading;
  const shown = ignoreRelationships ? ['AtlasGlossarySemanticAssignment'] : undefined;
  const links = await findLinkedAssets(db, [row.guid], shown);
  const readable = links.filter((link) => authority.may('asset.read', link));
  const detail = renderDetail(types, row, { links: readable, relationships: !ignoreRelationships });
  const tagsOf = await findShownTags(db, authority, carriesTags(row) ? [row.guid] : []);
  return { ...detail, entity: { ...detail.entity, classifications: tagsOf(row.guid).classifications } };
}

/**
 * The asset behind a guid, archived or not (Atlan wire: GET of `entity/guid`). `asset_not_found` when there is none or
 * the actor may not read it.
 */
export async function getEntityByGuid(
  deps: CatalogDeps,
  principal: Principal,
  request: { guid: string; ignoreRelationships?: boolean },
): Promise<EntityDetail> {
  const { types } = deps;
  // SECURITY: rights and asset of one moment, as in a search.
  return readSnapshot(deps.db, async (db) => {
    const [row] = isRealGuid(request.guid) ? await findAssetsByGuid(db, [request.guid.toLowerCase()]) : [];
    const authority = await gatherAuthority(deps, db, principal);
    if (row === undefined) throw assetNotFound(request.guid);
    if (!authority.may('asset.read', row)) throw assetNotFound(request.guid, denialOf(authority, 'asset.read', row));
    return describe({ db, types, authority }, row, request.ignoreRelationships === true);
  });
}

/** Which asset a type and unique attributes name. */
export interface UniqueName {
  /** The type itself or one above it. */
  readonly typeName: string;
  /** Unique attributes; only `qualifiedName` is one. */
  readonly attributes: JsonObject;
}

/**
 * The readable asset of this type, or of one below it, with this qualified name, active before archived; otherwise
 * `asset_unique_attribute_not_found`. `type_unknown` for a type that does not exist.
 */
export async function getReadableByName(reading: Reading, name: UniqueName): Promise<AssetRow> {
  const { db, types, authority } = reading;
  const type = types.getType(name.typeName);
  const { qualifiedName } = name.attributes;
  if (typeof qualifiedName !== 'string' || qualifiedName === '') {
    throw new CatalogError('attribute_missing', 'the unique attribute `qualifiedName` is missing');
  }
  const rows = await findAssetsByName(db, [qualifiedName]);
  const readable = rows.filter((row) => types.isA(row.typeName, type.name) && authority.may('asset.read', row));
  const row = readable.find(({ state }) => state === 'ACTIVE') ?? readable[0];
  if (row === undefined) throw assetNotFoundByName(name.typeName, qualifiedName);
  return row;
}

/** The asset with this qualified name (Atlan wire: GET of `entity/uniqueAttribute`); see `getReadableByName`. */
export async function getEntityByUniqueAttribute(
  deps: CatalogDeps,
  principal: Principal,
  request: UniqueName & { ignoreRelationships?: boolean },
): Promise<EntityDetail> {
  const { types } = deps;
  return readSnapshot(deps.db, async (db) => {
    const authority = await gatherAuthority(deps, db, principal);
    const row = await getReadableByName({ db, types, authority }, request);
    return describe({ db, types, authority }, row, request.ignoreRelationships === true);
  });
}
