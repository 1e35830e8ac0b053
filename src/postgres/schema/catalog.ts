import type { ColumnType, Generated } from 'kysely';
import type { JsonObject } from '../../foundation/index.ts';

/** One row per asset of any type; see migration 0004. */
export interface AssetTable {
  guid: string;
  /** Given by the database; see migration 0029. */
  number: Generated<number>;
  type_name: string;
  qualified_name: string;
  name: string;
  state: Generated<'ACTIVE' | 'DELETED'>;
  connection_qualified_name: string | null;
  /** What a readme, link or contract hangs on. */
  host_guid: Generated<string | null>;
  /** Written as JSON text; read parsed. */
  attributes: ColumnType<JsonObject, string | undefined, string>;
  custom_attributes: ColumnType<JsonObject, string | undefined, string>;
  business_attributes: ColumnType<JsonObject, string | undefined, string>;
  labels: Generated<string[]>;
  direct_tag_names: Generated<string[]>;
  propagated_tag_names: Generated<string[]>;
  created_by: string;
  updated_by: string;
  create_time: number;
  update_time: number;
  version: Generated<number>;
  delete_handler: 'SOFT' | 'HARD' | 'PURGE' | null;
}

/** A link between two assets; `type_name` names the relationship definition. */
export interface RelationshipTable {
  guid: string;
  type_name: string;
  end1_guid: string;
  end2_guid: string;
  attributes: ColumnType<JsonObject, string | undefined, string>;
}

/** What a crawl last saw of an asset; see migrations 0028 and 0033. */
export interface SourceFingerprintTable {
  asset_guid: string;
  source: string;
  stored: string;
  members: Generated<string[]>;
}

/** What became of a change of many objects; see migration 0029. */
export interface BulkJobTable {
  id: Generated<number>;
  actor_id: string;
  created_at: Generated<Date>;
  /** Written as JSON text; read parsed. */
  result: ColumnType<JsonObject, string, never>;
}

/** The tables of the catalog room. */
export interface CatalogTables {
  asset: AssetTable;
  source_fingerprint: SourceFingerprintTable;
  relationship: RelationshipTable;
  bulk_job: BulkJobTable;
}
