import { CatalogError } from '../../foundation/index.ts';

const concurrencyMax = 2;
const waitingMax = 64;

/**
 * Lets two password checks run at a time and a few more wait; the rest are refused with `rate_limited`.
 * SECURITY: a check takes 19 MiB and some 80 ms of a core on purpose; without a gate, strangers signing in could take
 * all memory of the server. One per process.
 */
export class PasswordGate {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < concurrencyMax) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= waitingMax) {
      throw new CatalogError(
        'rate_limited',
        'too many people are signing in at this moment; try again in a few seconds',
      );
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** INVARIANT: a place is handed straight to the next in line, so a newcomer cannot slip in between. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
  }
}
