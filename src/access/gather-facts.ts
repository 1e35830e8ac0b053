import { LRUCache } from 'lru-cache';
import { parseJson } from '../foundation/index.ts';
import { type Principal, type Role, type TokenScopes } from '../identity/index.ts';
import { actions, type Policy } from '../policy/index.ts';
import { sql, type Db, type RawBuilder, type Tx } from '../postgres/index.ts';
import { compilePolicy, type StoredPolicy } from './policies/compile-policy.ts';
import { collectionPolicy, type HeldCollection } from './collections/collection-policy.ts';
import { roleHolders } from './role-holders.ts';
import { scopePolicies } from './token-scopes.ts';
import { leftByRole, workspacePolicies } from './workspace-policies.ts';

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

/** A purpose some of whose policies are for the actor. */
export interface HeldPurpose {
  readonly guid: string;
  readonly qualifiedName: string;
  readonly name: string;
  readonly tagNames: readonly string[];
  /** Guids of those among them that are for everybody, and so bind whoever the actor hands something on to as well. */
  readonly forEverybody: readonly string[];
}

/** All that decisions about one actor need: read at once, good for the request it was gathered for. */
export interface AccessFacts {
  /** The actor as it is now, which may be less than it was when it was authenticated. */
  readonly principal: Principal;
  readonly connections: readonly AdministeredConnection[];
  readonly personas: readonly HeldPersona[];
  readonly purposes: readonly HeldPurpose[];
  /** Query collections that name the actor as editor or viewer. */
  readonly collections: readonly HeldCollection[];
  /**
   * Ready for `policy`: policies of personas and purposes, what follows from admin lists, collections and the workspace role
   * as allows, and the scopes of an API token as denies.
   */
  readonly policies: readonly Policy[];
}

/** The group of everybody, tokens and clients included (Atlan wire, audience of a purpose's policies). */
export const everybody = 'public';

interface FactsRow {
  readonly role: Role;
  readonly scopes: TokenScopes | null;
  /** When an API token ends; as JSON has a `timestamptz`. */
  readonly expiresAt: string | null;
  readonly connections: readonly AdministeredConnection[];
  readonly personas: readonly (HeldPersona & { readonly policies: readonly StoredPolicy[] })[];
  readonly purposes: readonly (HeldPurpose & { readonly policies: readonly StoredPolicy[] })[];
  readonly collections: readonly HeldCollection[];
}

/** A row of `policy` as `StoredPolicy`, but for the tags of a purpose. `json`, since nothing is looked up in it: `jsonb` takes twice as long. */
const policyJson = sql`json_build_object(
  'guid', policy.guid, 'category', policy.category, 'effect', policy.effect, 'mask', policy.mask, 'actions', policy.actions,
  'paths', policy.paths, 'entityTypes', policy.entity_types, 'connectionQualifiedName', policy.connection_qualified_name, 'tagNames', NULL)`;

/** Where facts are read from; `live` unless told. */
export interface FactSources {
  /** CTEs that stand before the tables of the same names, each with a comma behind it; empty for the tables as they are. */
  readonly shadows: RawBuilder<unknown>;
  /** The moment that expiries are judged at. */
  readonly moment: RawBuilder<unknown>;
}

export const live: FactSources = { shadows: sql``, moment: sql`now()` };

