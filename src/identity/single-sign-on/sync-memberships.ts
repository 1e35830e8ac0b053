import type { Tx } from '../../postgres/index.ts';
import { holdPeople } from '../people/people-lock.ts';
import { bumpPolicyEpoch } from '../policy-epoch.ts';
import { mappedGroups, type MappingInput } from './mapped-groups.ts';
import { holdSsoMappers } from './sso-mapper.ts';

export interface MembershipInput extends Omit<MappingInput, 'mappers'> {
  readonly alias: string;
  readonly actorId: string;
}

/** What changed, by the names of groups. */
export interface MembershipChange {
  readonly joined: readonly string[];
  readonly left: readonly string[];
}

async function readMemberships(tx: Tx, actorId: string): Promise<ReadonlySet<string>> {
  const rows = await tx.selectFrom('user_group_member').where('actor_id', '=', actorId).select('group_id').execute();
  return new Set(rows.map(({ group_id: groupId }) => groupId));
}

/**
 * Makes the memberships of a person what the mappers of a provider say, inside the caller's transaction; groups that no mapper
 * names stay as they are. Throws `SingleSignOnRefusal`, `groups-invalid`; nothing has changed then.
 */
export async function syncMemberships(tx: Tx, input: MembershipInput): Promise<MembershipChange> {
  const { alias, actorId } = input;
  const mappers = await holdSsoMappers(tx, alias);
  if (mappers.length === 0) return { joined: [], left: [] };
  const { wanted, decided } = mappedGroups({ ...input, mappers });
  const current = await readMemberships(tx, actorId);
  const joining = [...wanted].filter((groupId) => !current.has(groupId));
  const leaving = [...decided].filter((groupId) => current.has(groupId) && !wanted.has(groupId));
  if (joining.length > 0) {
    const rows = joining.map((groupId) => ({ group_id: groupId, actor_id: actorId }));
    await tx
      .insertInto('user_group_member')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  if (leaving.length > 0) {
    await holdPeople(tx);
    await tx.deleteFrom('user_group_member').where('actor_id', '=', actorId).where('group_id', 'in', leaving).execute();
  }
  if (joining.length + leaving.length > 0) await bumpPolicyEpoch(tx);
  const names = new Map(mappers.map(({ groupId, groupName }) => [groupId, groupName]));
  const namesOf = (groupIds: readonly string[]) => groupIds.map((groupId) => names.get(groupId) ?? groupId).sort();
  return { joined: namesOf(joining), left: namesOf(leaving) };
}
