import { setTimeout as pause } from 'node:timers/promises';
import { transact, type Db, type Tx } from './database.ts';

const retriesMax = 10;
/** Of the pause before the first retry; each further one may be twice as long. */
const pauseMsMax = 20;
const pauseDoublingsMax = 5;

/** A deadlock or a serialization failure: PostgreSQL has ended the transaction, and nothing of it remains. */
function isTransient(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return code === '40P01' || code === '40001';
}

/**
 * Runs `work` in a transaction, anew when PostgreSQL broke it off for the sake of another. For operations that lock rows of several
 * tables, whose orders cannot all agree, and so after pauses that differ. `work` must do nothing but what the transaction undoes.
 */
export async function retryTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let retry = 0; ; retry += 1) {
    try {
      return await transact(db, work);
    } catch (error) {
      if (retry === retriesMax || !isTransient(error)) throw error;
      // Those that broke each other off would meet again if they came back at the same moment.
      await pause(Math.random() * pauseMsMax * 2 ** Math.min(retry, pauseDoublingsMax));
    }
  }
}
