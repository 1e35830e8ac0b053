import { findLoginEvents, type LoginEvent } from '../../audit/index.ts';
import { isGuid, type ListPage, type ListQuery } from '../../foundation/index.ts';
import {
  groupNotFound,
  listGroups,
  listRoles,
  listUsers,
  type GroupRecord,
  type Principal,
  type RoleRecord,
  type UserRecord,
} from '../../identity/index.ts';
import { sql, type Db } from '../../postgres/index.ts';
import { hasCapability, requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { getPerson } from './change-user.ts';
import { type PersonaName } from '../personas/persona-names.ts';

/** A list of users; with `groupId` only the members of that group. */
export interface UserListQuery extends ListQuery {
  readonly groupId?: string;
  /** How many of each user's newest ways in are shown; none when absent. */
  readonly loginEventsMax?: number;
}

/** A list of groups; with `userId` only those that this user is in. */
export interface GroupListQuery extends ListQuery {
  readonly userId?: string;
}

/** A user with the personas that name it or one of its groups; none for a caller that may not read personas. */
export interface ListedUser extends UserRecord {
  readonly personas: readonly PersonaName[];
  /** Newest first; none for a caller that may not read the audit, since they tell where people are. */
  readonly loginEvents: readonly LoginEvent[];
}

/** A group with the personas that name it, under the same condition. */
export interface ListedGroup extends GroupRecord {
  readonly personas: readonly PersonaName[];
}

const loginEventsPerUserMax = 100;

async function requireGroup(db: Db, id: string): Promise<void> {
  const found = isGuid(id) && (await db.selectFrom('user_group').where('id', '=', id).select('id').executeTakeFirst());
  if (!found) throw groupNotFound(id);
}

type LinkRow = PersonaName & { readonly holder: string };

function personasOf(links: readonly LinkRow[], holder: string): PersonaName[] {
  return links
    .filter((link) => link.holder === holder)
    .map(({ guid, name, qualifiedName }) => ({ guid, name, qualifiedName }));
}

async function readUserLinks(db: Db, usernames: readonly string[]): Promise<readonly LinkRow[]> {
  const { rows } = await sql<LinkRow>`
    SELECT DISTINCT actor.username AS holder, persona.guid, persona.name, persona.qualified_name AS "qualifiedName"
    FROM actor
    JOIN persona_member AS member ON member.subject_kind = 'user' AND member.subject = actor.username
      OR member.subject_kind = 'group' AND member.subject IN (
        SELECT user_group.name FROM user_group_member
        JOIN user_group ON user_group.id = user_group_member.group_id
        WHERE user_group_member.actor_id = actor.id)
    JOIN persona ON persona.guid = member.persona_guid
    WHERE actor.username = ANY(${usernames}::text[])
    ORDER BY persona.qualified_name`.execute(db);
  return rows;
}

async function readGroupLinks(db: Db, names: readonly string[]): Promise<readonly LinkRow[]> {
  const { rows } = await sql<LinkRow>`
    SELECT member.subject AS holder, persona.guid, persona.name, persona.qualified_name AS "qualifiedName"
    FROM persona_member AS member JOIN persona ON persona.guid = member.persona_guid
    WHERE member.subject_kind = 'group' AND member.subject = ANY(${names}::text[])
    ORDER BY persona.qualified_name`.execute(db);
  return rows;
}

/**
 * A page of people, or of the members of a group. Throws `permission_denied` without `user.read`, `filter_invalid`,
 * `record_not_found` for an unknown group.
 */
export async function listUsersFor(
  deps: AccessDeps,
  principal: Principal,
  query: UserListQuery,
): Promise<ListPage<ListedUser>> {
  requireCapability(principal, 'user.read');
  const { groupId, loginEventsMax = 0, ...rest } = query;
  if (groupId !== undefined) await requireGroup(deps.db, groupId);
  const page = await listUsers(deps.db, rest, groupId === undefined ? {} : { groupId });
  const usernames = page.records.map(({ username }) => username);
  const links = hasCapability(principal, 'persona.read') ? await readUserLinks(deps.db, usernames) : [];
  const userIds = hasCapability(principal, 'audit.read') ? page.records.map(({ id }) => id) : [];
  const events = await findLoginEvents(deps.db, { userIds, max: Math.min(loginEventsMax, loginEventsPerUserMax) });
  const records = page.records.map((user) => ({
    ...user,
    personas: personasOf(links, user.username),
    loginEvents: events.get(user.id) ?? [],
  }));
  return { ...page, records };
}

/**
 * A page of groups, or of those that a user is in. Throws `permission_denied` without `user.read`, `filter_invalid`,
 * `record_not_found` for an unknown user.
 */
export async function listGroupsFor(
  deps: AccessDeps,
  principal: Principal,
  query: GroupListQuery,
): Promise<ListPage<ListedGroup>> {
  requireCapability(principal, 'user.read');
  const { userId, ...rest } = query;
  if (userId !== undefined) await getPerson(deps.db, userId);
  const page = await listGroups(deps.db, rest, userId === undefined ? {} : { userId });
  const names = page.records.map(({ name }) => name);
  const links = hasCapability(principal, 'persona.read') ? await readGroupLinks(deps.db, names) : [];
  return { ...page, records: page.records.map((group) => ({ ...group, personas: personasOf(links, group.name) })) };
}

/** A page of roles. Throws `permission_denied` without `user.read`, `filter_invalid`. */
export async function listRolesFor(
  deps: AccessDeps,
  principal: Principal,
  query: ListQuery,
): Promise<ListPage<RoleRecord>> {
  requireCapability(principal, 'user.read');
  return listRoles(deps.db, query);
}
