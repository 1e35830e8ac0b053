import { CatalogError } from '../../foundation/index.ts';
import { holdPeople, type Person, type PersonRole, type Principal } from '../../identity/index.ts';
import { type Tx } from '../../postgres/index.ts';
import { requireCapability, type Capability } from '../capabilities.ts';
import { decideAsset } from '../decide-asset.ts';
import { gatherFacts, type AccessFacts, type AdministeredConnection } from '../gather-facts.ts';
import { isWorkspaceOwner } from '../hand-on.ts';

/**
 * The facts of an actor that changes people or groups. Such changes follow one another, and the facts are read after the wait:
 * of two admins who take each other's role at one moment, one is none any more when its turn comes.
 * Throws `permission_denied`.
 */
export async function governPeople(tx: Tx, principal: Principal, capability: Capability): Promise<AccessFacts> {
  await holdPeople(tx);
  const facts = await gatherFacts(tx, principal);
  requireCapability(facts.principal, capability);
  return facts;
}

/** Throws `permission_denied` when somebody would do this to themselves; `what` is the end of a sentence. */
export function requireSomebodyElse({ principal }: AccessFacts, person: Person, what: string): void {
  if (principal.actorId !== person.id) return;
  throw new CatalogError('permission_denied', `nobody ${what}; ask another admin`);
}

/**
 * Throws `permission_denied` unless the actor may make a person this.
 * SECURITY: an admin who is a person owns the workspace, which is more than any API token holds; a token that made one would hand on
 * what it does not have.
 */
export function requireMayGiveRole(facts: AccessFacts, role: PersonRole): void {
  if (role !== 'admin' || isWorkspaceOwner(facts)) return;
  throw new CatalogError('permission_denied', 'only a person who is an admin makes somebody an admin');
}

/**
 * Throws `permission_denied` unless the actor may hand out what lets somebody in as a person.
 * SECURITY: not an API token, whatever its role: with the code it would sign in as that person and be more than it is.
 */
export function requireMayLetIn(facts: AccessFacts): void {
  if (isWorkspaceOwner(facts)) return;
  throw new CatalogError('permission_denied', 'only a person who is an admin makes codes that let somebody in');
}

/** The connections in words, for a refusal; those that the actor may not know are only counted. */
export function nameConnections(facts: AccessFacts, connections: readonly AdministeredConnection[]): string {
  const isKnown = ({ guid, qualifiedName }: AdministeredConnection) =>
    isWorkspaceOwner(facts) ||
    decideAsset(facts, 'asset.read', {
      ...{ guid, qualifiedName, connectionQualifiedName: qualifiedName },
      ...{ typeName: 'Connection', superTypes: ['Asset', 'Referenceable'], createdBy: '' },
    }).effect === 'allow';
  const known = connections.filter(isKnown).map(({ qualifiedName }) => `\`${qualifiedName}\``);
  const hidden = connections.length - known.length;
  return [...known, ...(hidden === 0 ? [] : [`${String(hidden)} that you may not see`])].join(', ');
}

/** Throws `admins_empty` when a change has left connections without a living admin. */
export function requireNoOrphans(facts: AccessFacts, orphans: readonly AdministeredConnection[]): void {
  if (orphans.length === 0) return;
  const named = nameConnections(facts, orphans);
  throw new CatalogError('admins_empty', `no living admin would be left of ${named}; name another admin there first`);
}
