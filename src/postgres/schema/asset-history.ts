import type { ColumnType, Generated } from 'kysely';
import type { JsonObject } from '../../foundation/index.ts';

/** One thing that happened to one asset; see migration 0020. */
export interface AssetHistoryTable {
  sequence: Generated<number>;
  guid: string;
  created: number;
  action: string;
  username: string;
  type_name: string;
  qualified_name: string;
  further: Generated<boolean>;
  term_guid: string | null;
  /** Written as JSON text; read parsed. */
  detail: ColumnType<JsonObject | null, string | null, string | null>;
}

/** One search that was asked to be remembered. */
export interface SearchLogTable {
  sequence: Generated<number>;
  created: number;
  username: string;
  client: string;
  host: string;
  address: string;
  utm_tags: readonly string[];
  entity_guids: readonly string[];
  entity_names: readonly string[];
  entity_types: readonly string[];
  results_count: number;
  response_ms: number;
  dsl: string;
  attributes: readonly string[];
  relation_attributes: readonly string[];
}

/** A tag that was carried on. */
export interface TaskTable {
  guid: string;
  type: string;
  username: string;
  created: number;
  asset_guid: string;
  tag_name: string;
}

/** What happened to assets, and what was searched for. */
export interface AssetHistoryTables {
  asset_history: AssetHistoryTable;
  search_log: SearchLogTable;
  task: TaskTable;
}
