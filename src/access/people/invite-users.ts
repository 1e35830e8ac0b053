import { recordAudit } from '../../audit/index.ts';
import { CatalogError, requireNoProblems, type Problem } from '../../foundation/index.ts';
import {
  createLocalUser,
  emailProblems,
  findFreeUsername,
  findPersonByEmail,
  personRoleOf,
  type PersonRole,
  type Principal,
} from '../../identity/index.ts';
import { retryTransaction, type Tx } from '../../postgres/index.ts';
import { type AccessDeps } from '../deps.ts';
import { type AccessFacts } from '../gather-facts.ts';
import { governPeople, requireMayGiveRole } from './govern-people.ts';

/** One person to be invited, with the role's id, its wire name, or both when they agree. */
export interface Invite {
  readonly email: string;
  readonly roleId?: string | undefined;
  readonly roleName?: string | undefined;
}

export interface InvitedUser {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  /** False for one who was there before; nothing of theirs has changed then. */
  readonly isNew: boolean;
}

interface ReadInvite {
  readonly email: string;
  readonly role: PersonRole;
}

const invitesMax = 200;
const acceptedRoles = '`$admin`, `$member` or `$guest`, by name or by id';

function readRole({ roleId, roleName }: Invite, path: string): PersonRole | Problem {
  const named = [roleId, roleName].filter((text) => text !== undefined).map(personRoleOf);
  const [role] = named;
  if (role === undefined || role === null || named.some((other) => other !== role))
    return { path, message: `must name one role: ${acceptedRoles}` };
  return role;
}

function readInvites(invites: readonly Invite[]): ReadInvite[] {
  const problems: Problem[] = [];
  if (invites.length > invitesMax) problems.push({ path: 'users', message: `must be at most ${invitesMax} at a time` });
  const read = invites.flatMap((invite, index) => {
    const at = `users[${String(index)}]`;
    // One address has many spellings; the one that looks like its reader's keyboard is kept.
    const email = invite.email.normalize('NFKC').trim();
    const role = readRole(invite, `${at}.roleName`);
    problems.push(...emailProblems(email, `${at}.email`), ...(typeof role === 'string' ? [] : [role]));
    return typeof role === 'string' ? [{ email, role }] : [];
  });
  requireNoProblems('field_invalid', problems);
  return read;
}

function isTaken(error: unknown): boolean {
  return error instanceof CatalogError && error.code === 'already_exists';
}

interface Inviting {
  readonly tx: Tx;
  readonly facts: AccessFacts;
  readonly now: Date;
}

async function invite({ tx, facts, now }: Inviting, { email, role }: ReadInvite): Promise<InvitedUser> {
  const known = await findPersonByEmail(tx, email);
  if (known !== null) return { id: known.id, username: known.username, email: known.email ?? email, isNew: false };
  requireMayGiveRole(facts, role);
  const username = await findFreeUsername(tx, email);
  const createdBy = facts.principal.username;
  const invitedAt = [String(now.getTime())];
  const attributes = { invitedAt, invitedBy: [createdBy], invitedByName: [createdBy] };
  const made = { username, role, email, passwordHash: null, createdBy, attributes };
  const { actorId: id } = await createLocalUser(tx, made);
  return { id, username, email, isNew: true };
}

/**
 * Makes accounts for people known by e-mail, all or none. They have a user name at once, made from the address, and join the default
 * groups; they cannot sign in before they accept an invitation (`createInvitation`) or come by single sign-on. Inviting who is
 * there already changes nothing (Atlan wire, inviting users).
 * Throws `permission_denied` (no `user.manage`, an API token that would make an admin), `field_invalid` with all that is wrong.
 */
export async function inviteUsers(
  deps: AccessDeps,
  principal: Principal,
  invites: readonly Invite[],
): Promise<readonly InvitedUser[]> {
  const read = readInvites(invites);
  const attempt = () =>
    retryTransaction(deps.db, async (tx) => {
      const facts = await governPeople(tx, principal, 'user.manage');
      const invited: InvitedUser[] = [];
      const now = deps.clock.now();
      for (const one of read) invited.push(await invite({ tx, facts, now }, one));
      await recordAudit(tx, {
        actor: principal,
        action: 'user.invite',
        objectKind: 'actor',
        objectId: invited[0]?.id ?? '',
        detail: { invited: invited.filter(({ isNew }) => isNew).map(({ id, username }) => ({ id, username })) },
      });
      return invited;
    });
  // Somebody came by another door, such as single sign-on, under the name or address that was free a moment ago.
  return attempt().catch((error: unknown) => {
    if (isTaken(error)) return attempt();
    throw error;
  });
}
