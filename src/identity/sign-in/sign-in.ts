import { CatalogError } from '../../foundation/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import { beginSession, type SignedIn } from './begin-session.ts';
import type { SignInDeps } from '../deps.ts';
import { keepPassword, provePassword } from './prove-password.ts';
import { forgetSignInAttempts } from './sign-in-budget.ts';

export interface SignInInput {
  readonly username: string;
  readonly password: string;
  /** Where the caller sits on the network; attempts are counted per account and network. */
  readonly address: string;
  /** What the caller's client calls itself. */
  readonly client?: string | null;
}

function refuse(): CatalogError {
  return new CatalogError('token_invalid', 'the user name or the password is wrong');
}

/**
 * Signs a person in by user name and password and begins a session.
 * Throws `token_invalid` (one text for an unknown name, a wrong password, an account without password or not active) and
 * `rate_limited`.
 */
export async function signIn(deps: SignInDeps, input: SignInInput): Promise<SignedIn> {
  const { username, password, address } = input;
  const origin = { address, client: input.client ?? null };
  const account = await provePassword(deps, { username, password, origin });
  if (account === null) throw refuse();
  return retryTransaction(deps.db, async (tx) => {
    if (!(await keepPassword(tx, account, password))) throw refuse();
    await forgetSignInAttempts(tx, { username: account.username, address }, account.actorId);
    return beginSession(tx, account, { ...origin, method: 'password' });
  });
}
