import { CatalogError, requireNoProblems, type JsonValue, type Problem } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import type { CatalogDeps, CatalogTxDeps } from '../deps.ts';
import { lockAssets } from '../entities/asset-store.ts';
import { gatherAuthority } from '../entities/authority.ts';
import { getReadable, type AssetSelector } from '../entities/get-entity.ts';
import { saveEntitiesIn } from '../entities/save-entities.ts';
import { readTags } from './tag-request.ts';

/** Tags of one asset to put on or to change, in their wire form. */
export type TagsRequest = AssetSelector & { readonly tags: readonly JsonValue[] };

function namesOf(tags: readonly JsonValue[]): string[] {
  const problems: Problem[] = [];
  const names = readTags(tags, { at: 'classifications', problems }).map(({ name }) => name);
  requireNoProblems('field_invalid', problems);
  return names;
}

/** Says which of the tags stand in the way of the change, on an asset with these own tags; `null` when none does. */
type Refuse = (name: string, own: readonly string[]) => CatalogError | null;

const refusePresent: Refuse = (name, own) =>
  own.includes(name) ? new CatalogError('tag_present', `tag \`${name}\` is on the asset already`) : null;
const refuseAbsent: Refuse = (name, own) =>
  own.includes(name) ? null : new CatalogError('tag_absent', `tag \`${name}\` is not on the asset`);

interface TagEdit {
  readonly asset: AssetSelector;
  readonly names: readonly string[];
  readonly refuse: Refuse;
  /** What the save is told of the tags. */
  readonly lists: { readonly [list in 'addOrUpdateClassifications' | 'removeClassifications']?: readonly JsonValue[] };
}

async function editIn(deps: CatalogTxDeps, principal: Principal, change: TagEdit): Promise<void> {
  const { tx, types } = deps;
  const authority = await gatherAuthority(deps, tx, principal);
  const { guid, typeName } = await getReadable({ db: tx, types, authority }, change.asset);
  // Held from here on, so that what is found now is what is changed.
  const own = (await lockAssets(tx, [guid])).get(guid)?.directTagNames ?? [];
  for (const name of change.names) {
    const refusal = change.refuse(name, own);
    if (refusal !== null) throw refusal;
  }
  await saveEntitiesIn(deps, principal, { entities: [{ typeName, guid, ...change.lists }], appendTags: true });
}

function edit(deps: CatalogDeps, principal: Principal, change: TagEdit): Promise<void> {
  const { clock, types } = deps;
  return retryTransaction(deps.db, (tx) => editIn({ tx, clock, types }, principal, change));
}

/**
 * Puts tags on an asset (Atlan wire: POST of `…/classifications`). Throws `tag_present` for one it has of its own already, otherwise as
 * `getEntityByGuid`, `getEntityByUniqueAttribute` and `saveEntities` do. Then no tag is put on.
 */
export async function addTags(deps: CatalogDeps, principal: Principal, request: TagsRequest): Promise<void> {
  const { tags } = request;
  const lists = { addOrUpdateClassifications: tags };
  await edit(deps, principal, { asset: request, names: namesOf(tags), refuse: refusePresent, lists });
}

/** Changes tags that an asset has of its own (Atlan wire: PUT of `…/classifications`); `tag_absent` for any other. */
export async function updateTags(deps: CatalogDeps, principal: Principal, request: TagsRequest): Promise<void> {
  const { tags } = request;
  const lists = { addOrUpdateClassifications: tags };
  await edit(deps, principal, { asset: request, names: namesOf(tags), refuse: refuseAbsent, lists });
}

/** Takes tags off an asset (Atlan wire: DELETE of `…/classification/{name}`); `tag_absent` when one is none of its own. Then all stay. */
export async function removeTags(
  deps: CatalogDeps,
  principal: Principal,
  request: AssetSelector & { tagNames: readonly string[] },
): Promise<void> {
  const { tagNames } = request;
  const lists = { removeClassifications: tagNames.map((typeName) => ({ typeName })) };
  await edit(deps, principal, { asset: request, names: tagNames, refuse: refuseAbsent, lists });
}

/** The same for one tag. */
export function removeTag(
  deps: CatalogDeps,
  principal: Principal,
  { tagName, ...asset }: AssetSelector & { tagName: string },
): Promise<void> {
  return removeTags(deps, principal, { ...asset, tagNames: [tagName] });
}
