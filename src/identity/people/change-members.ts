import { isGuid } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { bumpPolicyEpoch } from '../policy-epoch.ts';

/** Which people join or leave which groups, by their ids. What is no person and no group is passed over. */
export interface Memberships {
  readonly groupIds: readonly string[];
  readonly userIds: readonly string[];
}

interface Changed {
  readonly groupId: string;
  readonly userId: string;
  readonly username: string;
}

function guidsOf(texts: readonly string[]): string[] {
  return texts.filter(isGuid);
}

/** Adds every person to every group; gives those that were not in there before. Service accounts never join. */
export async function addMembers(tx: Tx, { groupIds, userIds }: Memberships): Promise<readonly Changed[]> {
  const { rows } = await sql<Changed>`
    WITH joined AS (
      INSERT INTO user_group_member (group_id, actor_id)
      SELECT user_group.id, actor.id FROM user_group CROSS JOIN actor
      WHERE user_group.id = ANY(${guidsOf(groupIds)}::uuid[]) AND actor.id = ANY(${guidsOf(userIds)}::uuid[])
        AND actor.kind = 'user' AND actor.state <> 'deleted'
      ON CONFLICT DO NOTHING
      RETURNING group_id, actor_id
    )
    SELECT joined.group_id AS "groupId", actor.id AS "userId", actor.username
    FROM joined JOIN actor ON actor.id = joined.actor_id ORDER BY actor.username`.execute(tx);
  if (rows.length > 0) await bumpPolicyEpoch(tx);
  return rows;
}

/** Takes every person out of every group; gives those that were in there. */
export async function removeMembers(tx: Tx, { groupIds, userIds }: Memberships): Promise<readonly Changed[]> {
  const { rows } = await sql<Changed>`
    WITH gone AS (
      DELETE FROM user_group_member
      WHERE group_id = ANY(${guidsOf(groupIds)}::uuid[]) AND actor_id = ANY(${guidsOf(userIds)}::uuid[])
      RETURNING group_id, actor_id
    )
    SELECT gone.group_id AS "groupId", actor.id AS "userId", actor.username
    FROM gone JOIN actor ON actor.id = gone.actor_id ORDER BY actor.username`.execute(tx);
  if (rows.length > 0) await bumpPolicyEpoch(tx);
  return rows;
}
