import { setTimeout as pause } from 'node:timers/promises';

/** How fast the calls of one account and region are made now. */
export interface Pace {
  /** Calls in flight at most. */
  readonly concurrency: number;
  /** Calls begun in a second at most; `Infinity` until the source has once refused for too many. */
  readonly perSecond: number;
}

/** What a call came to, as far as the pace goes. */
export type CallOutcome = 'answered' | 'throttled' | 'other';

const concurrencyFirst = 4;
const concurrencyMax = 16;
const perSecondMin = 0.5;
const backoffFirstMs = 100;
const backoffMaxMs = 20_000;
// Calls that were in flight when the source began to refuse all come back refused: that is one refusal.
const cutEveryMs = 500;

/**
 * Paces the calls of everybody who reads one account and region from this node. Adaptive: each answer allows a little more (additive
 * increase), a refusal for too many calls halves what is allowed (multiplicative decrease) and holds all callers back for a time that
 * doubles with each refusal in a row, with jitter, so that nodes do not come back in step.
 */
export class CallPacer {
  readonly #now: () => number;
  #concurrency = concurrencyFirst;
  #perSecond = Number.POSITIVE_INFINITY;
  #inFlight = 0;
  #refusals = 0;
  #cutAt = Number.NEGATIVE_INFINITY;
  #notBefore = 0;
  readonly #begun: number[] = [];
  readonly #waiting: (() => void)[] = [];

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get pace(): Pace {
    return { concurrency: Math.floor(this.#concurrency), perSecond: this.#perSecond };
  }

  /** Makes the call when it is its turn. Rejects with the call's own error, or when `signal` aborts while it waits. */
  async run<T>(
    call: () => Promise<T>,
    { signal, outcomeOf }: { signal: AbortSignal; outcomeOf: (error: unknown) => CallOutcome },
  ): Promise<T> {
    await this.#takeTurn(signal);
    try {
      const answer = await call();
      this.#note('answered');
      return answer;
    } catch (error) {
      this.#note(outcomeOf(error));
      throw error;
    } finally {
      this.#inFlight -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #takeTurn(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const waitMs = this.#notBefore - this.#now();
      if (waitMs > 0) await pause(waitMs, undefined, { signal });
      else if (this.#inFlight < Math.floor(this.#concurrency)) break;
      else await this.#untilOneEnds(signal);
    }
    this.#inFlight += 1;
    const now = this.#now();
    this.#begun.push(now);
    while ((this.#begun[0] ?? now) < now - 1_000) this.#begun.shift();
    this.#notBefore = Math.max(this.#notBefore, now + 1_000 / this.#perSecond);
  }

  async #untilOneEnds(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const wake = (): void => resolve(undefined);
    this.#waiting.push(wake);
    signal.addEventListener('abort', wake, { once: true });
    await promise;
    signal.removeEventListener('abort', wake);
    const place = this.#waiting.indexOf(wake);
    if (place !== -1) this.#waiting.splice(place, 1);
  }

  #note(outcome: CallOutcome): void {
    if (outcome === 'throttled') this.#slowDown();
    if (outcome !== 'answered') return;
    this.#refusals = 0;
    this.#concurrency = Math.min(concurrencyMax, this.#concurrency + 1 / this.#concurrency);
    this.#perSecond += 1 / this.#perSecond;
  }

  #slowDown(): void {
    const now = this.#now();
    if (now - this.#cutAt >= cutEveryMs) {
      this.#cutAt = now;
      this.#refusals += 1;
      this.#concurrency = Math.max(1, this.#concurrency / 2);
      const before = Math.min(this.#perSecond, Math.max(1, this.#begun.length));
      this.#perSecond = Math.max(perSecondMin, before / 2);
    }
    const longest = Math.min(backoffMaxMs, backoffFirstMs * 2 ** this.#refusals);
    this.#notBefore = Math.max(this.#notBefore, now + longest * (0.5 + Math.random() / 2));
  }
}

/** The pacers of a node. Accounts are known by what is called as, until the source says which account that is. */
export class CallPacers {
  readonly #pacers = new Map<string, CallPacer>();
  readonly #accounts = new Map<string, string>();

  /** The one pacer of whoever calls as `caller` in the region. */
  of(caller: string, region: string): CallPacer {
    const key = `${this.#accounts.get(caller) ?? caller} ${region}`;
    const pacer = this.#pacers.get(key) ?? new CallPacer();
    this.#pacers.set(key, pacer);
    return pacer;
  }

  /** From now on `caller` shares the pace of all others of the account. */
  learn(caller: string, accountId: string): void {
    if (this.#accounts.get(caller) === accountId) return;
    this.#accounts.set(caller, accountId);
    // What was learnt of the pace so far is the account's, unless others know more of it.
    for (const [key, pacer] of [...this.#pacers]) {
      if (!key.startsWith(`${caller} `)) continue;
      const shared = `${accountId}${key.slice(caller.length)}`;
      if (!this.#pacers.has(shared)) this.#pacers.set(shared, pacer);
    }
  }
}
