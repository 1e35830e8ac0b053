import type { Clock, Logger } from '../../foundation/index.ts';
import { sql, type Db } from '../../postgres/index.ts';

export interface LastUsedDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Remembers when each secret was last used and writes all of it in one statement about once a minute.
 * Never on the request path: many requests of one token writing one row would queue behind each other.
 * A process that dies loses at most the marks of its last minute.
 */
export class LastUsedMarks {
  readonly #deps: LastUsedDeps;
  readonly #intervalMs: number;
  #usedAt = new Map<string, Date>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(deps: LastUsedDeps, intervalMs = 60_000) {
    this.#deps = deps;
    this.#intervalMs = intervalMs;
  }

  mark(secretId: string, at: Date): void {
    this.#usedAt.set(secretId, at);
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.flush(), this.#intervalMs).unref();
  }

  /** Writes what is left. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.flush();
  }

  /** Writes all marks; a failure is logged and the marks wait for the next time. One flush at a time. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#writeMarks());
    return this.#flushing;
  }

  async #writeMarks(): Promise<void> {
    if (this.#usedAt.size === 0) return;
    const marks = this.#usedAt;
    this.#usedAt = new Map();
    try {
      await this.#update(marks);
    } catch (error) {
      this.#deps.log.warn({ err: error, marks: marks.size }, 'last-used marks were not written');
      this.#usedAt = new Map([...marks, ...this.#usedAt]);
    }
  }

  /**
   * Forward only, and never for a secret that has ended. The age of a mark is subtracted from the database's time, so a
   * node whose clock is wrong writes right times. Rows are locked in the order of their ids: two nodes cannot dead-lock.
   */
  async #update(marks: ReadonlyMap<string, Date>): Promise<void> {
    const nowMs = this.#deps.clock.now().getTime();
    const ages = [...marks.values()].map((at) => Math.max(0, nowMs - at.getTime()) / 1000);
    await sql`
      WITH mark AS (
        SELECT secret.id, now() - make_interval(secs => used.age_seconds) AS at
        FROM unnest(${[...marks.keys()]}::uuid[], ${ages}::float8[]) AS used (id, age_seconds)
        JOIN secret ON secret.id = used.id
        WHERE secret.retired_at IS NULL
        ORDER BY secret.id
        FOR UPDATE OF secret
      )
      UPDATE secret SET last_used_at = greatest(secret.last_used_at, mark.at)
      FROM mark WHERE secret.id = mark.id`.execute(this.#deps.db);
  }
}
