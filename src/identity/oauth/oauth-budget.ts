import { createHash } from 'node:crypto';
import { CatalogError } from '../../foundation/index.ts';
import { sql, type Db } from '../../postgres/index.ts';
import { networkOf } from '../limits/network-of.ts';

/** Who tries a user code: the session of the person, and the network they come from. */
export interface UserCodeAttempt {
  /** The id of the session's secret; only its digest is kept. */
  readonly session: string;
  readonly address: string;
}

const missesPerSessionMax = 5;
const missesPerNetworkMax = 20;
/** Strangers may begin sign-ins, and each is a row for ten minutes; a site has this many of them. */
const begunPerNetworkMax = 300;

const windowMinutes = 15;

function keyOf(...parts: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

function missKeysOf({ session, address }: UserCodeAttempt): [session: Buffer, network: Buffer] {
  return [keyOf('session', session), keyOf('network', networkOf(address))];
}

interface Spent {
  readonly spent: number;
  readonly secondsLeft: number;
}

/** A table of counts within windows, and its column that counts. */
interface Budget {
  readonly table: 'user_code_budget' | 'sign_in_budget';
  readonly column: 'misses' | 'attempts';
}

const wrongCodes: Budget = { table: 'user_code_budget', column: 'misses' };
const signInsBegun: Budget = { table: 'sign_in_budget', column: 'attempts' };

/** One atomic statement: counts, or begins a new window when the last one is over. */
async function spend(db: Db, { table, column }: Budget, key: Buffer): Promise<Spent> {
  const count = sql.ref(column);
  const { rows } = await sql<Spent>`
    INSERT INTO ${sql.table(table)} AS budget (key, ${count}, window_ends_at)
    VALUES (${key}, 1, now() + make_interval(mins => ${windowMinutes}))
    ON CONFLICT (key) DO UPDATE SET
      ${count} = CASE WHEN budget.window_ends_at <= now() THEN 1 ELSE budget.${count} + 1 END,
      window_ends_at = CASE WHEN budget.window_ends_at <= now() THEN excluded.window_ends_at ELSE budget.window_ends_at END
    RETURNING ${count} AS spent, ceil(extract(epoch FROM window_ends_at - now()))::int AS "secondsLeft"`.execute(db);
  return rows[0] ?? { spent: 1, secondsLeft: 0 };
}

async function sweep(db: Db, { table }: Budget): Promise<void> {
  await sql`DELETE FROM ${sql.table(table)} WHERE window_ends_at < now()`.execute(db);
}

function refuse(what: string, secondsLeft: number): never {
  const minutes = String(Math.ceil(secondsLeft / 60));
  throw new CatalogError('rate_limited', `too many ${what}; try again in ${minutes} minutes`, {
    retryAfterSeconds: secondsLeft,
  });
}

/**
 * Counts one attempt at a user code and throws `rate_limited` when the session or the network has guessed wrong too often.
 * SECURITY: counted before the code is looked up, so a burst of parallel guesses cannot outrun the count; a hit gives it back.
 */
export async function spendUserCodeAttempt(db: Db, attempt: UserCodeAttempt): Promise<void> {
  await sweep(db, wrongCodes);
  const [sessionKey, networkKey] = missKeysOf(attempt);
  const session = await spend(db, wrongCodes, sessionKey);
  const network = await spend(db, wrongCodes, networkKey);
  if (session.spent <= missesPerSessionMax && network.spent <= missesPerNetworkMax) return;
  refuse('wrong codes', Math.max(session.secondsLeft, network.secondsLeft));
}

/** Gives back an attempt that was a hit. */
export async function returnUserCodeAttempt(db: Db, attempt: UserCodeAttempt): Promise<void> {
  const keys = missKeysOf(attempt);
  await sql`UPDATE user_code_budget SET misses = greatest(0, misses - 1) WHERE key = ANY(${keys}::bytea[])`.execute(db);
}

/** Counts a sign-in that a site begins; throws `rate_limited` when it has begun too many. */
export async function spendSignInBegun(db: Db, address: string | null): Promise<void> {
  if (address === null) return;
  await sweep(db, signInsBegun);
  const { spent, secondsLeft } = await spend(db, signInsBegun, keyOf('oauth begun', networkOf(address)));
  if (spent > begunPerNetworkMax) refuse('sign-ins were begun', secondsLeft);
}
