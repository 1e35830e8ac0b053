import { recordAudit } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import {
  disablePerson,
  enablePerson,
  findCurrentUser,
  findPerson,
  holdPerson,
  personRoleOf,
  setPersonRole,
  updatePerson,
  userNotFound,
  type CurrentUser,
  type Person,
  type PersonChanges,
  type Principal,
} from '../../identity/index.ts';
import { retryTransaction, type Db, type Tx } from '../../postgres/index.ts';
import { hasCapability, requireCapability } from '../capabilities.ts';
import { findOrphans } from '../connections/living-admins.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts, type AccessFacts } from '../gather-facts.ts';
import { governPeople, requireMayGiveRole, requireNoOrphans, requireSomebodyElse } from './govern-people.ts';

/** Throws `record_not_found` unless there is such a person. Call it after the caller's right was checked. */
export async function getPerson(db: Db | Tx, id: string): Promise<Person> {
  const person = await findPerson(db, id);
  if (person === null) throw userNotFound(id);
  return person;
}

/**
 * A person may write their own profile, a guest nothing at all; only who manages users writes that of others and any address.
 * SECURITY: an address may be how others find the right account; nobody gives themselves one.
 */
function requireMayUpdate(facts: AccessFacts, userId: string, changes: PersonChanges): void {
  const { principal } = facts;
  const isOwnProfile = principal.kind === 'user' && principal.actorId === userId && principal.role !== 'guest';
  if (isOwnProfile && changes.email === undefined) return;
  requireCapability(principal, 'user.manage');
}

/** What the person has already is no change: clients send back all that they have read. */
function withoutSameEmail(person: Person, { email, ...changes }: PersonChanges): PersonChanges {
  const wanted = email?.normalize('NFKC').trim();
  if (wanted === undefined || wanted.toLowerCase() === (person.email ?? '').toLowerCase()) return changes;
  return { ...changes, email: wanted };
}

/**
 * Changes the profile of a person: their own, or with `user.manage` anybody's. Role, state and user name are not part of it.
 * Throws `permission_denied`, `record_not_found`, `field_invalid`, `already_exists` for an address of somebody else.
 */
export async function updateUser(
  deps: AccessDeps,
  principal: Principal,
  input: { readonly id: string; readonly changes: PersonChanges },
): Promise<CurrentUser> {
  return retryTransaction(deps.db, async (tx) => {
    const facts = await gatherFacts(tx, principal);
    // SECURITY: who may change nobody learns not even who there is.
    if (facts.principal.actorId !== input.id) requireCapability(facts.principal, 'user.manage');
    const person = await holdPerson(tx, input.id);
    const changes = withoutSameEmail(person, input.changes);
    requireMayUpdate(facts, input.id, changes);
    await updatePerson(tx, person, changes);
    const updated = await findCurrentUser(tx, { ...principal, kind: 'user', actorId: person.id });
    if (updated === null) throw userNotFound(input.id);
    const fields = Object.keys(changes).filter((name) => changes[name as keyof PersonChanges] !== undefined);
    await recordAudit(tx, {
      actor: principal,
      action: 'user.update',
      objectKind: 'actor',
      objectId: person.id,
      detail: { username: person.username, fields },
    });
    return updated;
  });
}

function readWorkspaceRole(roleId: string) {
  const role = personRoleOf(roleId);
  if (role !== null) return role;
  const message = 'must be the id of the role `$admin`, `$member` or `$guest`';
  throw new CatalogError('field_invalid', `roleId: ${message}`, { details: [{ path: 'roleId', message }] });
}

/**
 * Gives a person another workspace role; their sessions and bearers end. The same role again changes nothing.
 * Throws `permission_denied` (no `user.manage`, the own role, an API token that would make an admin), `record_not_found`,
 * `field_invalid`, `state_conflict` when no admin would be left, `admins_empty` when a connection is administered by the role alone.
 */
export async function changeRole(
  deps: AccessDeps,
  principal: Principal,
  input: { readonly userId: string; readonly roleId: string },
): Promise<void> {
  await retryTransaction(deps.db, async (tx) => {
    const facts = await governPeople(tx, principal, 'user.manage');
    const person = await holdPerson(tx, input.userId);
    const role = readWorkspaceRole(input.roleId);
    requireSomebodyElse(facts, person, 'changes their own role');
    if (person.role === role) return;
    requireMayGiveRole(facts, role);
    const { orphans } = await findOrphans(tx, () => setPersonRole(tx, person, role));
    requireNoOrphans(facts, orphans);
    await recordAudit(tx, {
      actor: principal,
      action: 'user.change-role',
      objectKind: 'actor',
      objectId: person.id,
      detail: { username: person.username, before: person.role, after: role },
    });
  });
}

/**
 * Disables a person, or lets them in again. A disabled one's sessions and bearers are dead when this answers, on every node, and stay
 * dead; API tokens that they made work on. Doing it twice changes nothing.
 * Throws `permission_denied` (no `user.manage`, oneself, an API token that would let an admin in), `record_not_found`,
 * `state_conflict` when no admin would be left.
 */
export async function switchUser(
  deps: AccessDeps,
  principal: Principal,
  input: { readonly userId: string; readonly enabled: boolean },
): Promise<void> {
  await retryTransaction(deps.db, async (tx) => {
    const facts = await governPeople(tx, principal, 'user.manage');
    const person = await holdPerson(tx, input.userId);
    requireSomebodyElse(facts, person, 'disables or enables themselves');
    if ((person.state === 'active') === input.enabled) return;
    if (input.enabled) requireMayGiveRole(facts, person.role);
    await (input.enabled ? enablePerson : disablePerson)(tx, person);
    await recordAudit(tx, {
      actor: principal,
      action: input.enabled ? 'user.enable' : 'user.disable',
      objectKind: 'actor',
      objectId: person.id,
      detail: { username: person.username },
    });
  });
}

/** Whether the actor is this person, or may know everything about people. */
export function isSelfOrManager({ actorId, role, scopes }: Principal, userId: string): boolean {
  return actorId === userId || hasCapability({ role, ...(scopes === undefined ? {} : { scopes }) }, 'user.manage');
}
