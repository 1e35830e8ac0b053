import type { Logger } from '../../foundation/index.ts';

/** Does the same piece of work again and again, never twice at a time. */
export interface Ticker {
  start(): void;
  /** Resolves when a pass that is under way has ended. */
  stop(): Promise<void>;
}

export interface TickerOptions {
  readonly name: string;
  readonly everyMs: number;
  readonly log: Logger;
  work(): Promise<void>;
}

/** The first pass begins at once. A pass that throws is logged, and the next one comes at its time. */
export function createTicker({ name, everyMs, log, work }: TickerOptions): Ticker {
  let timer: NodeJS.Timeout | null = null;
  let pass: Promise<void> = Promise.resolve();
  let isStopped = true;
  const tick = (): void => {
    pass = work()
      .catch((error: unknown) => log.warn({ err: error, ticker: name }, 'a pass failed; the next one tries again'))
      .finally(() => {
        if (!isStopped) timer = setTimeout(tick, everyMs);
      });
  };
  return {
    start: () => {
      if (!isStopped) return;
      isStopped = false;
      tick();
    },
    stop: async () => {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
      await pass;
    },
  };
}
