import { recordAudit } from '../../audit/index.ts';
import { CatalogError, requireNoProblems } from '../../foundation/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import type { SignInDeps } from '../deps.ts';
import type { Principal } from '../principal.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';
import { sessionEnded } from '../sessions/confirm-session.ts';
import { endSecretsOf } from '../sessions/end-secrets.ts';
import { renewSession } from '../sessions/renew-session.ts';
import type { SignedIn } from './begin-session.ts';
import { newPasswordProblems } from './new-password.ts';
import { requireOwnPassword } from './own-password.ts';
import { hashPassword } from './password-hash.ts';
import { forgetSignInAttempts } from './sign-in-budget.ts';

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
  /** The session it is asked in; it goes on with a new secret, all others end. */
  readonly sessionId: string;
  readonly origin: RequestOrigin;
}

async function requireGoodPassword(deps: SignInDeps, principal: Principal, change: PasswordChange): Promise<void> {
  const { email } = await deps.db
    .selectFrom('local_account')
    .where('actor_id', '=', principal.actorId)
    .select('email')
    .executeTakeFirstOrThrow();
  const person = { username: principal.username, email };
  const path = 'newPassword';
  const problems = await newPasswordProblems(deps, { password: change.newPassword, path, person });
  const same = change.newPassword.normalize('NFKC') === change.currentPassword.normalize('NFKC');
  const unchanged = same ? [{ path, message: 'must be another one than the current password' }] : [];
  requireNoProblems('field_invalid', [...problems, ...unchanged]);
}

/**
 * Changes the password of who is signed in. Every other session and every bearer of theirs is dead when this answers.
 * Throws `permission_denied`, `field_invalid` (a wrong current password, everything wrong with the new one), `rate_limited`,
 * `state_conflict` when it was changed meanwhile, `token_invalid` when the session has ended.
 */
export async function changePassword(
  deps: SignInDeps,
  principal: Principal,
  change: PasswordChange,
): Promise<SignedIn> {
  const { actorId, username } = principal;
  const { origin } = change;
  const own = { password: change.currentPassword, origin, path: 'currentPassword' };
  const former = await requireOwnPassword(deps, principal, own);
  await requireGoodPassword(deps, principal, change);
  const passwordHash = await deps.passwordGate.run(() => hashPassword(change.newPassword));
  return retryTransaction(deps.db, async (tx) => {
    const changed = await tx
      .updateTable('local_account')
      .set({ password_hash: passwordHash })
      .where('actor_id', '=', actorId)
      .where('password_hash', '=', former)
      .executeTakeFirst();
    if (changed.numUpdatedRows === 0n) {
      throw new CatalogError('state_conflict', 'the password was changed by somebody else at this moment');
    }
    const renewed = await renewSession(tx, principal, change.sessionId);
    if (renewed === null) throw sessionEnded();
    const sessionsEnded = await endSecretsOf(tx, actorId, { except: change.sessionId });
    await tx.deleteFrom('account_code').where('actor_id', '=', actorId).execute();
    await forgetSignInAttempts(tx, { username, address: origin.address ?? '' }, actorId);
    const detail = { sessionsEnded };
    await recordAudit(tx, {
      ...{ actor: principal, action: 'password.change', objectKind: 'actor', objectId: actorId, detail, origin },
    });
    return renewed;
  });
}
