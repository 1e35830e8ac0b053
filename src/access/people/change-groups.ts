import { recordAudit } from '../../audit/index.ts';
import { CatalogError, requireNoProblems } from '../../foundation/index.ts';
import {
  addMembers,
  holdGroup,
  holdPerson,
  insertGroup,
  removeMembers,
  updateGroup as updateGroupTexts,
  type GroupTexts,
  type HeldGroup,
  type Principal,
} from '../../identity/index.ts';
import { retryTransaction, type Tx } from '../../postgres/index.ts';
import { findOrphans } from '../connections/living-admins.ts';
import { type AccessDeps } from '../deps.ts';
import { requireMayTurnGroups } from './group-rights.ts';
import { everybody } from '../gather-facts.ts';
import { governPeople, requireNoOrphans } from './govern-people.ts';

const membersMax = 1000;

function requireFewIds(path: string, ids: readonly string[]): void {
  if (ids.length <= membersMax) return;
  requireNoProblems('field_invalid', [{ path, message: `must be at most ${membersMax} at a time` }]);
}

/** SECURITY: every actor counts as a member of it, so any list that names it would take in everybody. */
function requireNotEverybody(name: string): void {
  if (name !== everybody) return;
  requireNoProblems('field_invalid', [{ path: 'name', message: `\`${name}\` stands for everybody; choose another` }]);
}

export interface GroupInput extends Partial<Omit<GroupTexts, 'description'>> {
  readonly name: string;
  readonly description?: string | null;
  /** Who is in it from the start, by id. */
  readonly userIds: readonly string[];
}

export interface CreatedGroup {
  readonly id: string;
  /** Of each id that was given, whether it is a person and is in the group now. */
  readonly members: ReadonlyMap<string, boolean>;
}

/**
 * Makes a group, with the people given in it; an id that is nobody's does not stop it (Atlan wire, creating a group).
 * Throws `permission_denied` (no `group.manage`, handing on what one does not hold), `field_invalid`, `already_exists`.
 */
export async function createGroup(deps: AccessDeps, principal: Principal, input: GroupInput): Promise<CreatedGroup> {
  requireFewIds('users', input.userIds);
  requireNotEverybody(input.name);
  return retryTransaction(deps.db, async (tx) => {
    const facts = await governPeople(tx, principal, 'group.manage');
    const { name, alias = name, description = null, isDefault = false, userIds } = input;
    // A list may hold a name that no group had when it was written down.
    await requireMayTurnGroups(tx, facts, { names: [name], gains: true, loses: false });
    const id = await insertGroup(tx, { name, alias, description, isDefault, createdBy: principal.username });
    const added = await addMembers(tx, { groupIds: [id], userIds });
    const joined = new Set(added.map(({ userId }) => userId));
    const members = new Map(userIds.map((userId) => [userId, joined.has(userId.toLowerCase())]));
    await recordAudit(tx, {
      actor: principal,
      action: 'group.create',
      objectKind: 'group',
      objectId: id,
      detail: { name, isDefault, added: added.map(({ username }) => username) },
    });
    return { id, members };
  });
}

/**
 * What is absent stays. `name`, which can never change, is only compared. Of several `aliases` the first that is another than now is
 * meant: clients send what they have read beside what they change.
 */
export interface GroupUpdate extends Partial<Omit<GroupTexts, 'alias'>> {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly name?: string | undefined;
}

function requireSameName(group: HeldGroup, name: string | undefined): void {
  if (name === undefined || name === group.name) return;
  requireNoProblems('field_invalid', [{ path: 'name', message: `is \`${group.name}\` for good; change \`alias\`` }]);
}

/**
 * Changes what people read of a group, and whether new users join it.
 * Throws `permission_denied` (no `group.manage`, making a default of what one may not hand on), `record_not_found`, `field_invalid`.
 */
export async function updateGroup(deps: AccessDeps, principal: Principal, update: GroupUpdate): Promise<void> {
  await retryTransaction(deps.db, async (tx) => {
    const facts = await governPeople(tx, principal, 'group.manage');
    const group = await holdGroup(tx, update.id);
    requireSameName(group, update.name);
    const { description = group.description, isDefault = group.isDefault } = update;
    const alias = update.aliases.find((text) => text !== group.alias) ?? group.alias;
    const gains = isDefault && !group.isDefault;
    if (gains) await requireMayTurnGroups(tx, facts, { names: [group.name], gains, loses: false });
    await updateGroupTexts(tx, group, { alias, description, isDefault, updatedBy: principal.username });
    await recordAudit(tx, {
      actor: principal,
      action: 'group.update',
      objectKind: 'group',
      objectId: group.id,
      detail: { name: group.name, alias, isDefault },
    });
  });
}

/** Groups that are not there are named, all at once. */
async function holdGroups(tx: Tx, ids: readonly string[]): Promise<HeldGroup[]> {
  const held: HeldGroup[] = [];
  const problems: { path: string; message: string }[] = [];
  for (const id of [...new Set(ids)].sort()) {
    const group = await holdGroup(tx, id).catch((error: unknown) => {
      if (!(error instanceof CatalogError) || error.code !== 'record_not_found') throw error;
      problems.push({ path: 'groups', message: error.message });
      return null;
    });
    if (group !== null) held.push(group);
  }
  requireNoProblems('field_invalid', problems);
  return held;
}

/**
 * Adds a person to groups; those they are in already stay as they are.
 * Throws `permission_denied` (no `group.manage`, handing on what one does not hold), `record_not_found`, `field_invalid` for every
 * unknown group.
 */
export async function addToGroups(
  deps: AccessDeps,
  principal: Principal,
  input: { readonly userId: string; readonly groupIds: readonly string[] },
): Promise<void> {
  requireFewIds('groups', input.groupIds);
  await retryTransaction(deps.db, async (tx) => {
    const facts = await governPeople(tx, principal, 'group.manage');
    const person = await holdPerson(tx, input.userId);
    const groups = await holdGroups(tx, input.groupIds);
    await requireMayTurnGroups(tx, facts, { names: groups.map(({ name }) => name), gains: true, loses: false });
    const added = await addMembers(tx, { groupIds: groups.map(({ id }) => id), userIds: [person.id] });
    const joined = new Set(added.map(({ groupId }) => groupId));
    await recordAudit(tx, {
      actor: principal,
      action: 'group.add-members',
      objectKind: 'actor',
      objectId: person.id,
      detail: {
        username: person.username,
        groups: groups.filter(({ id }) => joined.has(id)).map(({ name }) => name),
      },
    });
  });
}

/**
 * Takes people out of a group; ids of others are passed over.
 * Throws `permission_denied`, `record_not_found`, `admins_empty` when a connection would lose its last living admin.
 */
export async function removeFromGroup(
  deps: AccessDeps,
  principal: Principal,
  input: { readonly groupId: string; readonly userIds: readonly string[] },
): Promise<void> {
  requireFewIds('users', input.userIds);
  await retryTransaction(deps.db, async (tx) => {
    const facts = await governPeople(tx, principal, 'group.manage');
    const group = await holdGroup(tx, input.groupId);
    await requireMayTurnGroups(tx, facts, { names: [group.name], gains: false, loses: true });
    const { result, orphans } = await findOrphans(tx, () =>
      removeMembers(tx, { groupIds: [group.id], userIds: input.userIds }),
    );
    requireNoOrphans(facts, orphans);
    await recordAudit(tx, {
      actor: principal,
      action: 'group.remove-members',
      objectKind: 'group',
      objectId: group.id,
      detail: { name: group.name, removed: result.map(({ username }) => username) },
    });
  });
}
