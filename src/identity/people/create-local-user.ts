import { CatalogError, newGuid } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { readPolicyEpoch } from '../policy-epoch.ts';
import type { PersonRole } from './person.ts';
import { principalFrom, type Principal } from '../principal.ts';

export interface NewLocalUser {
  readonly username: string;
  readonly role: PersonRole;
  /** From `hashPassword`; `null` for an account nobody can sign in to by password yet. */
  readonly passwordHash: string | null;
  readonly email?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
  /** The name of who made it. History only. */
  readonly createdBy: string;
}

/** Every new person joins the default groups, however they came. */
async function joinDefaultGroups(tx: Tx, actorId: string): Promise<void> {
  await sql`
    INSERT INTO user_group_member (group_id, actor_id)
    SELECT id, ${actorId}::uuid FROM user_group WHERE is_default
    -- One that is being deleted is waited for and then passed over.
    ORDER BY id FOR KEY SHARE`.execute(tx);
}

/**
 * Adds a person with a local account, in the default groups, inside the caller's transaction; the input is checked already
 * (`localUserProblems`).
 * Throws `already_exists` when the user name or the e-mail address is taken, by a deleted actor too.
 */
export async function createLocalUser(tx: Tx, user: NewLocalUser): Promise<Principal> {
  const actorId = newGuid();
  const { username, role } = user;
  const actor = await tx
    .insertInto('actor')
    .values({ id: actorId, kind: 'user', username, role, created_by: user.createdBy })
    .onConflict((conflict) => conflict.column('username').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (actor === undefined) throw new CatalogError('already_exists', `the user name \`${username}\` is taken`);
  const account = await tx
    .insertInto('local_account')
    .values({
      actor_id: actorId,
      email: user.email ?? null,
      first_name: user.firstName ?? '',
      last_name: user.lastName ?? '',
      password_hash: user.passwordHash,
      attributes: JSON.stringify(user.attributes ?? {}),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('actor_id')
    .executeTakeFirst();
  if (account === undefined) throw new CatalogError('already_exists', `the e-mail address \`${user.email}\` is taken`);
  await joinDefaultGroups(tx, actorId);
  const epoch = await readPolicyEpoch(tx);
  return principalFrom({ actorId, kind: 'user', username, role, tokenId: null, epoch });
}
