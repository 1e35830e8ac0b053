import type { Logger } from '../../foundation/index.ts';
import { sql, type Db } from '../../postgres/index.ts';
import { readNetworkAddress, type RequestOrigin } from './request-origin.ts';

export interface LastUsedDeps {
  readonly db: Db;
  readonly log: Logger;
  /** Milliseconds by a clock that only goes forward, by which uses age until they are written; `performance.now` when absent. */
  readonly monotonicMs?: () => number;
}

/** One use of a secret. */
export interface SecretUse {
  readonly origin: RequestOrigin;
  /** The first use of a successor ends the overlap with the secret that it follows. */
  readonly isUnusedSuccessor: boolean;
}

interface Mark {
  readonly usedMs: number;
  readonly origin: RequestOrigin;
  readonly count: number;
}

/** What a client calls itself may be as long as a header; a list shows its beginning. */
const clientCharactersMax = 200;

/** How long the predecessor still works once its successor was used. */
const overlapAfterFirstUseSeconds = 10 * 60;

/**
 * Remembers when, from where and how often each secret was used, and writes all of it in one statement about once a minute.
 * Never on the request path: many requests of one token writing one row would queue behind each other.
 * A process that dies loses at most the marks of its last minute.
 */
export class LastUsedMarks {
  readonly #deps: LastUsedDeps;
  readonly #intervalMs: number;
  readonly #monotonicMs: () => number;
  #marks = new Map<string, Mark>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();
  readonly #ending = new Map<string, Promise<void>>();

  constructor(deps: LastUsedDeps, intervalMs = 60_000) {
    this.#deps = deps;
    this.#intervalMs = intervalMs;
    this.#monotonicMs = deps.monotonicMs ?? (() => performance.now());
  }

  mark(secretId: string, { origin, isUnusedSuccessor }: SecretUse): void {
    const count = (this.#marks.get(secretId)?.count ?? 0) + 1;
    this.#marks.set(secretId, { usedMs: this.#monotonicMs(), origin, count });
    if (isUnusedSuccessor && !this.#ending.has(secretId)) {
      const ending = this.#endOverlap(secretId).finally(() => this.#ending.delete(secretId));
      this.#ending.set(secretId, ending);
    }
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
    this.#flushing = this.#flushing.then(async () => {
      await Promise.all(this.#ending.values());
      await this.#writeMarks();
    });
    return this.#flushing;
  }

  /**
   * Notes the first use of a successor at once and lets the secret before it end ten minutes later, unless it ends earlier
   * anyway. Beside the request, not in it; when it fails, the next request with the successor tries again.
   */
  async #endOverlap(secretId: string): Promise<void> {
    try {
      await sql`
        WITH successor AS (
          UPDATE secret SET first_used_at = now() WHERE id = ${secretId} AND first_used_at IS NULL
          RETURNING supersedes_id
        )
        UPDATE secret SET retires_at = least(retires_at, now() + make_interval(secs => ${overlapAfterFirstUseSeconds}))
        FROM successor WHERE secret.id = successor.supersedes_id AND secret.retired_at IS NULL`.execute(this.#deps.db);
    } catch (error) {
      this.#deps.log.warn(
        { err: error },
        'the overlap of a rotated secret was not shortened; its next use tries again',
      );
    }
  }

  async #writeMarks(): Promise<void> {
    if (this.#marks.size === 0) return;
    const marks = this.#marks;
    this.#marks = new Map();
    try {
      await this.#update(marks);
    } catch (error) {
      this.#deps.log.warn({ err: error, marks: marks.size }, 'last-used marks were not written');
      for (const [id, { usedMs, origin, count }] of marks) {
        const later = this.#marks.get(id);
        this.#marks.set(id, { usedMs, origin, ...later, count: count + (later?.count ?? 0) });
      }
    }
  }

  /**
   * Forward only, and never for a secret that has ended. The age of a mark is subtracted from the database's time, so a
   * node whose clock is wrong, or is set meanwhile, writes right times. Rows are locked in the order of their ids: two nodes cannot dead-lock.
   */
  async #update(marks: ReadonlyMap<string, Mark>): Promise<void> {
    const nowMs = this.#monotonicMs();
    const uses = [...marks.values()];
    const ages = uses.map(({ usedMs }) => (nowMs - usedMs) / 1000);
    const networks = uses.map(({ origin }) => readNetworkAddress(origin.address));
    const clients = uses.map(({ origin }) => origin.client?.slice(0, clientCharactersMax) ?? null);
    const counts = uses.map(({ count }) => count);
    await sql`
      WITH mark AS (
        SELECT secret.id, now() - make_interval(secs => used.age_seconds) AS at, used.network, used.client, used.count
        FROM unnest(${[...marks.keys()]}::uuid[], ${ages}::float8[], ${networks}::inet[], ${clients}::text[], ${counts}::bigint[])
          AS used (id, age_seconds, network, client, count)
        JOIN secret ON secret.id = used.id
        WHERE secret.retired_at IS NULL
        ORDER BY secret.id
        FOR UPDATE OF secret
      )
      UPDATE secret SET
        last_used_at = greatest(secret.last_used_at, mark.at),
        first_used_at = coalesce(secret.first_used_at, mark.at),
        last_used_network = CASE WHEN secret.last_used_at > mark.at THEN secret.last_used_network ELSE mark.network END,
        last_used_client = CASE WHEN secret.last_used_at > mark.at THEN secret.last_used_client ELSE mark.client END,
        use_count = secret.use_count + mark.count
      FROM mark WHERE secret.id = mark.id`.execute(this.#deps.db);
  }
}
