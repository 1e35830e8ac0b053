import { type ActorKind } from '../../identity/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';

/** An actor that holds something and has not come for it. */
export interface IdleActor {
  readonly id: string;
  readonly kind: ActorKind;
  readonly username: string;
  /** `null` when it never came. */
  readonly lastUsedAt: Date | null;
  /** How many admin lists, personas, audiences and collections name it by itself. */
  readonly links: number;
}

/** A persona or purpose of which nobody has anything. */
export interface IdleParent {
  readonly kind: 'persona' | 'purpose';
  readonly guid: string;
  readonly name: string;
  readonly qualifiedName: string;
}

/** A policy that does not count because it, or what it belongs to, is switched off. */
export interface DormantPolicy {
  readonly guid: string;
  readonly name: string;
  readonly parent: IdleParent;
}

/** An entry of an admin list behind which nobody is any more. */
export interface DeadEntry {
  readonly connectionGuid: string;
  readonly qualifiedName: string;
  readonly subject: string;
}

/** What was given and is not used, as far as no asset has to be looked at. */
export interface UnusedLinks {
  readonly actors: readonly IdleActor[];
  readonly parents: readonly IdleParent[];
  readonly policies: readonly DormantPolicy[];
  readonly entries: readonly DeadEntry[];
}

/** Living actors whose secrets, sessions included, were last used before that moment; those made since are given time. */
async function listIdleActors(tx: Tx, before: Date): Promise<readonly IdleActor[]> {
  const { rows } = await sql<IdleActor>`
    WITH listed (username) AS (
      SELECT subject FROM connection_admin WHERE subject_kind = 'actor'
      UNION ALL SELECT subject FROM persona_member WHERE subject_kind <> 'group'
      UNION ALL SELECT subject FROM policy_audience WHERE subject_kind = 'actor'
      UNION ALL SELECT subject FROM collection_member WHERE subject_kind = 'actor'
    ), linked AS (SELECT username, count(*) AS links FROM listed GROUP BY username)
    SELECT actor.id, actor.kind, actor.username, used.at AS "lastUsedAt", linked.links
    FROM linked JOIN actor ON actor.username = linked.username AND actor.state <> 'deleted'
    LEFT JOIN LATERAL (
      SELECT greatest(max(secret.last_used_at), max(local_account.last_login_at)) AS at
      FROM (SELECT actor.id) AS one (id)
      LEFT JOIN secret ON secret.actor_id = one.id
      LEFT JOIN local_account ON local_account.actor_id = one.id
    ) AS used ON true
    WHERE actor.created_at < ${before} AND coalesce(used.at < ${before}, true)
    ORDER BY used.at NULLS FIRST, actor.username`.execute(tx);
  return rows;
}

async function listIdleParents(tx: Tx): Promise<readonly IdleParent[]> {
  const { rows } = await sql<IdleParent>`
    SELECT 'persona' AS kind, guid, name, qualified_name AS "qualifiedName" FROM persona
    WHERE NOT EXISTS (SELECT FROM persona_member WHERE persona_guid = persona.guid)
    UNION ALL SELECT 'purpose', guid, name, qualified_name FROM purpose
    WHERE NOT EXISTS (
      SELECT FROM policy JOIN policy_audience ON policy_audience.policy_guid = policy.guid
      WHERE policy.purpose_guid = purpose.guid)
    ORDER BY kind, name, guid`.execute(tx);
  return rows;
}

async function listDormantPolicies(tx: Tx): Promise<readonly DormantPolicy[]> {
  const { rows } = await sql<DormantPolicy>`
    SELECT policy.guid, policy.name, jsonb_build_object(
      'kind', CASE WHEN persona.guid IS NULL THEN 'purpose' ELSE 'persona' END,
      'guid', coalesce(persona.guid, purpose.guid), 'name', coalesce(persona.name, purpose.name),
      'qualifiedName', coalesce(persona.qualified_name, purpose.qualified_name)) AS parent
    FROM policy
    LEFT JOIN persona ON persona.guid = policy.persona_guid
    LEFT JOIN purpose ON purpose.guid = policy.purpose_guid
    WHERE NOT (policy.enabled AND coalesce(persona.enabled, purpose.enabled))
    ORDER BY policy.name, policy.guid`.execute(tx);
  return rows;
}

async function listDeadEntries(tx: Tx): Promise<readonly DeadEntry[]> {
  const { rows } = await sql<DeadEntry>`
    SELECT entry.connection_guid AS "connectionGuid", entry.qualified_name AS "qualifiedName", entry.subject
    FROM connection_admin AS entry
    LEFT JOIN actor ON actor.username = entry.subject AND actor.state <> 'deleted'
    WHERE entry.subject_kind = 'actor' AND actor.id IS NULL
    ORDER BY entry.qualified_name, entry.subject`.execute(tx);
  return rows;
}

/** Everything of that kind that nobody has used since `before`, or could use. */
export async function listUnusedLinks(tx: Tx, before: Date): Promise<UnusedLinks> {
  return {
    actors: await listIdleActors(tx, before),
    parents: await listIdleParents(tx),
    policies: await listDormantPolicies(tx),
    entries: await listDeadEntries(tx),
  };
}
