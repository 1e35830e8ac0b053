import { findOrphans, forgetGroup, governPeople, requireMayTurnGroups, requireNoOrphans } from '../../access/index.ts';
import { recordAudit } from '../../audit/index.ts';
import { deleteGroup, holdGroup, type Principal } from '../../identity/index.ts';
import { retryTransaction, sql, type Tx } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { rewriteAssets, withoutName } from './rewrite-assets.ts';

/** Which lists of which assets name groups that something follows from. */
const listsOfGroups = {
  Connection: ['adminGroups'],
  Persona: ['personaGroups'],
  Collection: ['adminGroups', 'viewerGroups'],
  AuthPolicy: ['policyGroups'],
} as const;

interface Strike {
  readonly groupName: string;
  readonly username: string;
  readonly now: number;
}

/** Archived assets too: they may come back. */
async function strikeFromAssets(tx: Tx, { groupName, username, now }: Strike): Promise<void> {
  for (const [typeName, lists] of Object.entries(listsOfGroups)) {
    const { rows } = await sql<{ guid: string }>`
      SELECT guid FROM asset WHERE type_name = ${typeName} AND EXISTS (
        SELECT FROM unnest(${lists}::text[]) AS list
        WHERE attributes -> list @> ${JSON.stringify([groupName])}::jsonb)`.execute(tx);
    const guids = rows.map(({ guid }) => guid);
    await rewriteAssets(tx, { ...{ guids, username, now }, change: (row) => withoutName(row, lists, groupName) });
  }
}

/**
 * Removes a group and takes its name out of every list that something follows from, in one transaction.
 * SECURITY: the name is free afterwards; one that stood on in a list would make the members of the next group of that name admins.
 * Throws `permission_denied` (no `group.manage`, freeing its members from what binds the caller), `record_not_found`,
 * `admins_empty` when a connection would lose its last living admin, or a collection its last living editor.
 */
export async function removeGroup(deps: CatalogDeps, principal: Principal, id: string): Promise<void> {
  await retryTransaction(deps.db, async (tx) => {
    const facts = await governPeople(tx, principal, 'group.manage');
    const group = await holdGroup(tx, id);
    await requireMayTurnGroups(tx, facts, { names: [group.name], gains: false, loses: true });
    const { orphans } = await findOrphans(tx, () => deleteGroup(tx, group));
    requireNoOrphans(facts, orphans);
    const { username } = principal;
    await strikeFromAssets(tx, { groupName: group.name, username, now: deps.clock.now().getTime() });
    await forgetGroup({ tx }, group.name);
    await recordAudit(tx, {
      actor: principal,
      action: 'group.delete',
      objectKind: 'group',
      objectId: group.id,
      detail: { name: group.name },
    });
  });
}
