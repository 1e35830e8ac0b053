import { CatalogError } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { bumpPolicyEpoch } from '../policy-epoch.ts';
import { endRefreshTokensOf, endSecretsOf } from '../sessions/end-secrets.ts';
import type { Person, PersonRole } from './person.ts';

/**
 * Throws `state_conflict` unless somebody is left who is an active admin and can sign in. Call it after the change and under
 * `holdPeople`. One who was invited and never came does not count: nobody could let them in.
 */
async function requireLivingAdmin(tx: Tx): Promise<void> {
  const { rows } = await sql`
    SELECT FROM actor JOIN local_account AS account ON account.actor_id = actor.id
    WHERE actor.kind = 'user' AND actor.role = 'admin' AND actor.state = 'active'
      AND (account.password_hash IS NOT NULL OR account.last_login_at IS NOT NULL)
    LIMIT 1`.execute(tx);
  if (rows.length > 0) return;
  throw new CatalogError('state_conflict', 'the workspace would have no active admin left who can sign in');
}

/** Ends what lets the person in: sessions, bearers, refresh and access tokens, so that enabling them again revives none, and codes under way. */
async function shutOut(tx: Tx, personId: string): Promise<void> {
  await endSecretsOf(tx, personId);
  await endRefreshTokensOf(tx, personId);
  await tx.deleteFrom('account_code').where('actor_id', '=', personId).execute();
  await tx.deleteFrom('sign_in_code').where('actor_id', '=', personId).execute();
}

/**
 * Disables a person: from the commit on nothing of theirs is let in. API tokens that they made are actors of their own and are
 * not touched. Throws `state_conflict` when no admin would be left.
 */
export async function disablePerson(tx: Tx, person: Person): Promise<void> {
  await tx.updateTable('actor').set({ state: 'disabled' }).where('id', '=', person.id).execute();
  await shutOut(tx, person.id);
  await requireLivingAdmin(tx);
  await bumpPolicyEpoch(tx);
}

/** Lets a disabled person sign in again, with the password they had. */
export async function enablePerson(tx: Tx, person: Person): Promise<void> {
  await tx.updateTable('actor').set({ state: 'active' }).where('id', '=', person.id).execute();
  await bumpPolicyEpoch(tx);
}

/**
 * Removes a person for good: what is known of them goes, their name stays taken, because lists of admins and members may hold
 * it. Their address is free again. API tokens that they made are not touched.
 * Throws `state_conflict` when no admin would be left.
 */
export async function removePerson(tx: Tx, person: Person): Promise<void> {
  await tx.updateTable('actor').set({ state: 'deleted' }).where('id', '=', person.id).execute();
  await tx
    .updateTable('local_account')
    .set({ email: null, email_verified: false, first_name: '', last_name: '', password_hash: null, attributes: '{}' })
    .where('actor_id', '=', person.id)
    .execute();
  await tx.deleteFrom('user_group_member').where('actor_id', '=', person.id).execute();
  await tx.deleteFrom('sign_in_network').where('actor_id', '=', person.id).execute();
  await shutOut(tx, person.id);
  await requireLivingAdmin(tx);
  await bumpPolicyEpoch(tx);
}

/** Makes the role of a person another one; they sign in anew to use it, their refresh tokens go on with it. Throws `state_conflict` when no admin would be left. */
export async function setPersonRole(tx: Tx, person: Person, role: PersonRole): Promise<void> {
  await tx.updateTable('actor').set({ role }).where('id', '=', person.id).execute();
  await endSecretsOf(tx, person.id);
  await requireLivingAdmin(tx);
  await bumpPolicyEpoch(tx);
}
