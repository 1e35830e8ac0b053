import { maskTypes } from '../policy/index.ts';
import { type Tx } from '../postgres/index.ts';
import { isConnectionAdmin } from './decide-asset.ts';
import { type InTransaction } from './deps.ts';
import { type AccessFacts } from './gather-facts.ts';
import {
  isWorkspaceOwner,
  requireConnectionAdmin,
  requireMayLift,
  requireMayLink,
  requireNotOwnPersona,
} from './hand-on.ts';
import { type PersonaRecord } from './personas/record-persona.ts';
import { type StoredPolicy } from './policies/compile-policy.ts';
import { liftedBy } from './policies/policy-turn.ts';
import { storedPersonaPolicy, type PolicyRecord } from './policies/record-policy.ts';

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

interface StoredPersonaPolicy {
  readonly personaGuid: string;
  /** Its own switch and that of its persona. */
  readonly enabled: boolean;
  readonly stored: StoredPolicy;
}

/** The persona policies among these guids, and those of these personas; two looks at two indexes, however many there are. */
async function findPersonaPolicies(tx: Tx, guids: readonly string[]): Promise<StoredPersonaPolicy[]> {
  const selected = tx.selectFrom('policy').select('guid').where('guid', 'in', guids);
  const contained = tx.selectFrom('policy').select('guid').where('persona_guid', 'in', guids);
  const rows = await tx
    .selectFrom('policy')
    .innerJoin('persona', 'persona.guid', 'policy.persona_guid')
    .select(['policy.guid', 'persona.guid as personaGuid', 'policy.enabled', 'persona.enabled as personaEnabled'])
    .select(['policy.category', 'policy.effect', 'policy.mask', 'policy.actions', 'policy.paths'])
    .select(['entity_types as entityTypes', 'connection_qualified_name as connectionQualifiedName'])
    .where('policy.guid', 'in', selected.union(contained))
    .orderBy('policy.guid')
    .execute();
  return rows.map(({ personaGuid, enabled, personaEnabled, mask, ...policy }) => ({
    personaGuid,
    enabled: enabled && personaEnabled,
    stored: { ...policy, mask: maskTypes.find((known) => known === mask) ?? null, tagNames: null },
  }));
}

/**
 * Throws unless the actor may make an existing persona policy this, as far as that frees somebody of a deny or a mask:
 * `connection_admin_required`, `permission_denied`. What it grants is judged by `validatePersonaPolicy`. Call it before `recordPolicy`.
 */
export async function requirePersonaPolicyChange(
  { tx }: InTransaction,
  facts: AccessFacts,
  policy: PolicyRecord,
): Promise<void> {
  const [before] = await findPersonaPolicies(tx, [policy.guid]);
  if (before === undefined) return;
  const after = { stored: storedPersonaPolicy(policy), enabled: policy.enabled, audience: null };
  const lifted = liftedBy({ before: { ...before, audience: null }, after });
  if (lifted !== null) requireMayLift(facts, lifted);
}

/** The owner of the workspace clears away what a connection has left that nobody administers any more. */
async function requireAdminOfLiving(tx: Tx, facts: AccessFacts, qualifiedNames: readonly string[]): Promise<void> {
  for (const qualifiedName of new Set(qualifiedNames)) {
    if (isConnectionAdmin(facts, qualifiedName)) continue;
    const living = await tx
      .selectFrom('connection_admin')
      .select('connection_guid')
      .where('qualified_name', '=', qualifiedName)
      .limit(1)
      .executeTakeFirst();
    if (living !== undefined || !isWorkspaceOwner(facts)) requireConnectionAdmin(facts, qualifiedName);
  }
}

/**
 * Throws unless the actor may delete these governed assets: removing a policy is checked like writing it, and so is removing a
 * persona, which takes its policies along and frees its members from its denies. Other guids are passed over. Call it before
 * `forgetGoverned`. What purposes deny is judged by who knows which assets carry their tags.
 */
export async function requireGovernedDelete(
  { tx }: InTransaction,
  facts: AccessFacts,
  guids: readonly string[],
): Promise<void> {
  if (guids.length === 0) return;
  const personas = await tx.selectFrom('persona').select('guid').where('guid', 'in', guids).execute();
  const policies = await findPersonaPolicies(tx, guids);
  requireNotOwnPersona(facts, [...personas.map(({ guid }) => guid), ...policies.map(({ personaGuid }) => personaGuid)]);
  const connections = policies.flatMap(({ stored }) => stored.connectionQualifiedName ?? []);
  await requireAdminOfLiving(tx, facts, connections);
  if (isWorkspaceOwner(facts)) return;
  for (const { stored, enabled } of policies) if (enabled) requireMayLift(facts, stored);
}
