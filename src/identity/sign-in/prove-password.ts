import { recordAudit, systemActor } from '../../audit/index.ts';
import { sql, transact, type Db, type Tx } from '../../postgres/index.ts';
import type { SignInDeps } from '../deps.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';
import type { SessionHolder } from './begin-session.ts';
import { isPasswordOf } from './own-password.ts';
import { hashPassword, isOutdatedHash } from './password-hash.ts';
import { spendSignInAttempt } from './sign-in-budget.ts';

/** Who somebody says they are, what they prove it with, and where they sit on the network; attempts are counted by both. */
export interface PasswordClaim {
  readonly username: string;
  readonly password: string;
  readonly origin: RequestOrigin & { readonly address: string };
  /** Whether the name may be an e-mail address instead; an account of exactly that name comes first. */
  readonly byEmail?: boolean;
}

/** A person whose password was right a moment ago. */
export interface ProvenAccount extends SessionHolder {
  readonly passwordHash: string | null;
  /** The name under which attempts at this door are counted. */
  readonly countedAs: string;
}

interface Account extends Omit<ProvenAccount, 'countedAs'> {
  readonly state: 'active' | 'disabled' | 'deleted';
}

async function findAccount(db: Db, { username, byEmail = false }: PasswordClaim): Promise<Account | undefined> {
  // PostgreSQL refuses a text with NUL as a fault of the statement; no account has one.
  if (username.includes('\u0000')) return undefined;
  const { rows } = await sql<Account>`
    SELECT actor.id AS "actorId", actor.username, actor.role, actor.state, account.password_hash AS "passwordHash"
    FROM actor JOIN local_account AS account ON account.actor_id = actor.id
    WHERE actor.id IN (
      SELECT id FROM actor WHERE username = ${username}
      UNION ALL
      SELECT actor_id FROM local_account WHERE ${byEmail}::boolean AND lower(email) = lower(${username}))
    ORDER BY actor.state = 'active' DESC, actor.username = ${username} DESC LIMIT 1`.execute(db);
  return rows[0];
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
 * SECURITY: what was typed and nothing that is known of it, or who runs out of attempts would learn whose address it is. An address is the
 * same in any letter case.
 */
function countedName({ username, byEmail = false }: PasswordClaim): string {
  return byEmail && username.includes('@') ? username.toLowerCase() : username;
}

/**
 * The person of a user name and password, or `null`: one answer for an unknown name, a wrong password, an account without password or not
 * active. Throws `rate_limited`.
 */
export async function provePassword(deps: SignInDeps, claim: PasswordClaim): Promise<ProvenAccount | null> {
  const { password, origin } = claim;
  const account = await findAccount(deps.db, claim);
  const username = countedName(claim);
  await spendSignInAttempt(deps.db, { username, address: origin.address });
  if ((await isRightPassword(deps, account, password)) && account !== undefined)
    return { ...account, countedAs: username };
  await recordRefusal(deps.db, account, origin);
  return null;
}

/**
 * Keeps the password that was checked from being changed until the commit, and makes its hash anew where it is outdated. `false` when it
 * was changed meanwhile: nothing must begin by a password that has ended.
 */
export async function keepPassword(tx: Tx, account: ProvenAccount, password: string): Promise<boolean> {
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
