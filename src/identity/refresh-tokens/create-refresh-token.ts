import { recordAudit } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import type { SignInDeps } from '../deps.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';
import { keepPassword, provePassword } from '../sign-in/prove-password.ts';
import { forgetSignInAttempts, returnNetworkAttempt } from '../sign-in/sign-in-budget.ts';
import { issueRefreshToken, readTokenName, type IssuedRefreshToken } from './issue-refresh-token.ts';
import { readAlationSettings } from './read-alation-settings.ts';
import { ownerOf, refreshTokenEntry } from './token-entry.ts';

export interface RefreshTokenByPassword {
  /** Or the e-mail address of the account. */
  readonly username: string;
  readonly password: string;
  readonly name: string;
  readonly origin: RequestOrigin & { readonly address: string };
}

function refuse(): CatalogError {
  return new CatalogError('sign_in_refused', 'the user name or the password is wrong');
}

/**
 * Makes a refresh token by user name and password (Alation wire, createRefreshToken). Wrong passwords are counted like those of a sign-in;
 * right ones are not, since some clients prove one before every call.
 * Throws `field_invalid` for the name, `sign_in_refused` (one text for an unknown name, a wrong password, an account without password or
 * not active), `feature_disabled`, `rate_limited`.
 */
export async function createRefreshToken(
  deps: SignInDeps,
  { username, password, name: givenName, origin }: RefreshTokenByPassword,
): Promise<IssuedRefreshToken> {
  const name = readTokenName(givenName);
  const { passwordRoute } = await readAlationSettings(deps.db);
  if (!passwordRoute) {
    throw new CatalogError(
      'feature_disabled',
      'refresh tokens are not made by password here; make one in the web page',
    );
  }
  const account = await provePassword(deps, { username, password, origin, byEmail: true });
  if (account === null) throw refuse();
  return retryTransaction(deps.db, async (tx) => {
    if (!(await keepPassword(tx, account, password))) throw refuse();
    const { refreshTokenDays: lifespanDays } = await readAlationSettings(tx);
    const subject = { username: account.countedAs, address: origin.address };
    await forgetSignInAttempts(tx, subject, account.actorId);
    const issued = await issueRefreshToken(tx, { actorId: account.actorId, name, lifespanDays, origin, refuse });
    await returnNetworkAttempt(tx, subject);
    const { token } = issued;
    const act = { actor: ownerOf(token), action: 'refresh-token.create', token, origin } as const;
    await recordAudit(tx, refreshTokenEntry({ ...act, detail: { by: 'password' } }));
    return issued;
  });
}
