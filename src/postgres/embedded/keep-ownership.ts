import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from '../../foundation/index.ts';

/** A data folder that this process holds until `release`. */
export interface Ownership {
  release(): Promise<void>;
}

export interface OwnershipOptions {
  /** The session that holds the folder now. */
  readonly held: pg.Client;
  /** Gets PostgreSQL going again if it must be, and takes the folder anew. */
  readonly retake: () => Promise<pg.Client>;
  readonly log: Logger;
}

const retryMs = 500;

/**
 * Takes the folder again whenever the session that held it breaks: PostgreSQL ends all sessions when one of its processes dies,
 * and without the lock a second server could use the folder beside this one.
 */
export function keepOwnership({ held, retake, log }: OwnershipOptions): Ownership {
  const released = new AbortController();
  let client: pg.Client | null = null;
  let retaking = Promise.resolve();
  const keep = (session: pg.Client): void => {
    client = session;
    session.once('end', () => {
      client = null;
      if (!released.signal.aborted) retaking = retakeUntilReleased();
    });
  };
  const retakeUntilReleased = async (): Promise<void> => {
    log.warn('the embedded PostgreSQL broke the session that holds the data folder');
    while (!released.signal.aborted) {
      try {
        keep(await retake());
        log.info('the data folder is held again');
        return;
      } catch (error) {
        log.error({ err: error }, 'the data folder could not be taken again; trying on');
        await delay(retryMs, undefined, { signal: released.signal }).catch(() => undefined);
      }
    }
  };
  keep(held);
  return {
    release: async () => {
      released.abort();
      await retaking;
      await client?.end();
    },
  };
}
