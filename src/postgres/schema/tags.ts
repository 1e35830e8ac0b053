import type { ColumnType, Generated } from 'kysely';
import type { JsonObject } from '../../foundation/index.ts';

/** One tag that there is; see migration 0014. */
export interface TagDefinitionTable {
  guid: string;
  name: string;
  display_name: string;
  description: string | null;
  /** Written as JSON text; read parsed. */
  options: ColumnType<JsonObject, string | undefined, string>;
  attribute_defs: ColumnType<readonly JsonObject[], string | undefined, string>;
  created_by: string;
  updated_by: string;
  create_time: number;
  update_time: number;
  version: Generated<number>;
}

/** A tag that was put on an asset itself. */
export interface AssetTagTable {
  asset_guid: string;
  tag_name: string;
  propagate: boolean;
  remove_propagations_on_delete: boolean;
  restrict_lineage: boolean;
  restrict_hierarchy: boolean;
  attributes: ColumnType<JsonObject, string | undefined, string>;
  search_text: string;
}

/** A tag that reaches an asset from another one. */
export interface AssetPropagatedTagTable {
  asset_guid: string;
  tag_name: string;
  source_guid: string;
}

/** Tags and what carries them; the tables of the catalog room for them. */
export interface TagTables {
  tag_definition: TagDefinitionTable;
  asset_tag: AssetTagTable;
  asset_propagated_tag: AssetPropagatedTagTable;
}
