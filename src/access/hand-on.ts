import { CatalogError } from '../foundation/index.ts';
import { isSubset } from '../policy/index.ts';
import { type Tx } from '../postgres/index.ts';
import { compilePolicy, type StoredPolicy } from './personas/compile-policy.ts';
import { assetCondition, isConnectionAdmin } from './decide-asset.ts';
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

/**
 * Throws unless the actor may hand on what the policy allows: it must be admin of the policy's connection, and hold, under
 * every deny that binds itself, each action on all of it. What cannot be told counts as not held.
 */
export function requireMayHandOn(facts: AccessFacts, stored: StoredPolicy): void {
  if (stored.connectionQualifiedName === null) return;
  requireConnectionAdmin(facts, stored.connectionQualifiedName);
  if (stored.effect === 'deny') return;
  const { actions, where } = compilePolicy(stored);
  const missing = actions.find((action) => !isSubset(where, assetCondition(facts, action)));
  if (missing === undefined) return;
  throw new CatalogError(
    'permission_denied',
    `\`${facts.principal.username}\` may not grant \`${missing}\` on ${stored.paths.map((path) => `\`${path}\``).join(', ')} without holding it there`,
  );
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
    .select(['guid', 'persona_guid as personaGuid', 'effect', 'actions', 'paths'])
    .select(['entity_types as entityTypes', 'connection_qualified_name as connectionQualifiedName'])
    .where('persona_guid', 'in', guids)
    .orderBy('guid')
    .execute();
  rows
    .filter(({ effect, personaGuid }) => (effect === 'allow' ? links.gained : links.lost).includes(personaGuid))
    .forEach((policy) => {
      requireMayHandOn(facts, policy);
    });
}
