import pg from 'pg';

export interface StoreWatchOptions {
  readonly url: string;
  /** How often the database is asked for a sign of life; twice a second when absent. */
  readonly lookMs?: number;
  /** A question without answer or refusal for so long means that it is lost; three seconds when absent. */
  readonly silenceMsMax?: number;
}

/**
 * Notices a database that neither answers nor refuses: a host that was cut off, a disk that hangs. Statements on their way there wait for
 * minutes, so somebody else must say that nothing will come. Asks over a connection of its own, which no busy pool keeps from it.
 */
export class StoreWatch {
  readonly #url: string;
  readonly #lookMs: number;
  readonly #silenceMsMax: number;
  readonly #listeners = new Set<() => void>();
  #client: pg.Client | null = null;
  #silentMs = 0;
  #lookedAt = performance.now();
  #isLost = false;
  #timer: NodeJS.Timeout | undefined;
  #asked: Promise<void> | null = null;

  constructor({ url, lookMs = 500, silenceMsMax = 3_000 }: StoreWatchOptions) {
    this.#url = url;
    this.#lookMs = lookMs;
    this.#silenceMsMax = silenceMsMax;
  }

  /** Whether nothing was heard for too long. Ends with the next sign of life. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Calls back once when the database is lost. Gives what takes the call back. */
  onLoss(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  start(): void {
    this.#silentMs = 0;
    this.#lookedAt = performance.now();
    this.#timer ??= setInterval(() => this.#look(), this.#lookMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#asked = null;
    this.#drop();
  }

  #look(): void {
    const now = performance.now();
    // While this process itself was kept from running, an answer may have come that it has not read yet.
    const passedMs = Math.min(now - this.#lookedAt, 2 * this.#lookMs);
    this.#lookedAt = now;
    if (this.#asked !== null) {
      this.#silentMs += passedMs;
      if (this.#silentMs <= this.#silenceMsMax) return;
      this.#lose();
    }
    this.#askAnew();
  }

  #askAnew(): void {
    // Silence is counted by the question: a database that refused the last one fails every statement by itself, and one that is
    // just back from that has not been silent.
    this.#silentMs = 0;
    const asked = this.#ask();
    this.#asked = asked;
    asked
      .then(
        () => (this.#isLost = false),
        () => {
          if (this.#asked === asked) this.#drop();
        },
      )
      .finally(() => {
        if (this.#asked === asked) this.#asked = null;
      });
  }

  async #ask(): Promise<void> {
    if (this.#client === null) {
      // The looks notice silence; this limit only lets no socket outlive it by much.
      const client = new pg.Client({ connectionString: this.#url, connectionTimeoutMillis: 2 * this.#silenceMsMax });
      client.on('error', () => {
        if (this.#client === client) this.#drop();
      });
      this.#client = client;
      await client.connect();
    }
    await this.#client.query('SELECT 1');
  }

  #lose(): void {
    // A connection that is silent stays so even when the database is back; a new one is made.
    this.#drop();
    this.#isLost = true;
    for (const listener of [...this.#listeners]) listener();
    this.#listeners.clear();
  }

  #drop(): void {
    const client = this.#client;
    this.#client = null;
    // Ended by force: the other side may never answer a farewell.
    (client as unknown as { connection: { stream: { destroy(): void } } } | null)?.connection.stream.destroy();
  }
}