/** `me` and `subject`: the chosen actors, and every name under which each may be listed. */
export function subjectsOf({ shadows, moment }: FactSources, chosen: RawBuilder<unknown>): RawBuilder<unknown> {
  const { kinds, roles, ids } = roleHolders;
  return sql`
    WITH ${shadows} me AS (
      SELECT actor.id, actor.kind, actor.username, actor.role, api_token.scopes, api_token.expires_at,
        actor.state = 'active' AND coalesce(api_token.expires_at > ${moment}, true) AS alive
      FROM actor LEFT JOIN api_token ON api_token.actor_id = actor.id
      WHERE ${chosen}
    ), subject (actor_id, kind, name) AS (
      SELECT id, 'actor', username FROM me
      UNION ALL SELECT id, kind, username FROM me
      UNION ALL SELECT me.id, 'group', user_group.name FROM me
        JOIN user_group_member ON user_group_member.actor_id = me.id
        JOIN user_group ON user_group.id = user_group_member.group_id
      UNION ALL SELECT id, 'group', ${everybody} FROM me
      UNION ALL SELECT me.id, 'role', held.id FROM me
        JOIN unnest(${kinds}::text[], ${roles}::text[], ${ids}::text[]) AS held (kind, role, id)
          ON held.kind = me.kind AND held.role = me.role
    )`;
}

/** Whose facts, from where. */
interface FactsRequest {
  readonly actorId: string;
  readonly sources: FactSources;
  /** Also of an actor that is switched off or has expired. */
  readonly asIfActive: boolean;
}

/**
 * One statement, so that all of it is one moment. `subject` is every name under which the actor may be listed; the kinds
 * of both lists are told apart by the word in front, since a group may be called like a user.
 */
function factsText({ actorId, sources, asIfActive }: FactsRequest): RawBuilder<unknown> {
  return sql`
    SELECT row_to_json(found)::text AS facts FROM (${subjectsOf(sources, sql`actor.id = ${actorId}`)}
    SELECT me.role, me.scopes, me.expires_at AS "expiresAt", (
      SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object(
        'guid', connection_admin.connection_guid, 'qualifiedName', connection_admin.qualified_name)), '[]')
      FROM connection_admin
      JOIN subject ON subject.kind = connection_admin.subject_kind AND subject.name = connection_admin.subject
    ) AS connections, (
      SELECT coalesce(json_agg(json_build_object(
        'guid', persona.guid, 'qualifiedName', persona.qualified_name, 'name', persona.name,
        'enabled', persona.enabled, 'policies', coalesce(held.policies, '[]')) ORDER BY persona.guid), '[]')
      FROM persona
      LEFT JOIN LATERAL (
        SELECT json_agg(${policyJson} ORDER BY policy.guid) AS policies
        FROM policy
        WHERE policy.persona_guid = persona.guid AND policy.enabled AND persona.enabled
      ) AS held ON true
      WHERE persona.guid IN (
        SELECT persona_member.persona_guid FROM persona_member
        JOIN subject ON subject.kind = persona_member.subject_kind AND subject.name = persona_member.subject)
    ) AS personas, (
      SELECT coalesce(json_agg(json_build_object(
        'guid', purpose.guid, 'qualifiedName', purpose.qualified_name, 'name', purpose.name,
        'tagNames', purpose.tag_names, 'forEverybody', to_json(held.for_everybody),
        'policies', held.policies) ORDER BY purpose.guid), '[]')
      FROM (
        SELECT policy.purpose_guid, json_agg(${policyJson} ORDER BY policy.guid) AS policies,
          coalesce(array_agg(policy.guid) FILTER (WHERE addressed.everybody), '{}') AS for_everybody
        FROM (
          SELECT policy_audience.policy_guid,
            bool_or(subject.kind = 'group' AND subject.name = ${everybody}) AS everybody
          FROM policy_audience
          JOIN subject ON subject.kind = policy_audience.subject_kind AND subject.name = policy_audience.subject
          GROUP BY policy_audience.policy_guid
        ) AS addressed
        JOIN policy ON policy.guid = addressed.policy_guid AND policy.enabled
        GROUP BY policy.purpose_guid
      ) AS held
      JOIN purpose ON purpose.guid = held.purpose_guid AND purpose.enabled
    ) AS purposes, (
      SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('guid', collection_member.collection_guid,
        'qualifiedName', collection_member.qualified_name, 'level', collection_member.level)), '[]')
      FROM collection_member
      JOIN subject ON subject.kind = collection_member.subject_kind AND subject.name = collection_member.subject
    ) AS collections
    FROM me WHERE me.alive OR ${asIfActive}::boolean) AS found`;
}

