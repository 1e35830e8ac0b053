import { recordAudit, systemActor } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { retryTransaction, transact, type Db, type Tx } from '../../postgres/index.ts';
import { beginSession, type SessionHolder, type SignedIn } from './begin-session.ts';
import type { SignInDeps } from '../deps.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';
import { hashPassword, isOutdatedHash } from './password-hash.ts';
import { isPasswordOf } from './own-password.ts';
import { forgetSignInAttempts, spendSignInAttempt } from './sign-in-budget.ts';

export interface SignInInput {
  readonly username: string;
  readonly password: string;
  /** Where the caller sits on the network; attempts are counted per account and network. */
  readonly address: string;
  /** What the caller's client calls itself. */
  readonly client?: string | null;
}

interface Account extends SessionHolder {
  readonly state: 'active' | 'disabled' | 'deleted';
  readonly passwordHash: string | null;
}

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
  const matches = await isPasswordOf(deps, account?.passwordHash ?? null, password);
  return matches && account?.state === 'active';
}

/** SECURITY: a name that is no account is not recorded; people type passwords into the name field. */
async function recordRefusal(db: Db, account: Account | undefined, origin: RequestOrigin): Promise<void> {
  await transact(db, (tx) =>
    recordAudit(tx, {
      actor: account ?? systemActor,
      action: 'session.refuse',
      objectKind: 'actor',
      objectId: account?.actorId ?? 'unknown',
      origin,
    }),
  );
}

/**
 * Keeps the password that was checked from being changed until the commit, and makes its hash anew where it is outdated. `false` when it
 * was changed meanwhile: a session must not begin by a password that has ended.
 */
async function keepPassword(tx: Tx, account: Account, password: string): Promise<boolean> {
  const { actorId, passwordHash } = account;
  const stored = await tx
    .selectFrom('local_account')
    .where('actor_id', '=', actorId)
    .where('password_hash', '=', passwordHash)
    .select('password_hash')
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (stored === undefined || passwordHash === null) return false;
  if (!isOutdatedHash(passwordHash)) return true;
  const renewed = await hashPassword(password);
  await tx.updateTable('local_account').set({ password_hash: renewed }).where('actor_id', '=', actorId).execute();
  return true;
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
  const origin: RequestOrigin = { address: input.address, client: input.client ?? null };
  await spendSignInAttempt(deps.db, input);
  const account = await findAccount(deps.db, input.username);
  if (!(await isRightPassword(deps, account, input.password)) || account === undefined) {
    await recordRefusal(deps.db, account, origin);
    throw refuse();
  }
  return retryTransaction(deps.db, async (tx) => {
    if (!(await keepPassword(tx, account, input.password))) throw refuse();
    await forgetSignInAttempts(tx, input, account.actorId);
    return beginSession(tx, account, { ...origin, method: 'password' });
  });
}
