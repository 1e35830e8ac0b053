import { createHash } from 'node:crypto';
import { CatalogError } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import { networkOf } from '../limits/network-of.ts';

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
/** Per account over all networks since its owner last signed in. */
const attemptsInARowMax = 100;
/** Per account and quarter of an hour over all networks that its owner never used, once a hundred have failed. */
const attemptsWhenSlowedMax = 5;

function keyOf(...parts: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

function accountKey(subject: SignInSubject): Buffer {
  return keyOf('account', subject.username, networkOf(subject.address));
}

function inARowKey({ username }: SignInSubject): Buffer {
  return keyOf('in a row', username);
}

function slowedKey({ username }: SignInSubject): Buffer {
  return keyOf('slowed', username);
}

interface Window {
  readonly seconds: number;
  /** Whether each attempt makes the window begin anew. */
  readonly slides: boolean;
}

const quarterHour: Window = { seconds: 15 * 60, slides: false };
const oneDay: Window = { seconds: 24 * 60 * 60, slides: true };

interface Spent {
  readonly attempts: number;
  readonly secondsLeft: number;
}

/** One atomic statement: counts the attempt, or begins a new window when the last one is over. */
async function spend(db: Db, key: Buffer, { seconds, slides }: Window): Promise<Spent> {
  const { rows } = await sql<Spent>`
    INSERT INTO sign_in_budget AS budget (key, attempts, window_ends_at)
    VALUES (${key}, 1, now() + make_interval(secs => ${seconds}))
    ON CONFLICT (key) DO UPDATE SET
      attempts = CASE WHEN budget.window_ends_at <= now() THEN 1 ELSE budget.attempts + 1 END,
      window_ends_at = CASE WHEN budget.window_ends_at <= now() OR ${slides}::boolean
        THEN now() + make_interval(secs => ${seconds}) ELSE budget.window_ends_at END
    RETURNING attempts, ceil(extract(epoch FROM window_ends_at - now()))::int AS "secondsLeft"`.execute(db);
  return rows[0] ?? { attempts: 1, secondsLeft: 0 };
}

function requireWithin({ attempts, secondsLeft }: Spent, attemptsMax: number): void {
  if (attempts <= attemptsMax) return;
  const minutes = Math.ceil(secondsLeft / 60);
  throw new CatalogError('rate_limited', `too many attempts to sign in; try again in ${minutes} minutes`, {
    retryAfterSeconds: secondsLeft,
  });
}

/** Whether the account's owner has signed in by password from this network before. */
async function isKnownNetwork(db: Db, { username, address }: SignInSubject): Promise<boolean> {
  const known = await db
    .selectFrom('sign_in_network')
    .innerJoin('actor', 'actor.id', 'sign_in_network.actor_id')
    .where('actor.username', '=', username.replaceAll('\u0000', '\ufffd'))
    .where('sign_in_network.network', '=', networkOf(address))
    .select('actor.id')
    .executeTakeFirst();
  return known !== undefined;
}

/**
 * Counts one attempt and throws `rate_limited` when a budget is used up.
 * Beside the budgets of the network and of the account from that network, an account may fail a hundred times in a row over
 * all networks (NIST SP 800-63B-4, 3.2.2). What comes then is slowed down, save from networks its owner has
 * signed in from: guessing from ten thousand places gets nowhere, and shuts nobody out of where they always sign in.
 * SECURITY: counted before the password is looked at, so a burst of parallel guesses cannot outrun the count; and counted alike for
 * names that are no account.
 */
export async function spendSignInAttempt(db: Db, subject: SignInSubject): Promise<void> {
  await db
    .deleteFrom('sign_in_budget')
    .where('window_ends_at', '<', sql<Date>`now()`)
    .execute();
  // A network that is over its budget writes nothing more: rows are not for strangers to make without end.
  requireWithin(await spend(db, keyOf('network', networkOf(subject.address)), quarterHour), attemptsPerNetworkMax);
  requireWithin(await spend(db, accountKey(subject), quarterHour), attemptsPerAccountMax);
  const inARow = await spend(db, inARowKey(subject), oneDay);
  if (inARow.attempts <= attemptsInARowMax || (await isKnownNetwork(db, subject))) return;
  requireWithin(await spend(db, slowedKey(subject), quarterHour), attemptsWhenSlowedMax);
}

/**
 * Takes back what a right password has cost its network, for clients that prove one again and again in place of a session. Those that
 * were wrong stay counted.
 */
export async function returnNetworkAttempt(tx: Tx, { address }: SignInSubject): Promise<void> {
  const key = keyOf('network', networkOf(address));
  await sql`UPDATE sign_in_budget SET attempts = greatest(attempts - 1, 0) WHERE key = ${key}`.execute(tx);
}

const networkDaysKept = 90;

/** Forgets the attempts on an account once its owner has signed in, and remembers the network they did it from. */
export async function forgetSignInAttempts(tx: Tx, subject: SignInSubject, actorId: string): Promise<void> {
  const keys = [accountKey(subject), inARowKey(subject), slowedKey(subject)];
  await tx.deleteFrom('sign_in_budget').where('key', 'in', keys).execute();
  await tx
    .deleteFrom('sign_in_network')
    .where('actor_id', '=', actorId)
    .where('last_used_at', '<', sql<Date>`now() - make_interval(days => ${networkDaysKept})`)
    .execute();
  await tx
    .insertInto('sign_in_network')
    .values({ actor_id: actorId, network: networkOf(subject.address) })
    .onConflict((conflict) => conflict.columns(['actor_id', 'network']).doUpdateSet({ last_used_at: sql<Date>`now()` }))
    .execute();
}
