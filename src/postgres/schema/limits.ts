import type { Generated } from 'kysely';

/** One row per node of the server; see migration 0012. */
export interface NodeTable {
  id: string;
  started_at: Generated<Date>;
  seen_at: Generated<Date>;
}

export interface LimitsTables {
  node: NodeTable;
}
