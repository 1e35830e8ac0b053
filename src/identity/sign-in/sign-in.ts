import { recordAudit, systemActor } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { transact, type Db, type Tx } from '../../postgres/index.ts';
import { beginSession, type SessionHolder, type SignedIn } from './begin-session.ts';
import type { SignInDeps } from '../deps.ts';
import { hashPassword, isOutdatedHash, matchlessHash, verifyPassword } from './password-hash.ts';
import { forgetSignInAttempts, spendSignInAttempt } from './sign-in-budget.ts';

export interface SignInInput {
  readonly username: string;
  readonly password: string;
  /** Where the caller sits on the network; attempts are counted per account and network. */
  readonly address: string;
}

interface Account extends SessionHolder {
  readonly state: 'active' | 'disabled' | 'deleted';
  readonly passwordHash: string | null;
}

/** No password is longer (see the password rules); what is longer is not worth hashing. */
const passwordCharactersMax = 1024;

async function findAccount(db: Db, username: string): Promise<Account | undefined> {
  // PostgreSQL refuses a text with NUL as a fault of the statement; no account has one.
  if (username.includes('\u0000')) return undefined;
  return db
    .selectFrom('actor')
    .innerJoin('local_account', 'local_account.actor_id', 'actor.id')
    .where('actor.username', '=', username)
    .select(['actor.id as actorId', 'actor.username', 'actor.role', 'actor.state'])
    .select('local_account.password_hash as passwordHash')
    .executeTakeFirst();
}

/**
 * Whether the password is the account's. SECURITY: exactly one argon2id comparison whether the account exists, has a
 * password, is active or not, so that the time taken tells nothing.
 */
async function isRightPassword(deps: SignInDeps, account: Account | undefined, password: string): Promise<boolean> {
  const storedHash = account?.passwordHash ?? matchlessHash;
  const candidate = password.slice(0, passwordCharactersMax);
  const matches = await deps.passwordGate.run(() => verifyPassword(storedHash, candidate));
  return matches && candidate === password && account?.state === 'active';
}

/** SECURITY: a name that is no account is not recorded; people type passwords into the name field. */
async function recordRefusal(db: Db, account: Account | undefined): Promise<void> {
  await transact(db, (tx) =>
    recordAudit(tx, {
      actor: account ?? systemActor,
      action: 'session.refuse',
      objectKind: 'actor',
      objectId: account?.actorId ?? 'unknown',
    }),
  );
}

async function refreshHash(tx: Tx, account: Account, password: string): Promise<void> {
  if (account.passwordHash === null || !isOutdatedHash(account.passwordHash)) return;
  await tx
    .updateTable('local_account')
    .set({ password_hash: await hashPassword(password) })
    .where('actor_id', '=', account.actorId)
    .where('password_hash', '=', account.passwordHash)
    .execute();
}

/**
 * Signs a person in by user name and password and begins a session.
 * Throws `token_invalid` (one text for an unknown name, a wrong password, an account without password or not active) and
 * `rate_limited`.
 */
export async function signIn(deps: SignInDeps, input: SignInInput): Promise<SignedIn> {
  await spendSignInAttempt(deps.db, input);
  const account = await findAccount(deps.db, input.username);
  if (!(await isRightPassword(deps, account, input.password)) || account === undefined) {
    await recordRefusal(deps.db, account);
    throw new CatalogError('token_invalid', 'the user name or the password is wrong');
  }
  return transact(deps.db, async (tx) => {
    await refreshHash(tx, account, input.password);
    await forgetSignInAttempts(tx, input);
    return beginSession(tx, account);
  });
}
