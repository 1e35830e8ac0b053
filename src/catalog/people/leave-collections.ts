import {
  forgetCollectionMember,
  isWorkspaceOwner,
  recordCollectionMembers,
  requireCollectionChange,
  type AccessFacts,
} from '../../access/index.ts';
import type { Person } from '../../identity/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import type { CatalogTxDeps } from '../deps.ts';
import { purgeWithContents } from '../entities/delete-entities.ts';
import { collectionMembersOf } from '../entities/govern-collection.ts';
import { rewriteAssets, withoutName } from './rewrite-assets.ts';

/** The query collections of one who was just removed and that are left without a living editor, by guid. */
export interface LeftCollections {
  /** Somebody else may see them. */
  readonly shared: readonly string[];
  /** Nobody else is listed, and so nobody will ever ask for them. */
  readonly private: readonly string[];
}

/** Parts abandoned collections into those somebody living may at least see and those nobody may. */
export async function sortLeftCollections(tx: Tx, guids: readonly string[]): Promise<LeftCollections> {
  const { rows } = await sql<{ guid: string }>`
    SELECT DISTINCT collection_guid AS guid FROM collection_member AS member
    WHERE collection_guid = ANY(${guids}::uuid[]) AND CASE subject_kind
      WHEN 'actor' THEN EXISTS (SELECT FROM actor WHERE username = member.subject AND state <> 'deleted')
      ELSE EXISTS (
        SELECT FROM user_group JOIN user_group_member ON user_group_member.group_id = user_group.id
        JOIN actor ON actor.id = user_group_member.actor_id AND actor.state <> 'deleted'
        WHERE user_group.name = member.subject)
      END`.execute(tx);
  const shared = rows.map(({ guid }) => guid);
  return { shared, private: guids.filter((guid) => !shared.includes(guid)) };
}

/** How one who was removed leaves the collections they were in. */
export interface Leaving {
  readonly facts: AccessFacts;
  readonly leaving: Person;
  readonly left: LeftCollections;
  /** Who becomes editor of the shared ones; there are none without one. */
  readonly heir: Person | null;
}

async function findCollectionsOf(tx: Tx, username: string): Promise<string[]> {
  const { rows } = await sql<{ guid: string }>`
    SELECT DISTINCT collection_guid AS guid FROM collection_member
    WHERE subject_kind = 'actor' AND subject = ${username}`.execute(tx);
  return rows.map(({ guid }) => guid);
}

/**
 * Takes a removed person out of every collection. Those nobody else can see go with them, folders and queries too; shared ones that
 * only they could edit go to the heir; from all others just the name goes. Gives the guids of everything that was deleted.
 * INVARIANT: the asset of a collection shows the members that decisions are made from; both change here, together.
 */
export async function leaveCollections(
  deps: CatalogTxDeps,
  { facts, leaving, left, heir }: Leaving,
): Promise<readonly string[]> {
  const { tx, clock } = deps;
  const { username } = leaving;
  const author = { username: facts.principal.username, now: clock.now().getTime() };
  const deleted = await purgeWithContents({ ...deps, ...author }, left.private);
  const rows = await rewriteAssets(tx, {
    guids: await findCollectionsOf(tx, username),
    ...author,
    change: (row) => {
      const staying = withoutName(row, ['adminUsers', 'viewerUsers'], username);
      if (heir === null || !left.shared.includes(row.guid)) return staying;
      const editors = [...collectionMembersOf({ ...row, attributes: staying }).adminUsers, heir.username];
      return { ...staying, adminUsers: [...new Set(editors)] };
    },
  });
  for (const row of rows.filter(({ guid }) => left.shared.includes(guid))) {
    const members = collectionMembersOf(row);
    // As with connections: the owner of the workspace appoints whom they like; an API token hands on only what it holds.
    if (!isWorkspaceOwner(facts)) await requireCollectionChange({ tx }, facts, members);
    await recordCollectionMembers({ tx }, members);
  }
  await forgetCollectionMember({ tx }, username);
  return deleted;
}
