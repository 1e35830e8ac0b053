import {
  listMembers,
  memberKey,
  memberListNames,
  recordCollectionMembers,
  requireCollectionChange,
  type CollectionMember,
  type CollectionMembers,
} from '../../access/index.ts';
import type { AuditEntry } from '../../audit/index.ts';
import type { JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { AssetRow } from './asset-row.ts';
import { isSameSet } from './compare-json.ts';
import type { SaveScope } from './save-scope.ts';
import { textsOf } from './texts-of.ts';

interface CollectionChange {
  readonly before: AssetRow | null;
  readonly after: AssetRow;
}

/** The lists that a collection's asset shows. */
export function collectionMembersOf({ guid, qualifiedName, attributes }: AssetRow): CollectionMembers {
  return {
    guid,
    qualifiedName,
    adminUsers: textsOf(attributes, 'adminUsers'),
    adminGroups: textsOf(attributes, 'adminGroups'),
    viewerUsers: textsOf(attributes, 'viewerUsers'),
    viewerGroups: textsOf(attributes, 'viewerGroups'),
  };
}

function hasOtherMembers({ before, after }: CollectionChange): boolean {
  if (before === null) return true;
  return memberListNames.some((list) => !isSameSet(before.attributes[list] ?? [], after.attributes[list] ?? []));
}

/** Tells `access` who is in a collection that was just written, and so who may do what in it. Archiving changes nothing of that. */
export async function governCollection(scope: SaveScope, change: CollectionChange): Promise<void> {
  if (!hasOtherMembers(change)) return;
  const members = collectionMembersOf(change.after);
  await requireCollectionChange(scope, scope.authority.facts, members);
  await recordCollectionMembers(scope, members);
}

/** The usernames and group names of some members, by level, as the audit record shows them. */
function namesByLevel(members: readonly CollectionMember[]): JsonObject {
  const names = (level: CollectionMember['level'], kind: CollectionMember['kind']) =>
    members.filter((member) => member.level === level && member.kind === kind).map(({ name }) => name);
  return {
    editors: { users: names('editor', 'actor'), groups: names('editor', 'group') },
    viewers: { users: names('viewer', 'actor'), groups: names('viewer', 'group') },
  };
}

/** What the audit record says of a collection whose members changed: one entry for those who came, one for those who went. */
export function membershipEntries(principal: Principal, { before, after }: CollectionChange): AuditEntry[] {
  const was = before === null ? [] : listMembers(collectionMembersOf(before));
  const is = listMembers(collectionMembersOf(after));
  const without = (members: typeof is, others: typeof is) => {
    const known = new Set(others.map(memberKey));
    return members.filter((member) => !known.has(memberKey(member)));
  };
  const { guid, name, qualifiedName } = after;
  return [
    { action: 'collection.member.add', members: without(is, was) },
    { action: 'collection.member.remove', members: without(was, is) },
  ]
    .filter(({ members }) => members.length > 0)
    .map(({ action, members }) => ({
      ...{ actor: principal, action, objectKind: 'asset', objectId: guid },
      detail: { name, qualifiedName, ...namesByLevel(members) },
    }));
}
