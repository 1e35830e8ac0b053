import { recordAudit } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { transact } from '../../postgres/index.ts';
import type { SignInDeps } from '../deps.ts';
import type { Principal } from '../principal.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';
import type { SignedIn } from '../sign-in/begin-session.ts';
import { requireOwnPassword } from '../sign-in/own-password.ts';
import { forgetSignInAttempts } from '../sign-in/sign-in-budget.ts';
import { renewSession } from './renew-session.ts';

/** What a person in a session brings to prove again who they are. */
export interface SessionProof {
  readonly sessionId: string;
  readonly password: string;
  readonly origin: RequestOrigin;
}

export function sessionEnded(): CatalogError {
  return new CatalogError('token_invalid', 'the session has ended');
}

/**
 * Makes a session as fresh as one that just began, for what a signed-in browser that was left alone must not do. Its secret is another one
 * afterwards. Throws `permission_denied`, `field_invalid` for a wrong password, `rate_limited`, `token_invalid`.
 */
export async function confirmSession(deps: SignInDeps, principal: Principal, proof: SessionProof): Promise<SignedIn> {
  const { password, origin, sessionId } = proof;
  await requireOwnPassword(deps, principal, { password, origin, path: 'password' });
  const { actorId, username } = principal;
  return transact(deps.db, async (tx) => {
    await forgetSignInAttempts(tx, { username, address: origin.address ?? '' }, actorId);
    const renewed = await renewSession(tx, principal, sessionId);
    if (renewed === null) throw sessionEnded();
    const detail = { sessionId };
    await recordAudit(tx, {
      ...{ actor: principal, action: 'session.confirm', objectKind: 'actor', objectId: actorId, detail, origin },
    });
    return renewed;
  });
}
