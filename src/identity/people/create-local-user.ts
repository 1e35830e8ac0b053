import { CatalogError, newGuid } from '../../foundation/index.ts';
import type { Tx } from '../../postgres/index.ts';
import { readPolicyEpoch } from '../policy-epoch.ts';
import { principalFrom, type Principal } from '../principal.ts';

export interface NewLocalUser {
  readonly username: string;
  readonly role: 'admin' | 'member' | 'guest';
  /** From `hashPassword`; `null` for an account nobody can sign in to by password yet. */
  readonly passwordHash: string | null;
  readonly email?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  /** The name of who made it. History only. */
  readonly createdBy: string;
}

/**
 * Adds a person with a local account inside the caller's transaction; the input is checked already (`localUserProblems`).
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
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('actor_id')
    .executeTakeFirst();
  if (account === undefined) throw new CatalogError('already_exists', `the e-mail address \`${user.email}\` is taken`);
  const epoch = await readPolicyEpoch(tx);
  return principalFrom({ actorId, kind: 'user', username, role, tokenId: null, epoch });
}