async function readFacts(db: Db | Tx, request: FactsRequest): Promise<string | undefined> {
  const { rows } = await sql<{ facts: string }>`${factsText(request)}`.execute(db);
  return rows[0]?.facts;
}

function adminPolicy({ guid, qualifiedName }: AdministeredConnection): Policy {
  return { id: `connection-admin:${guid}`, effect: 'allow', actions, where: { kind: 'under', path: qualifiedName } };
}

/** The actor as it is now; scopes that were taken off since it was authenticated are off. */
function currentPrincipal({ scopes: _before, ...principal }: Principal, { role, scopes }: FactsRow): Principal {
  return { ...principal, role, ...(scopes === null ? {} : { scopes }) };
}

function policiesOf(current: Principal, row: FactsRow): Policy[] {
  return [
    ...row.personas.flatMap(({ policies }) => policies.flatMap(compilePolicy)),
    ...row.purposes.flatMap(({ policies, tagNames }) =>
      policies.flatMap((policy) => compilePolicy({ ...policy, tagNames })),
    ),
    ...leftByRole(current, [...row.collections.map(collectionPolicy), ...row.connections.map(adminPolicy)]),
    ...workspacePolicies(current),
    ...scopePolicies(current.scopes),
  ];
}

function factsFrom(principal: Principal, text: string): AccessFacts {
  const row = parseJson(text) as FactsRow;
  const current = currentPrincipal(principal, row);
  return {
    principal: current,
    connections: row.connections,
    personas: row.personas.map(({ guid, qualifiedName, name, enabled }) => ({ guid, qualifiedName, name, enabled })),
    purposes: row.purposes.map(({ policies: _, ...purpose }) => purpose),
    collections: row.collections,
    policies: policiesOf(current, row),
  };
}

/** Bytes of text of which the facts are remembered. */
const rememberedBytesMax = 8 * 2 ** 20;

/**
 * What was made of a text, by that text. INVARIANT: the text is all that was read at this moment and the rest is computed from it, so
 * nothing here can be out of date: a change of any right is another text.
 */
const remembered = new LRUCache<string, AccessFacts>({
  maxSize: rememberedBytesMax,
  sizeCalculation: (_, key) => 2 * key.length,
});

/** The facts in a text. The principal is the caller's own; what follows from its kind and name is remembered apart for each. */
function factsIn(principal: Principal, text: string): AccessFacts {
  const key = `${principal.kind} ${principal.username} ${text}`;
  const known = remembered.get(key);
  if (known !== undefined) {
    const { role, scopes } = known.principal;
    const { scopes: _before, ...rest } = principal;
    return { ...known, principal: { ...rest, role, ...(scopes === undefined ? {} : { scopes }) } };
  }
  const facts = factsFrom(principal, text);
  remembered.set(key, facts);
  return facts;
}

/** An actor that was removed, switched off or has expired holds nothing. */
function noFacts(principal: Principal): AccessFacts {
  return {
    principal: { ...principal, role: 'none' },
    connections: [],
    personas: [],
    purposes: [],
    collections: [],
    policies: [],
  };
}

/** The text of an actor's facts, the moment of all rights at which it was read, and until when it holds if nothing changes. */
interface ReadFacts {
  readonly moment: string;
  readonly until: string;
  readonly text: string;
}

/** What was read last of each actor; used only where the statement says that it is still the moment. */
const lastRead = new LRUCache<string, ReadFacts>({
  maxSize: rememberedBytesMax,
  sizeCalculation: ({ text }) => 2 * text.length + 200,
});

/** What stands for facts that are as they were. */
const unchanged = '=';

