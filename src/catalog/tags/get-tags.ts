import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { readSnapshot } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { gatherAuthority } from '../entities/authority.ts';
import { getReadable, type AssetSelector } from '../entities/get-entity.ts';
import { findShownTags } from './show-tags.ts';

/** The tags of an asset, its own and those that reach it (Atlan wire: GET of `…/classifications`); errors as for the asset itself. */
export function getTagsOfAsset(
  deps: CatalogDeps,
  principal: Principal,
  asset: AssetSelector,
): Promise<readonly JsonObject[]> {
  const { types } = deps;
  return readSnapshot(deps.db, async (db) => {
    const authority = await gatherAuthority(deps, db, principal);
    const { guid } = await getReadable({ db, types, authority }, asset);
    return (await findShownTags(db, authority, [guid]))(guid).classifications;
  });
}

/** One of them by its internal name, its own before one that reaches it; `tag_absent` when there is none. */
export async function getTagOfAsset(
  deps: CatalogDeps,
  principal: Principal,
  request: AssetSelector & { tagName: string },
): Promise<JsonObject> {
  const tags = await getTagsOfAsset(deps, principal, request);
  const tag = tags.find(({ typeName }) => typeName === request.tagName);
  if (tag === undefined) throw new CatalogError('tag_absent', `tag \`${request.tagName}\` is not on the asset`);
  return tag;
}
