import { CatalogError } from '../foundation/index.ts';
import { isSubset, residual, type Action, type Condition, type Policy } from '../policy/index.ts';
import { type Tx } from '../postgres/index.ts';
import { compilePolicy, type StoredPolicy } from './policies/compile-policy.ts';
import { isConnectionAdmin } from './decide-asset.ts';
import { type AccessFacts } from './gather-facts.ts';

/**
 * Personas whose members change: who is added gains what the allows grant, who leaves is freed from the denies. Both are
 * grants, and nobody grants what they do not hold.
 */
export interface PersonaLinks {
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

/** Throws `connection_admin_required` unless the actor is in the admin lists of the connection. */
export function requireConnectionAdmin(facts: AccessFacts, connectionQualifiedName: string): void {
  if (isConnectionAdmin(facts, connectionQualifiedName)) return;
  throw new CatalogError(
    'connection_admin_required',
    `\`${facts.principal.username}\` is not admin for connection \`${connectionQualifiedName}\``,
  );
}

function placesOf({ paths, tagNames }: StoredPolicy): string {
  return (tagNames ?? paths).map((name) => `\`${name}\``).join(', ');
}

/** How something is handed on: by an allow, or by taking away what kept others from it. */
export type HandOn = 'grant' | 'lift';

/**
 * The assets on which the actor holds `action` so that it may hand it on. Rows seen through a mask are not held, or others would be
 * shown what lies behind it. What binds everybody binds whoever gains as well, so it stands in the way of no grant; who would
 * lift it must be free of it.
 */
export function heldCondition(facts: AccessFacts, action: Action, how: HandOn): Condition {
  const everybodys = how === 'grant' ? facts.purposes.flatMap(({ forEverybody }) => forEverybody) : [];
  const binding = facts.policies
    .filter(({ id, effect }) => effect === 'allow' || !everybodys.includes(id))
    .map((policy): Policy => (policy.effect === 'mask' ? { ...policy, effect: 'deny' } : policy));
  return residual(binding, action);
}

function requireHeld(facts: AccessFacts, stored: StoredPolicy, how: HandOn): void {
  for (const { actions, where } of compilePolicy(stored)) {
    const missing = actions.find((action) => !isSubset(where, heldCondition(facts, action, how)));
    if (missing === undefined) continue;
    throw new CatalogError(
      'permission_denied',
      `\`${facts.principal.username}\` may not grant \`${missing}\` on ${placesOf(stored)} without holding it there`,
    );
  }
}

/**
 * Throws unless the actor may hand on what the policy allows: it must be admin of the policy's connection, where it has one, and
 * hold, under every deny that binds itself, each action on all of it. What cannot be told counts as not held.
 */
export function requireMayHandOn(facts: AccessFacts, stored: StoredPolicy): void {
  if (stored.connectionQualifiedName !== null) requireConnectionAdmin(facts, stored.connectionQualifiedName);
  if (stored.effect === 'allow') requireHeld(facts, stored, 'grant');
}

/**
 * Throws unless the actor may take away what the policy denies or masks, which is granting it to whoever it binds. The owner of
 * the workspace may, or one who is denied something could never be put right.
 */
export function requireMayLift(facts: AccessFacts, stored: StoredPolicy): void {
  if (stored.connectionQualifiedName !== null) requireConnectionAdmin(facts, stored.connectionQualifiedName);
  if (stored.effect !== 'allow' && !isWorkspaceOwner(facts)) requireHeld(facts, stored, 'lift');
}

/**
 * The owner of the workspace, when a person: may appoint connection admins, so linking personas adds nothing to that.
 * SECURITY: not an admin's API token or OAuth client, nor a client that acts in an admin's name: its secret may be anywhere; whatever
 * its role, it hands on only what it holds.
 */
export function isWorkspaceOwner({ principal }: AccessFacts): boolean {
  return principal.kind === 'user' && principal.role === 'admin' && principal.act === undefined;
}

/** Throws `permission_denied` when an API token or OAuth client would change a persona it is itself a member of. */
export function requireNotOwnPersona({ principal, personas }: AccessFacts, personaGuids: readonly string[]): void {
  if (principal.kind === 'user') return;
  const own = personas.find(({ guid }) => personaGuids.includes(guid));
  if (own === undefined) return;
  throw new CatalogError(
    'permission_denied',
    `an api token or OAuth client may not change the persona \`${own.name}\` it is linked to`,
  );
}

/** Throws unless the actor may hand on everything that such a change of members gives to somebody. */
export async function requireMayLink(tx: Tx, facts: AccessFacts, links: PersonaLinks): Promise<void> {
  const guids = [...links.gained, ...links.lost];
  if (guids.length === 0 || isWorkspaceOwner(facts)) return;
  const rows = await tx
    .selectFrom('policy')
    .select(['guid', 'persona_guid as personaGuid', 'category', 'effect', 'actions', 'paths'])
    .select(['entity_types as entityTypes', 'connection_qualified_name as connectionQualifiedName'])
    .where('persona_guid', 'in', guids)
    .orderBy('guid')
    .execute();
  for (const { personaGuid, ...policy } of rows) {
    const isGrant = policy.effect === 'allow';
    if (!(isGrant ? links.gained : links.lost).includes(personaGuid ?? '')) continue;
    (isGrant ? requireMayHandOn : requireMayLift)(facts, { ...policy, mask: null, tagNames: null });
  }
}
