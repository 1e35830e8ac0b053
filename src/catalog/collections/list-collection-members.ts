import { listCollectionMembers as listMembers, type ListedCollectionEntry } from '../../access/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { getReadableCollection } from './hold-collection.ts';

/** Who is in a collection. */
export interface CollectionMemberList {
  readonly guid: string;
  readonly qualifiedName: string;
  readonly name: string;
  /** Of the collection, which grows with every change of its members. */
  readonly version: number;
  readonly members: readonly ListedCollectionEntry[];
}

/**
 * Who may edit and who may see a collection, for whoever may see it. `reference` is its guid or qualified name.
 * Throws `asset_not_found`, `asset_unique_attribute_not_found`.
 */
export async function listCollectionMembers(
  deps: CatalogDeps,
  principal: Principal,
  reference: string,
): Promise<CollectionMemberList> {
  const { guid, qualifiedName, name, version } = await getReadableCollection(deps, principal, reference);
  return { guid, qualifiedName, name, version, members: await listMembers(deps.db, guid) };
}
