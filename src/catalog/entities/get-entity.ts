import { CatalogError, invariant, type JsonObject } from '../../foundation/index.ts';
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
import { renderHeaders } from './mutation-result.ts';
import { renderDetail, type EntityDetail, type EntityHeader } from './render-entity.ts';

interface Reading {
  readonly db: Db | Tx;
  readonly types: TypeRegistry;
  readonly authority: Authority;
}

/** Without its relationships an asset still shows its terms; `undefined` for all links. */
export function shownLinks(ignoreRelationships: boolean): readonly string[] | undefined {
  return ignoreRelationships ? ['AtlasGlossarySemanticAssignment'] : undefined;
}

/** SECURITY: a reference would tell that an asset exists, so those the actor may not read are left out. */
async function describeAll(
  { db, types, authority }: Reading,
  rows: readonly AssetRow[],
  ignoreRelationships: boolean,
): Promise<EntityDetail[]> {
  const guids = rows.map(({ guid }) => guid);
  const readable = (await findLinkedAssets(db, guids, shownLinks(ignoreRelationships))).filter((link) =>
    authority.may('asset.read', link),
  );
  const links = Map.groupBy(readable, ({ self }) => self);
  const tagged = rows.filter(carriesTags).map(({ guid }) => guid);
  const tagsOf = await findShownTags(db, authority, tagged);
  return rows.map((row) => {
    const own = { links: links.get(row.guid) ?? [], relationships: !ignoreRelationships };
    const detail = renderDetail(types, row, own);
    return { ...detail, entity: { ...detail.entity, classifications: tagsOf(row.guid).classifications } };
  });
}

/** One asset with everything that shows of it. */
export async function describe(reading: Reading, row: AssetRow, ignoreRelationships: boolean): Promise<EntityDetail> {
  const [detail] = await describeAll(reading, [row], ignoreRelationships);
  invariant(detail !== undefined, 'one asset has one description');
  return detail;
}

/** The readable asset behind a guid, archived or not; otherwise `asset_not_found`. */
export async function getReadableByGuid(reading: Reading, guid: string): Promise<AssetRow> {
  const [row] = await getReadableByGuids(reading, [guid]);
  invariant(row !== undefined, 'one guid means one asset');
  return row;
}

/** The readable assets behind these guids, in their order; `asset_not_found` for the first that is not there or not readable. */
export async function getReadableByGuids(
  { db, authority }: Reading,
  guids: readonly string[],
): Promise<readonly AssetRow[]> {
  const real = guids.filter(isRealGuid).map((guid) => guid.toLowerCase());
  const rows = new Map((await findAssetsByGuid(db, [...new Set(real)])).map((row) => [row.guid, row]));
  return guids.map((guid) => {
    const row = rows.get(guid.toLowerCase());
    if (row === undefined) throw assetNotFound(guid);
    if (!authority.may('asset.read', row)) throw assetNotFound(guid, denialOf(authority, 'asset.read', row));
    return row;
  });
}

/** Which asset a type and unique attributes name. */
export interface UniqueName {
  /** The type itself or one above it. */
  readonly typeName: string;
  /** Unique attributes; only `qualifiedName` is one. */
  readonly attributes: JsonObject;
}

function qualifiedNameOf({ attributes }: UniqueName): string {
  const { qualifiedName } = attributes;
  if (typeof qualifiedName === 'string' && qualifiedName !== '') return qualifiedName;
  throw new CatalogError('attribute_missing', 'the unique attribute `qualifiedName` is missing');
}

/** What each of these names means, in their order; see `getReadableByName` for what is thrown for the first that means nothing. */
export async function getReadableByNames(
  { db, types, authority }: Reading,
  names: readonly UniqueName[],
): Promise<readonly AssetRow[]> {
  const wanted = names.map((name) => ({ type: types.getType(name.typeName), qualifiedName: qualifiedNameOf(name) }));
  const rows = await findAssetsByName(db, [...new Set(wanted.map(({ qualifiedName }) => qualifiedName))]);
  const alike = Map.groupBy(rows, ({ qualifiedName }) => qualifiedName);
  return wanted.map(({ type, qualifiedName }) => {
    const fitting = (alike.get(qualifiedName) ?? []).filter((row) => types.isA(row.typeName, type.name));
    const readable = fitting.filter((row) => authority.may('asset.read', row));
    const row = readable.find(({ state }) => state === 'ACTIVE') ?? readable[0];
    if (row === undefined) throw assetNotFoundByName(type.name, qualifiedName);
    return row;
  });
}

/**
 * The readable asset of this type, or of one below it, with this qualified name, active before archived; otherwise
 * `asset_unique_attribute_not_found`. `type_unknown` for a type that does not exist.
 */
export async function getReadableByName(reading: Reading, name: UniqueName): Promise<AssetRow> {
  const [row] = await getReadableByNames(reading, [name]);
  invariant(row !== undefined, 'one name means one asset');
  return row;
}

/** An asset by its guid, or by type and qualified name. */
export type AssetSelector = UniqueName | { readonly guid: string };

/** The readable asset that a selector means; see `getReadableByGuid` and `getReadableByName`. */
export function getReadable(reading: Reading, selector: AssetSelector): Promise<AssetRow> {
  return 'guid' in selector ? getReadableByGuid(reading, selector.guid) : getReadableByName(reading, selector);
}

/** Several full assets (Atlan wire: entities with references). */
export interface EntityDetails {
  readonly referredEntities: JsonObject;
  readonly entities: readonly EntityDetail['entity'][];
}

/** Several assets in the order of the request, all or none (Atlan wire: GET of `entity/bulk`); errors as for one of them. */
export function getEntities(
  deps: CatalogDeps,
  principal: Principal,
  request: ({ guids: readonly string[] } | { names: readonly UniqueName[] }) & { ignoreRelationships?: boolean },
): Promise<EntityDetails> {
  const { types } = deps;
  return readSnapshot(deps.db, async (db) => {
    const reading = { db, types, authority: await gatherAuthority(deps, db, principal) };
    const rows =
      'guids' in request
        ? await getReadableByGuids(reading, request.guids)
        : await getReadableByNames(reading, request.names);
    const details = await describeAll(reading, rows, request.ignoreRelationships === true);
    return { referredEntities: {}, entities: details.map(({ entity }) => entity) };
  });
}

/** The header of one asset (Atlan wire: GET of `entity/guid/…/header`); errors as for the whole asset. */
export function getEntityHeader(deps: CatalogDeps, principal: Principal, guid: string): Promise<EntityHeader> {
  const { types } = deps;
  return readSnapshot(deps.db, async (db) => {
    const authority = await gatherAuthority(deps, db, principal);
    const row = await getReadableByGuid({ db, types, authority }, guid);
    const [header] = await renderHeaders({ tx: db, types, authority }, [row]);
    invariant(header !== undefined, 'one asset has one header');
    return header;
  });
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
