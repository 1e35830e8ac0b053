import { CatalogError } from '../foundation/index.ts';
import { actions, isSubset } from '../policy/index.ts';
import { assetCondition } from './decide-asset.ts';
import { type InTransaction } from './deps.ts';
import { type AccessFacts } from './gather-facts.ts';
import { isWorkspaceOwner, requireConnectionAdmin, requireMayLink, requireNotOwnPersona } from './hand-on.ts';
import { type ConnectionAdmins } from './record-connection-admins.ts';
import { type PersonaRecord } from './record-persona.ts';

/**
 * Throws `permission_denied` unless the actor may make the admin lists of an existing connection these: who adds an admin
 * must hold everything under the connection, and an API token does not add itself. Call it before
 * `recordConnectionAdmins`; a connection that is being made has nothing to hand on yet.
 */
export async function requireConnectionChange(
  { tx }: InTransaction,
  facts: AccessFacts,
  admins: ConnectionAdmins,
): Promise<void> {
  const stored = await tx
    .selectFrom('connection_admin')
    .select('subject')
    .where('connection_guid', '=', admins.guid)
    .execute();
  if (stored.length === 0) return;
  const before = stored.map(({ subject }) => subject);
  const after = [...admins.adminUsers, ...admins.adminGroups, ...admins.adminRoles];
  const added = after.filter((subject) => !before.includes(subject));
  if (added.length === 0) return;
  const { principal } = facts;
  if (principal.kind === 'token' && added.includes(principal.username)) {
    throw new CatalogError('permission_denied', 'an api token may not add itself to the admins of a connection');
  }
  const missing = actions.find(
    (action) => !isSubset({ kind: 'under', path: admins.qualifiedName }, assetCondition(facts, action)),
  );
  if (missing === undefined) return;
  throw new CatalogError(
    'permission_denied',
    `\`${principal.username}\` may not add admins to \`${admins.qualifiedName}\` without holding \`${missing}\` on all of it`,
  );
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
