import { CatalogError } from '../../foundation/index.ts';
import { holdPeople, type Person, type PersonRole, type Principal } from '../../identity/index.ts';
import { type Tx } from '../../postgres/index.ts';
import { requireCapability, type Capability } from '../capabilities.ts';
import { isConnectionAdmin } from '../decide-asset.ts';
import { isCollectionEditor } from '../collections/collection-policy.ts';
import { type Abandoned } from '../connections/living-admins.ts';
import { gatherFacts, type AccessFacts } from '../gather-facts.ts';
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

/** Connections and collections in words, for a refusal; those that the actor has no say in are only counted. */
export function nameAbandoned(facts: AccessFacts, abandoned: readonly Abandoned[]): string {
  const isKnown = (place: Abandoned) =>
    place.kind === 'collection'
      ? isCollectionEditor(facts, place)
      : isWorkspaceOwner(facts) || isConnectionAdmin(facts, place.qualifiedName);
  const known = abandoned.filter(isKnown).map(({ qualifiedName }) => `\`${qualifiedName}\``);
  const hidden = abandoned.length - known.length;
  return [...known, ...(hidden === 0 ? [] : [`${String(hidden)} that you may not see`])].join(', ');
}

/** Throws `admins_empty` when a change has left connections without a living admin, or collections without a living editor. */
export function requireNoOrphans(facts: AccessFacts, orphans: readonly Abandoned[]): void {
  if (orphans.length === 0) return;
  const named = nameAbandoned(facts, orphans);
  throw new CatalogError('admins_empty', `no living admin would be left of ${named}; name another admin there first`);
}
