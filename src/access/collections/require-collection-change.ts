import { CatalogError } from '../../foundation/index.ts';
import { isSubset } from '../../policy/index.ts';
import { ownEntries } from '../connections/require-connection-change.ts';
import { assetCondition } from '../decide-asset.ts';
import { type InTransaction } from '../deps.ts';
import { type AccessFacts } from '../gather-facts.ts';
import { listMembers, memberKey, type CollectionMembers } from './collection-members.ts';
import { collectionActions, isCollectionEditor, withinCollection, type CollectionLevel } from './collection-policy.ts';

/** The first action of a level that the actor does not hold on all of the collection, or `null`. What cannot be told is not held. */
export function findUnheld(facts: AccessFacts, qualifiedName: string, level: CollectionLevel): string | null {
  const all = withinCollection(qualifiedName);
  return collectionActions[level].find((action) => !isSubset(all, assetCondition(facts, action))) ?? null;
}

/**
 * Throws `permission_denied` unless the actor may make the lists of a collection these. Of an existing one only its editors change
 * them, and whoever adds somebody must hold on all of it what the level gives, under every deny that binds them. No API token or
 * OAuth client adds itself, also not in the name of a person it acts for; making a collection is no adding of oneself.
 * Call it before `recordCollectionMembers`.
 */
export async function requireCollectionChange(
  { tx }: InTransaction,
  facts: AccessFacts,
  members: CollectionMembers,
): Promise<void> {
  const { guid, qualifiedName } = members;
  const { username } = facts.principal;
  const stored = await tx
    .selectFrom('collection_member')
    .select(['level', 'subject_kind as kind', 'subject as name'])
    .where('collection_guid', '=', guid)
    .execute();
  const isNew = stored.length === 0;
  const before = stored.map(memberKey);
  const listed = listMembers(members).filter(({ kind, name }) => !isNew || kind === 'group' || name !== username);
  const after = listed.map(memberKey);
  const added = listed.filter((member) => !before.includes(memberKey(member)));
  if (added.length === 0 && before.every((entry) => after.includes(entry))) return;
  const own = await ownEntries(tx, facts.principal);
  if (added.some(({ kind, name }) => own.includes(`${kind} ${name}`))) {
    throw new CatalogError('permission_denied', 'an api token or OAuth client may not add itself to a collection');
  }
  if (!isNew && !isCollectionEditor(facts, members)) {
    // SECURITY: who sees to the leave of a person need not know of their collections.
    const place = findUnheld(facts, qualifiedName, 'viewer') === null ? `\`${qualifiedName}\`` : 'a query collection';
    throw new CatalogError(
      'permission_denied',
      `\`${username}\` may not change who has access to ${place} without being an editor of it`,
    );
  }
  for (const level of new Set(added.map((member) => member.level))) {
    const missing = findUnheld(facts, qualifiedName, level);
    if (missing === null) continue;
    throw new CatalogError(
      'permission_denied',
      `\`${username}\` may not add ${level}s to \`${qualifiedName}\` without holding \`${missing}\` on all of it`,
    );
  }
}
