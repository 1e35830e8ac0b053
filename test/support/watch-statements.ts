import type { Pool, PoolClient } from 'pg';

/** The statements that were sent through a pool, in order. */
export interface StatementWatch {
  readonly texts: readonly string[];
  /** Forgets what was seen so far. */
  clear(): void;
}

/** Watches a pool from before its first connection; what the database is asked cannot pass by it. */
export function watchStatements(pool: Pool): StatementWatch {
  const texts: string[] = [];
  pool.on('connect', (client: PoolClient) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    const watched = (...args: unknown[]): unknown => {
      const [statement] = args;
      texts.push(typeof statement === 'string' ? statement : String((statement as { text?: unknown }).text));
      return query(...args);
    };
    client.query = watched as typeof client.query;
  });
  return { texts, clear: () => void texts.splice(0) };
}
