import { CatalogError } from '../foundation/index.ts';
import { rolesOf } from '../identity/index.ts';
import { actions, isSubset } from '../policy/index.ts';
import { assetCondition } from './decide-asset.ts';
import { type InTransaction } from './deps.ts';
import { type AccessFacts } from './gather-facts.ts';
import { isWorkspaceOwner, requireConnectionAdmin, requireMayLink, requireNotOwnPersona } from './hand-on.ts';
import { type ConnectionAdmins } from './connections/record-connection-admins.ts';
import { type PersonaRecord } from './personas/record-persona.ts';

/** An entry of an admin list: a group may be called like a user, so the name alone says too little. */
function entriesOf({ adminUsers, adminGroups, adminRoles }: ConnectionAdmins): string[] {
  return [
    ...adminUsers.map((name) => `actor ${name}`),
    ...adminGroups.map((name) => `group ${name}`),
    ...adminRoles.map((id) => `role ${id}`),
  ];
}

/** The entries that mean the actor itself: its username, and the roles it holds. */
function ownEntries({ principal }: AccessFacts): string[] {
  return [`actor ${principal.username}`, ...rolesOf(principal).map(({ id }) => `role ${id}`)];
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
 * an admin must hold everything under it; an API token adds neither itself nor a role it has. A new one must not
 * inherit policies. Call it before `recordConnectionAdmins`.
 * Throws `connection_admin_required` and `permission_denied`.
 */
export async function requireConnectionChange(
  { tx }: InTransaction,
  facts: AccessFacts,
  admins: ConnectionAdmins,
): Promise<void> {
  const { principal } = facts;
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
  if (principal.kind !== 'user' && ownEntries(facts).some((entry) => added.includes(entry))) {
    throw new CatalogError(
      'permission_denied',
      'an api token or OAuth client may not add itself to the admins of a connection',
    );
  }
  if (!isWorkspaceOwner(facts)) requireConnectionAdmin(facts, qualifiedName);
  if (added.length > 0) requireHoldsAll(facts, qualifiedName);
}

/**
 * Throws `permission_denied` or `connection_admin_required` unless the actor may make an existing persona this: an API token
 * leaves personas alone that it is linked to, and a change of members or of `enabled` needs the right to hand on what it
 * gives to somebody. Call it before `recordPersona`; a new persona has no policies and so nothing to hand on.
 */
export async function requirePersonaChange(
  { tx }: InTransaction,
  facts: AccessFacts,
  persona: PersonaRecord,
): Promise<void> {
  const { guid } = persona;
  const stored = await tx.selectFrom('persona').select('enabled').where('guid', '=', guid).executeTakeFirst();
  if (stored === undefined) return;
  requireNotOwnPersona(facts, [guid]);
  const members = await tx
    .selectFrom('persona_member')
    .select(['subject_kind as kind', 'subject as name'])
    .where('persona_guid', '=', guid)
    .where('subject_kind', 'in', ['user', 'group'])
    .execute();
  const before = members.map(({ kind, name }) => `${kind} ${name}`);
  const after = [...persona.users.map((name) => `user ${name}`), ...persona.groups.map((name) => `group ${name}`)];
  const gains = after.some((member) => !before.includes(member)) || (persona.enabled && !stored.enabled);
  const loses = before.some((member) => !after.includes(member)) || (!persona.enabled && stored.enabled);
  await requireMayLink(tx, facts, { gained: gains ? [guid] : [], lost: loses ? [guid] : [] });
}

/**
 * Throws unless the actor may delete these governed assets: removing a policy is checked like writing it, and removing a
 * persona frees its members from its denies. Other guids are passed over. Call it before `forgetGoverned`.
 */
export async function requireGovernedDelete(
  { tx }: InTransaction,
  facts: AccessFacts,
  guids: readonly string[],
): Promise<void> {
  if (guids.length === 0) return;
  const personas = await tx.selectFrom('persona').select('guid').where('guid', 'in', guids).execute();
  const policies = await tx
    .selectFrom('policy')
    .select(['persona_guid as personaGuid', 'connection_qualified_name as connectionQualifiedName'])
    .where('guid', 'in', guids)
    .execute();
  const lost = personas.map(({ guid }) => guid);
  requireNotOwnPersona(facts, [...lost, ...policies.map(({ personaGuid }) => personaGuid)]);
  await requireMayLink(tx, facts, { gained: [], lost });
  if (isWorkspaceOwner(facts)) return;
  for (const { connectionQualifiedName } of policies) {
    if (connectionQualifiedName !== null) requireConnectionAdmin(facts, connectionQualifiedName);
  }
}
