import { CatalogError } from '../../foundation/index.ts';
import { rolesOf, type ActorKind, type Principal, type Role } from '../../identity/index.ts';
import { actions, isSubset } from '../../policy/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { assetCondition } from '../decide-asset.ts';
import { type InTransaction } from '../deps.ts';
import { everybody, type AccessFacts } from '../gather-facts.ts';
import { isWorkspaceOwner, requireConnectionAdmin } from '../hand-on.ts';
import { type ConnectionAdmins } from './record-connection-admins.ts';

/** An entry of an admin list: a group may be called like a user, so the name alone says too little. */
function entriesOf({ adminUsers, adminGroups, adminRoles }: ConnectionAdmins): string[] {
  return [
    ...adminUsers.map((name) => `actor ${name}`),
    ...adminGroups.map((name) => `group ${name}`),
    ...adminRoles.map((id) => `role ${id}`),
  ];
}

interface Machine {
  readonly username: string;
  readonly kind: ActorKind;
  readonly role: Role;
  readonly groups: readonly string[];
}

/** The API token or OAuth client behind a request: the caller itself, or the client that acts in the caller's name. */
function machineBehind({ kind, actorId, act }: Principal): string | null {
  return kind === 'user' ? (act?.actorId ?? null) : actorId;
}

/** The entries that mean the machine behind a request: its username, the roles it holds, the groups it is in. None of a person. */
export async function ownEntries(tx: Tx, principal: Principal): Promise<readonly string[]> {
  const machine = machineBehind(principal);
  if (machine === null) return [];
  const { rows } = await sql<Machine>`
    SELECT username, kind, role, ARRAY(
      SELECT user_group.name FROM user_group_member
      JOIN user_group ON user_group.id = user_group_member.group_id
      WHERE user_group_member.actor_id = actor.id
    ) AS groups
    FROM actor WHERE id = ${machine}`.execute(tx);
  return rows.flatMap(({ username, kind, role, groups }) => [
    `actor ${username}`,
    ...rolesOf({ kind, role }).map(({ id }) => `role ${id}`),
    ...[...groups, everybody].map((name) => `group ${name}`),
  ]);
}

/** SECURITY: policies of the last connection of that name would grant what is beneath the new one, unasked. */
async function requireNoFormerPolicies({ tx }: InTransaction, facts: AccessFacts, name: string): Promise<void> {
  if (isWorkspaceOwner(facts)) return;
  const policy = await tx
    .selectFrom('policy')
    .select('guid')
    .where('connection_qualified_name', '=', name)
    .limit(1)
    .executeTakeFirst();
  if (policy !== undefined) throw formerConnection(name);
}

/** The refusal of a new connection under a name that something of a former one still goes by. */
export function formerConnection(qualifiedName: string): CatalogError {
  return new CatalogError(
    'permission_denied',
    `assets or policies of a former connection \`${qualifiedName}\` are left; a workspace admin has to remove them, or choose another name`,
  );
}

/** Throws `permission_denied` unless the actor holds everything under the connection, as who adds an admin to it must. */
export function requireHoldsAll(facts: AccessFacts, qualifiedName: string): void {
  const missing = actions.find(
    (action) => !isSubset({ kind: 'under', path: qualifiedName }, assetCondition(facts, action)),
  );
  if (missing === undefined) return;
  throw new CatalogError(
    'permission_denied',
    `\`${facts.principal.username}\` may not add admins to \`${qualifiedName}\` without holding \`${missing}\` on all of it`,
  );
}

/**
 * Throws unless the actor may make the admin lists of a connection these. Of an existing one only its admins do, and who adds
 * an admin must hold everything under it; the owner of the workspace may appoint anybody anywhere. No API token or OAuth client
 * adds itself, a role it has or a group it is in, also not in the name of a person it acts for. A new connection must not inherit
 * policies. Call it before `recordConnectionAdmins`.
 * Throws `connection_admin_required` and `permission_denied`.
 */
export async function requireConnectionChange(
  { tx }: InTransaction,
  facts: AccessFacts,
  admins: ConnectionAdmins,
): Promise<void> {
  const { guid, qualifiedName } = admins;
  const stored = await tx
    .selectFrom('connection_admin')
    .select(['subject_kind as kind', 'subject as name'])
    .where('connection_guid', '=', guid)
    .execute();
  if (stored.length === 0) return requireNoFormerPolicies({ tx }, facts, qualifiedName);
  const before = stored.map(({ kind, name }) => `${kind} ${name}`);
  const after = entriesOf(admins);
  const added = after.filter((entry) => !before.includes(entry));
  if (added.length === 0 && before.every((entry) => after.includes(entry))) return;
  const own = await ownEntries(tx, facts.principal);
  if (own.some((entry) => added.includes(entry))) {
    throw new CatalogError(
      'permission_denied',
      'an api token or OAuth client may not add itself to the admins of a connection',
    );
  }
  if (isWorkspaceOwner(facts)) return;
  requireConnectionAdmin(facts, qualifiedName);
  if (added.length > 0) requireHoldsAll(facts, qualifiedName);
}
