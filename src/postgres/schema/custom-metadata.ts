import type { ColumnType, Generated } from 'kysely';
import type { JsonObject } from '../../foundation/index.ts';

/** One set of custom metadata, enumeration or struct that did not come with the server; see migration 0019. */
export interface TypeDefinitionTable {
  guid: string;
  category: 'BUSINESS_METADATA' | 'ENUM' | 'STRUCT';
  name: string;
  display_name: string;
  description: string | null;
  /** Written as JSON text; read parsed. */
  options: ColumnType<JsonObject, string | undefined, string>;
  attribute_defs: ColumnType<readonly JsonObject[], string | undefined, string>;
  element_defs: ColumnType<readonly JsonObject[], string | undefined, string>;
  created_by: string;
  updated_by: string;
  create_time: number;
  update_time: number;
  version: Generated<number>;
}

/** Types that people define; the tables of the catalog room for them. */
export interface TypeDefinitionTables {
  type_definition: TypeDefinitionTable;
}
