import { type Principal, type Role, type TokenScopes } from '../identity/index.ts';
import { actions, type Policy } from '../policy/index.ts';
import { sql, type Db, type Tx } from '../postgres/index.ts';
import { compilePolicy, type StoredPolicy } from './personas/compile-policy.ts';
import { roleHolders } from './role-holders.ts';
import { scopePolicies } from './token-scopes.ts';
import { workspacePolicies } from './workspace-policies.ts';

/** A connection that the actor administers. */
export interface AdministeredConnection {
  readonly guid: string;
  readonly qualifiedName: string;
}

/** A persona that the actor is a member of. One that is switched off contributes no policies. */
export interface HeldPersona {
  readonly guid: string;
  readonly qualifiedName: string;
  readonly name: string;
  readonly enabled: boolean;
}

/** All that decisions about one actor need: read at once, good for the request it was gathered for. */
export interface AccessFacts {
  /** The actor as it is now, which may be less than it was when it was authenticated. */
  readonly principal: Principal;
  readonly connections: readonly AdministeredConnection[];
  readonly personas: readonly HeldPersona[];
  /**
   * Ready for `policy`: persona policies, what follows from admin lists and the workspace role as allows, and the scopes of
   * an API token as denies.
   */
  readonly policies: readonly Policy[];
}

interface FactsRow {
  readonly role: Role;
  readonly scopes: TokenScopes | null;
  readonly connections: readonly AdministeredConnection[];
  readonly personas: readonly (HeldPersona & { readonly policies: readonly StoredPolicy[] })[];
}

/**
 * One statement, so that all of it is one moment. `subject` is every name under which the actor may be listed; the kinds
 * of both lists are told apart by the word in front, since a group may be called like a user.
 */
async function readFacts(db: Db | Tx, principal: Principal, asIfActive: boolean): Promise<FactsRow | undefined> {
  const { kinds, roles, ids } = roleHolders;
  const { rows } = await sql<FactsRow>`
    WITH me AS (
      SELECT actor.id, kind, username, role, api_token.scopes
      FROM actor LEFT JOIN api_token ON api_token.actor_id = actor.id
      WHERE actor.id = ${principal.actorId}
        AND (${asIfActive}::boolean OR (state = 'active' AND coalesce(api_token.expires_at > now(), true)))
    ), subject (kind, name) AS (
      SELECT 'actor', username FROM me
      UNION ALL SELECT kind, username FROM me
      UNION ALL SELECT 'group', user_group.name FROM me
        JOIN user_group_member ON user_group_member.actor_id = me.id
        JOIN user_group ON user_group.id = user_group_member.group_id
      UNION ALL SELECT 'role', held.id FROM me
        JOIN unnest(${kinds}::text[], ${roles}::text[], ${ids}::text[]) AS held (kind, role, id)
          ON held.kind = me.kind AND held.role = me.role
    )
    SELECT me.role, me.scopes, (
      SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object(
        'guid', connection_admin.connection_guid, 'qualifiedName', connection_admin.qualified_name)), '[]')
      FROM connection_admin
      JOIN subject ON subject.kind = connection_admin.subject_kind AND subject.name = connection_admin.subject
    ) AS connections, (
      SELECT coalesce(jsonb_agg(jsonb_build_object(
        'guid', persona.guid, 'qualifiedName', persona.qualified_name, 'name', persona.name,
        'enabled', persona.enabled, 'policies', coalesce(held.policies, '[]')) ORDER BY persona.guid), '[]')
      FROM persona
      LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object(
          'guid', policy.guid, 'effect', policy.effect, 'actions', policy.actions, 'paths', policy.paths,
          'entityTypes', policy.entity_types, 'connectionQualifiedName', policy.connection_qualified_name)
          ORDER BY policy.guid) AS policies
        FROM policy
        WHERE policy.persona_guid = persona.guid AND policy.enabled AND persona.enabled
      ) AS held ON true
      WHERE persona.guid IN (
        SELECT persona_member.persona_guid FROM persona_member
        JOIN subject ON subject.kind = persona_member.subject_kind AND subject.name = persona_member.subject)
    ) AS personas
    FROM me`.execute(db);
  return rows[0];
}

function adminPolicy({ guid, qualifiedName }: AdministeredConnection): Policy {
  return { id: `connection-admin:${guid}`, effect: 'allow', actions, where: { kind: 'under', path: qualifiedName } };
}

/** The actor as it is now; scopes that were taken off since it was authenticated are off. */
function currentPrincipal({ scopes: _before, ...principal }: Principal, { role, scopes }: FactsRow): Principal {
  return { ...principal, role, ...(scopes === null ? {} : { scopes }) };
}

function factsFrom(principal: Principal, row: FactsRow): AccessFacts {
  const current = currentPrincipal(principal, row);
  return {
    principal: current,
    connections: row.connections,
    personas: row.personas.map(({ guid, qualifiedName, name, enabled }) => ({ guid, qualifiedName, name, enabled })),
    policies: [
      ...row.personas.flatMap(({ policies }) => policies.map(compilePolicy)),
      ...row.connections.map(adminPolicy),
      ...workspacePolicies(current),
      ...scopePolicies(current.scopes),
    ],
  };
}

/**
 * Who the actor is and what applies to it, as of this moment: its personas' policies, the connections whose admin lists
 * name it (by username, group or role), its workspace role, and the scopes of an API token. One statement and no cache: a
 * change that has committed holds for every call that starts later. An actor that was removed, switched off or has
 * expired holds nothing.
 */
export async function gatherFacts(db: Db | Tx, principal: Principal): Promise<AccessFacts> {
  const row = await readFacts(db, principal, false);
  if (row !== undefined) return factsFrom(principal, row);
  return { principal: { ...principal, role: 'none' }, connections: [], personas: [], policies: [] };
}

/** What an actor would hold if it were switched on: for who is about to take over its secret, or to resume it. */
export async function gatherDormantFacts(db: Db | Tx, principal: Principal): Promise<AccessFacts> {
  const row = await readFacts(db, principal, true);
  return row === undefined ? gatherFacts(db, principal) : factsFrom(principal, row);
}
