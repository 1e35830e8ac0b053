import { CatalogError } from '../../foundation/index.ts';
import { policiesPerActorMax } from '../../policy/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';

/**
 * Throws `field_invalid` when, after a change to one of these personas, some member would hold more policies than can be
 * decided over quickly. Counted per actor over all its personas, reached by name or through a group.
 */
export async function requirePoliciesWithinLimit(tx: Tx, personaGuids: readonly string[]): Promise<void> {
  const { rows } = await sql<{ username: string; policies: number }>`
    WITH membership AS NOT MATERIALIZED (
      SELECT persona_member.persona_guid, actor.id AS actor_id FROM persona_member
      JOIN actor ON actor.kind = persona_member.subject_kind AND actor.username = persona_member.subject
      UNION
      SELECT persona_member.persona_guid, user_group_member.actor_id FROM persona_member
      JOIN user_group ON persona_member.subject_kind = 'group' AND user_group.name = persona_member.subject
      JOIN user_group_member ON user_group_member.group_id = user_group.id
    )
    SELECT actor.username, count(*) AS policies
    FROM actor
    JOIN membership ON membership.actor_id = actor.id
    JOIN policy ON policy.persona_guid = membership.persona_guid
    WHERE actor.id IN (SELECT actor_id FROM membership WHERE persona_guid = ANY(${personaGuids}::uuid[]))
    GROUP BY actor.id
    HAVING count(*) > ${policiesPerActorMax}
    ORDER BY count(*) DESC
    LIMIT 1`.execute(tx);
  const [worst] = rows;
  if (worst === undefined) return;
  throw new CatalogError(
    'field_invalid',
    `\`${worst.username}\` would hold ${String(worst.policies)} policies; at most ${String(policiesPerActorMax)} are accepted`,
  );
}
