import { CatalogError } from '../../foundation/index.ts';
import { policiesPerActorMax } from '../../policy/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { everybody } from '../gather-facts.ts';

/** Whose policies may have grown in number. */
export interface PolicyHolders {
  /** The members of these personas, by name or through a group. */
  readonly personaGuids?: readonly string[];
  /** For whom these policies of purposes are. */
  readonly policyGuids?: readonly string[];
}

/** `affected`: the holders; `subject`: every name under which each of them may be listed. */
function holdersCtes({ personaGuids = [], policyGuids = [] }: PolicyHolders) {
  return sql`
    listed (kind, name) AS (
      SELECT subject_kind, subject FROM persona_member WHERE persona_guid = ANY(${personaGuids}::uuid[])
      UNION SELECT subject_kind, subject FROM policy_audience WHERE policy_guid = ANY(${policyGuids}::uuid[])
    ), affected AS (
      SELECT actor.id, actor.kind, actor.username FROM listed
      JOIN actor ON actor.username = listed.name AND listed.kind IN (actor.kind, 'actor') AND actor.state <> 'deleted'
      UNION
      SELECT actor.id, actor.kind, actor.username FROM listed
      JOIN user_group ON listed.kind = 'group' AND user_group.name = listed.name
      JOIN user_group_member ON user_group_member.group_id = user_group.id
      JOIN actor ON actor.id = user_group_member.actor_id AND actor.state <> 'deleted'
      UNION
      SELECT actor.id, actor.kind, actor.username FROM actor
      WHERE actor.state <> 'deleted'
        AND EXISTS (SELECT FROM listed WHERE listed.kind = 'group' AND listed.name = ${everybody})
    ), subject (actor_id, kind, name) AS (
      SELECT id, 'actor', username FROM affected
      UNION ALL SELECT id, kind, username FROM affected
      UNION ALL SELECT affected.id, 'group', user_group.name FROM affected
        JOIN user_group_member ON user_group_member.actor_id = affected.id
        JOIN user_group ON user_group.id = user_group_member.group_id
      UNION ALL SELECT id, 'group', ${everybody} FROM affected
    )`;
}

/** Who holds too many at most: a sum of counters, in which a policy of a purpose counts for each name that it is for. */
async function findSuspects(tx: Tx, holders: PolicyHolders): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    WITH ${holdersCtes(holders)}, held (actor_id, policies) AS (
      SELECT member.actor_id, persona.policy_count FROM (
        SELECT DISTINCT subject.actor_id, persona_member.persona_guid FROM subject
        JOIN persona_member ON persona_member.subject_kind = subject.kind AND persona_member.subject = subject.name
      ) AS member JOIN persona ON persona.guid = member.persona_guid
      UNION ALL
      SELECT subject.actor_id, counted.policies FROM subject
      JOIN policy_audience_count AS counted ON counted.subject_kind = subject.kind AND counted.subject = subject.name
    )
    SELECT actor_id AS id FROM held GROUP BY actor_id HAVING sum(policies) > ${policiesPerActorMax}`.execute(tx);
  return rows.map(({ id }) => id);
}

/** The one of these actors with the most policies, each counted once, when those are too many. */
async function findWorst(
  tx: Tx,
  holders: PolicyHolders,
  actorIds: readonly string[],
): Promise<{ username: string; policies: number } | undefined> {
  const { rows } = await sql<{ username: string; policies: number }>`
    WITH ${holdersCtes(holders)}, held (actor_id, guid) AS (
      SELECT subject.actor_id, policy.guid FROM subject
      JOIN persona_member ON persona_member.subject_kind = subject.kind AND persona_member.subject = subject.name
      JOIN policy ON policy.persona_guid = persona_member.persona_guid
      WHERE subject.actor_id = ANY(${actorIds}::uuid[])
      UNION
      SELECT subject.actor_id, policy_audience.policy_guid FROM subject
      JOIN policy_audience ON policy_audience.subject_kind = subject.kind AND policy_audience.subject = subject.name
      WHERE subject.actor_id = ANY(${actorIds}::uuid[])
    )
    SELECT actor.username, count(*)::integer AS policies FROM held JOIN actor ON actor.id = held.actor_id
    GROUP BY actor.id HAVING count(*) > ${policiesPerActorMax}
    ORDER BY count(*) DESC, actor.username LIMIT 1`.execute(tx);
  return rows[0];
}

/**
 * Throws `field_invalid` when, after a change, somebody would hold more policies than can be decided over quickly. Counted per actor over
 * all its personas, reached by name or through a group, and over the policies of purposes that are for it or for everybody. It
 * reads counters, however many policies there are; policies are counted one by one only for who may be beyond the limit.
 */
export async function requirePoliciesWithinLimit(tx: Tx, holders: PolicyHolders): Promise<void> {
  const suspects = await findSuspects(tx, holders);
  if (suspects.length === 0) return;
  const worst = await findWorst(tx, holders, suspects);
  if (worst === undefined) return;
  throw new CatalogError(
    'field_invalid',
    `\`${worst.username}\` would hold ${String(worst.policies)} policies; at most ${String(policiesPerActorMax)} are accepted`,
  );
}
