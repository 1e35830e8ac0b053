import { createHash } from 'node:crypto';
import { CatalogError } from '../../foundation/index.ts';
import { sql, type Db } from '../../postgres/index.ts';
import { networkOf } from '../limits/network-of.ts';

/** Who tries a user code: the session of the person, and the network they come from. */
export interface UserCodeAttempt {
  /** The id of the session's secret, or its text; only its digest is kept. */
  readonly session: string;
  readonly address: string;
}

const missesPerSessionMax = 5;
const missesPerNetworkMax = 20;

function keysOf({ session, address }: UserCodeAttempt): [session: Buffer, network: Buffer] {
  const keyOf = (...parts: readonly string[]) => createHash('sha256').update(JSON.stringify(parts)).digest();
  return [keyOf('session', session), keyOf('network', networkOf(address))];
}

interface Spent {
  readonly misses: number;
  readonly secondsLeft: number;
}

/** One atomic statement: counts, or begins a new window when the last one is over. */
async function spend(db: Db, key: Buffer): Promise<Spent> {
  const { rows } = await sql<Spent>`
    INSERT INTO user_code_budget AS budget (key, misses, window_ends_at) VALUES (${key}, 1, now() + interval '15 minutes')
    ON CONFLICT (key) DO UPDATE SET
      misses = CASE WHEN budget.window_ends_at <= now() THEN 1 ELSE budget.misses + 1 END,
      window_ends_at = CASE WHEN budget.window_ends_at <= now() THEN now() + interval '15 minutes' ELSE budget.window_ends_at END
    RETURNING misses, ceil(extract(epoch FROM window_ends_at - now()))::int AS "secondsLeft"`.execute(db);
  return rows[0] ?? { misses: 1, secondsLeft: 0 };
}

/**
 * Counts one attempt at a user code and throws `rate_limited` when the session or the network has guessed wrong too often.
 * SECURITY: counted before the code is looked up, so a burst of parallel guesses cannot outrun the count; a hit gives it back.
 */
export async function spendUserCodeAttempt(db: Db, attempt: UserCodeAttempt): Promise<void> {
  await sql`DELETE FROM user_code_budget WHERE window_ends_at < now()`.execute(db);
  const [sessionKey, networkKey] = keysOf(attempt);
  const session = await spend(db, sessionKey);
  const network = await spend(db, networkKey);
  if (session.misses <= missesPerSessionMax && network.misses <= missesPerNetworkMax) return;
  const minutes = Math.ceil(Math.max(session.secondsLeft, network.secondsLeft) / 60);
  throw new CatalogError('rate_limited', `too many wrong codes; try again in ${String(minutes)} minutes`);
}

/** Gives back an attempt that was a hit. */
export async function returnUserCodeAttempt(db: Db, attempt: UserCodeAttempt): Promise<void> {
  const keys = keysOf(attempt);
  await sql`UPDATE user_code_budget SET misses = greatest(0, misses - 1) WHERE key = ANY(${keys}::bytea[])`.execute(db);
}
