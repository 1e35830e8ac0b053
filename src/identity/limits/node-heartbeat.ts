import { newGuid, type Logger } from '../../foundation/index.ts';
import { sql, type Db } from '../../postgres/index.ts';

const beatMs = 10_000;

export interface HeartbeatDeps {
  readonly db: Db;
  readonly log: Logger;
}

/**
 * Says every ten seconds that this node lives, and learns how many do: those seen within thirty seconds by the database's
 * clock. A node that ends in order is gone at once; one that crashed counts for thirty seconds more.
 */
export class NodeHeartbeat {
  readonly #deps: HeartbeatDeps;
  readonly #id = newGuid();
  #liveNodes = 1;
  #isLost = false;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;

  constructor(deps: HeartbeatDeps) {
    this.#deps = deps;
  }

  /** Nodes that share the database, this one included. While the database is away, the number that was known last. */
  get liveNodes(): number {
    return this.#liveNodes;
  }

  /** Beats once, so that the number is right before the first request, and from then on by itself. */
  async start(): Promise<void> {
    this.#timer ??= setInterval(() => void this.beat(), beatMs).unref();
    await this.beat();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#beating;
    try {
      await this.#deps.db.deleteFrom('node').where('id', '=', this.#id).execute();
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'the node could not sign off; the others count it for half a minute more');
    }
  }

  /** One beat at a time: a database that hangs must not collect them. Never throws. */
  beat(): Promise<void> {
    this.#beating ??= this.#beatOnce().finally(() => (this.#beating = undefined));
    return this.#beating;
  }

  async #beatOnce(): Promise<void> {
    try {
      this.#liveNodes = 1 + (await this.#countOthers());
      this.#isLost = false;
    } catch (error) {
      const { log } = this.#deps;
      if (!this.#isLost)
        log.warn({ err: error, liveNodes: this.#liveNodes }, 'the heartbeat cannot reach the database');
      this.#isLost = true;
    }
  }

  async #countOthers(): Promise<number> {
    const { rows } = await sql<{ others: number }>`
      WITH gone AS (DELETE FROM node WHERE seen_at < now() - interval '1 hour'),
           beat AS (INSERT INTO node (id) VALUES (${this.#id}) ON CONFLICT (id) DO UPDATE SET seen_at = now())
      SELECT count(*) AS others FROM node
      WHERE id <> ${this.#id} AND seen_at > now() - interval '30 seconds'`.execute(this.#deps.db);
    return rows[0]?.others ?? 0;
  }
}