/** `factsColumn` with what it compares with, for `factsOf`. */
export interface FactsReading {
  /** SQL of one text, or null: what applies to the actor as of the statement in which it stands. Of fixed form. */
  readonly column: RawBuilder<string | null>;
  /**
   * The same in a tenth of the time, where it only has to say that nothing has changed: null when something may have, and then `column` must be
   * asked. Null itself where nothing is known yet.
   */
  readonly quickColumn: RawBuilder<string | null> | null;
  /** What `gatherFacts` gives, out of what the column has read. */
  factsOf(text: string | null): AccessFacts;
}

function rememberedFacts(principal: Principal, text: string): AccessFacts {
  const cut = text.indexOf(' ');
  const [moment, found] = [text.slice(0, cut), text.slice(cut + 1)];
  const facts = factsIn(principal, found);
  if (moment !== '') {
    const { expiresAt } = parseJson(found) as FactsRow;
    lastRead.set(principal.actorId, { moment, until: expiresAt ?? 'infinity', text: found });
  }
  return facts;
}

/**
 * Reads what applies to an actor, or only that it is what it was: by the moment of all rights, in the very statement that asks.
 * INVARIANT: a transaction that has itself changed rights has no moment and reads everything each time.
 */
export function readingFacts(principal: Principal): FactsReading {
  const known = lastRead.get(principal.actorId);
  const whole = factsText({ actorId: principal.actorId, sources: live, asIfActive: false });
  const isAsKnown = sql`now.moment = ${known?.moment ?? ''}::text AND now() < ${known?.until ?? '-infinity'}::timestamptz`;
  const now = sql`(SELECT moment_of('access') AS moment) AS now`;
  const column = sql<string | null>`(
    SELECT CASE WHEN ${isAsKnown} THEN ${unchanged} ELSE coalesce(now.moment, '') || ' ' || (${whole}) END FROM ${now})`;
  const quickColumn = sql<string | null>`(SELECT CASE WHEN ${isAsKnown} THEN ${unchanged} END FROM ${now})`;
  return {
    column,
    quickColumn: known === undefined ? null : quickColumn,
    factsOf: (text) => {
      if (text === null) return noFacts(principal);
      if (text === unchanged && known !== undefined) return factsIn(principal, known.text);
      return rememberedFacts(principal, text);
    },
  };
}

interface Read {
  readonly facts: string | null;
}

/**
 * Who the actor is and what applies to it, as of this moment: its personas' policies, the connections whose admin lists
 * name it (by username, group or role), its workspace role, and the scopes of an API token. One statement decides: a
 * change that has committed holds for every call that starts later. An actor that was removed, switched off or has
 * expired holds nothing.
 */
export async function gatherFacts(
  db: Db | Tx,
  principal: Principal,
  sources: FactSources = live,
): Promise<AccessFacts> {
  if (sources !== live) {
    const text = await readFacts(db, { actorId: principal.actorId, sources, asIfActive: false });
    return text === undefined ? noFacts(principal) : factsIn(principal, text);
  }
  const { column, quickColumn, factsOf } = readingFacts(principal);
  if (quickColumn !== null) {
    const quick = await sql<Read>`/* prepared: access-unchanged */ SELECT ${quickColumn} AS facts`.execute(db);
    const text = quick.rows[0]?.facts ?? null;
    if (text !== null) return factsOf(text);
  }
  // Planning it takes ten times as long as its execution.
  const { rows } = await sql<Read>`/* prepared: access-facts */ SELECT ${column} AS facts`.execute(db);
  return factsOf(rows[0]?.facts ?? null);
}

/** What an actor would hold if it were switched on: for who is about to take over its secret, or to resume it. */
export async function gatherDormantFacts(db: Db | Tx, principal: Principal): Promise<AccessFacts> {
  const text = await readFacts(db, { actorId: principal.actorId, sources: live, asIfActive: true });
  return text === undefined ? gatherFacts(db, principal) : factsIn(principal, text);
}
