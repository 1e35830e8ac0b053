import { sql, type Tx } from '../../postgres/index.ts';
import { type AdministeredConnection } from '../gather-facts.ts';
import { roleHolders } from '../role-holders.ts';

/**
 * A relation `(kind, name)` of every entry of an admin list behind which somebody is: actors that were not removed, groups with
 * such a member, roles with such a holder. For `WITH living (kind, name) AS (…)`.
 */
export const livingAdmins = sql`
  SELECT 'actor', username FROM actor WHERE state <> 'deleted'
  UNION SELECT 'group', user_group.name FROM user_group
    JOIN user_group_member ON user_group_member.group_id = user_group.id
    JOIN actor ON actor.id = user_group_member.actor_id AND actor.state <> 'deleted'
  UNION SELECT 'role', held.id
    FROM unnest(${roleHolders.kinds}::text[], ${roleHolders.roles}::text[], ${roleHolders.ids}::text[])
      AS held (kind, role, id)
    JOIN actor ON actor.kind = held.kind AND actor.role = held.role AND actor.state <> 'deleted'`;

/** A connection without a living admin, or a query collection without a living editor. */
export interface Abandoned extends AdministeredConnection {
  readonly kind: 'connection' | 'collection';
}

/** The connections and collections in whose admin lists nobody is left, by qualified name. */
export async function listUnadministered(tx: Tx): Promise<readonly Abandoned[]> {
  const { rows } = await sql<Abandoned>`
    WITH living (kind, name) AS (${livingAdmins}), entry AS (
      SELECT 'connection' AS kind, connection_guid AS guid, qualified_name, subject_kind, subject FROM connection_admin
      UNION ALL
      SELECT 'collection', collection_guid, qualified_name, subject_kind, subject FROM collection_member
      WHERE level = 'editor'
    )
    SELECT entry.kind, entry.guid, entry.qualified_name AS "qualifiedName"
    FROM entry LEFT JOIN living ON living.kind = entry.subject_kind AND living.name = entry.subject
    GROUP BY entry.kind, entry.guid, entry.qualified_name
    HAVING count(living.name) = 0
    ORDER BY entry.qualified_name`.execute(tx);
  return rows;
}

/**
 * What a change leaves without a living admin that had one before. The caller holds `holdPeople`, so that of two people who each
 * are the other's reason to go one stays.
 */
export async function findOrphans<T>(
  tx: Tx,
  change: () => Promise<T>,
): Promise<{ readonly result: T; readonly orphans: readonly Abandoned[] }> {
  const before = new Set((await listUnadministered(tx)).map(({ guid }) => guid));
  const result = await change();
  const orphans = (await listUnadministered(tx)).filter(({ guid }) => !before.has(guid));
  return { result, orphans };
}
