import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { CatalogError } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';

/** Who tries to sign in as whom, and from where. */
export interface SignInSubject {
  readonly username: string;
  /** The caller's network address, IPv4 or IPv6, as the server sees it behind its configured proxies. */
  readonly address: string;
}

/** Per account and network, so a stranger elsewhere can never use up the budget of the owner. */
const attemptsPerAccountMax = 10;
/** Per network over all accounts, so one password cannot be tried on everybody. */
const attemptsPerNetworkMax = 100;

/**
 * The part of an address that stands for one site: all of IPv4, the first 64 bits of IPv6, since a site owns at least those.
 * `::ffff:a.b.c.d` is the IPv4 address it carries.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!isIPv6(address)) return address;
  // The URL parser writes every spelling of an IPv6 address in its one canonical form (RFC 5952).
  const canonical = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [head = '', tail = ''] = canonical.split('::');
  const groupsBefore = head.split(':').filter((group) => group !== '');
  const groupsAfter = tail.split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: 8 - groupsBefore.length - groupsAfter.length }, () => '0');
  return `${[...groupsBefore, ...zeros, ...groupsAfter].slice(0, 4).join(':')}::/64`;
}

function keyOf(...parts: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

function accountKey(subject: SignInSubject): Buffer {
  return keyOf('account', subject.username, networkOf(subject.address));
}

/** One atomic statement: counts the attempt, or begins a new window when the last one is over. */
async function spend(db: Db, key: Buffer): Promise<{ attempts: number; secondsLeft: number }> {
  const { rows } = await sql<{ attempts: number; secondsLeft: number }>`
    INSERT INTO sign_in_budget AS budget (key, attempts, window_ends_at) VALUES (${key}, 1, now() + interval '15 minutes')
    ON CONFLICT (key) DO UPDATE SET
      attempts = CASE WHEN budget.window_ends_at <= now() THEN 1 ELSE budget.attempts + 1 END,
      window_ends_at = CASE WHEN budget.window_ends_at <= now() THEN now() + interval '15 minutes' ELSE budget.window_ends_at END
    RETURNING attempts, ceil(extract(epoch FROM window_ends_at - now()))::int AS "secondsLeft"`.execute(db);
  return rows[0] ?? { attempts: 1, secondsLeft: 0 };
}

/**
 * Counts one attempt and throws `rate_limited` when a budget is used up.
 * SECURITY: counted before the password is looked at, so a burst of parallel guesses cannot outrun the count.
 */
export async function spendSignInAttempt(db: Db, subject: SignInSubject): Promise<void> {
  await db
    .deleteFrom('sign_in_budget')
    .where('window_ends_at', '<', sql<Date>`now()`)
    .execute();
  const network = await spend(db, keyOf('network', networkOf(subject.address)));
  const account = await spend(db, accountKey(subject));
  const overdrawn = [
    ...(network.attempts > attemptsPerNetworkMax ? [network] : []),
    ...(account.attempts > attemptsPerAccountMax ? [account] : []),
  ];
  if (overdrawn.length === 0) return;
  const minutes = Math.ceil(Math.max(...overdrawn.map(({ secondsLeft }) => secondsLeft)) / 60);
  throw new CatalogError('rate_limited', `too many attempts to sign in; try again in ${minutes} minutes`);
}

/** Forgets the attempts on an account from a network, once its owner has signed in from there. */
export async function forgetSignInAttempts(tx: Tx, subject: SignInSubject): Promise<void> {
  await tx.deleteFrom('sign_in_budget').where('key', '=', accountKey(subject)).execute();
}
