import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Db } from './database.ts';

export interface StatisticsKeeperOptions {
  readonly db: Db;
  /** How often the tables are looked at; every two seconds when absent. */
  readonly lookMs?: number;
  /** Told of a look or a table that failed; the next look comes as ever, and leaves that table alone for five minutes. */
  readonly onError?: (error: unknown) => void;
}

const failedMs = 5 * 60_000;

/** Tables of which most rows are unknown to the planner, and that this role may analyze. */
const outgrown = sql<{ name: string }>`
  SELECT seen.relname AS name
  FROM pg_stat_user_tables AS seen JOIN pg_class AS class ON class.oid = seen.relid
  WHERE seen.schemaname = current_schema() AND class.relkind = 'r' AND pg_has_role(class.relowner, 'USAGE')
    AND seen.n_mod_since_analyze > 1000 + greatest(class.reltuples, 0)
  ORDER BY seen.relname`;

/**
 * Has a table analyzed as soon as it has doubled. The database does that by itself, but looks once a minute only: a first load of a catalog
 * fills its empty tables in less, and until they are analyzed the planner takes any index for as good as the right one, which makes
 * statements a thousand times slower. Several nodes may do this; a table that somebody else analyzes or alters is left to them.
 */
export class StatisticsKeeper {
  readonly #options: StatisticsKeeperOptions;
  /** Tables that could not be analyzed, and are left to the database for a while. */
  readonly #failed = new LRUCache<string, true>({ max: 100, ttl: failedMs });
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | null = null;

  constructor(options: StatisticsKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    const { lookMs = 2_000, onError } = this.#options;
    this.#timer ??= setInterval(() => {
      this.#looking ??= this.look()
        .then(() => undefined)
        .catch((error: unknown) => onError?.(error))
        .finally(() => (this.#looking = null));
    }, lookMs).unref();
  }

  /** Resolves once no look is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#looking;
  }

  /** Looks once; gives the tables that were analyzed. */
  async look(): Promise<readonly string[]> {
    const { db, onError } = this.#options;
    const { rows } = await outgrown.execute(db);
    const analyzed: string[] = [];
    for (const { name } of rows.filter((row) => !this.#failed.has(row.name))) {
      try {
        await sql`ANALYZE (SKIP_LOCKED) ${sql.table(name)}`.execute(db);
        analyzed.push(name);
      } catch (error) {
        this.#failed.set(name, true);
        onError?.(error);
      }
    }
    return analyzed;
  }
}
