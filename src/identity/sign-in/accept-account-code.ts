import { recordAudit } from '../../audit/index.ts';
import { CatalogError, requireNoProblems } from '../../foundation/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import type { SignInDeps } from '../deps.ts';
import { personNameProblems } from '../people/update-person.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';
import { endSecretsOf } from '../sessions/end-secrets.ts';
import { findCodeHolder, spendAccountCode } from './account-code.ts';
import { insertSession, recordSessionBegin, type SignedIn } from './begin-session.ts';
import { newPasswordProblems } from './new-password.ts';
import { hashPassword } from './password-hash.ts';
import { forgetSignInAttempts } from './sign-in-budget.ts';

export interface AccountAcceptance {
  readonly code: string;
  readonly password: string;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly origin: RequestOrigin;
}

/** SECURITY: wrong, used, replaced and expired answer alike, and so does one whose person was disabled. */
function refuseCode(): CatalogError {
  return new CatalogError('permission_denied', 'the code is wrong, used or expired; ask for a new one');
}

/**
 * Sets the password of who was invited, or whose password an admin had reset, and begins a session. Sessions and what
 * was made by them are dead when this answers; refresh tokens go on, as after any change of a password. Throws `permission_denied` for a code that is no good, `field_invalid` with everything that is wrong;
 * a refused password leaves the code usable.
 */
export async function acceptAccountCode(deps: SignInDeps, input: AccountAcceptance): Promise<SignedIn> {
  const { code, password, firstName, lastName, origin } = input;
  const holder = await findCodeHolder(deps.db, code);
  if (holder === null) throw refuseCode();
  requireNoProblems('field_invalid', [
    ...personNameProblems({ firstName, lastName }),
    ...(await newPasswordProblems(deps, { password, path: 'password', person: holder })),
  ]);
  const passwordHash = await deps.passwordGate.run(() => hashPassword(password));
  const { actorId, username } = holder;
  return retryTransaction(deps.db, async (tx) => {
    const purpose = await spendAccountCode(tx, code);
    if (purpose === null) throw refuseCode();
    await tx
      .updateTable('local_account')
      .set({
        password_hash: passwordHash,
        ...(firstName === undefined ? {} : { first_name: firstName }),
        ...(lastName === undefined ? {} : { last_name: lastName }),
      })
      .where('actor_id', '=', actorId)
      .execute();
    await endSecretsOf(tx, actorId);
    await forgetSignInAttempts(tx, { username, address: origin.address ?? '' }, actorId);
    const begun = await insertSession(tx, actorId, origin);
    const action = `${purpose}.accept`;
    await recordAudit(tx, { actor: begun.principal, action, objectKind: 'actor', objectId: actorId, origin });
    await recordSessionBegin(tx, begun, { ...origin, method: 'account-code' });
    return begun;
  });
}
