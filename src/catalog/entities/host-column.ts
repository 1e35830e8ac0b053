import { sql, type RawBuilder } from '../../postgres/index.ts';
import type { AssetHost } from './asset-row.ts';

/**
 * SQL that reads the asset on which the one called `alias` hangs, as `AssetHost`; null for everything that hangs on nothing, for which
 * nothing is looked up.
 */
export function hostColumn(alias: string): string {
  return `(CASE WHEN ${alias}.host_guid IS NOT NULL THEN (
    SELECT jsonb_build_object('guid', held_by.guid, 'typeName', held_by.type_name, 'qualifiedName', held_by.qualified_name,
      'connectionQualifiedName', held_by.connection_qualified_name, 'createdBy', held_by.created_by,
      'directTagNames', held_by.direct_tag_names, 'propagatedTagNames', held_by.propagated_tag_names)
    FROM asset AS held_by WHERE held_by.guid = ${alias}.host_guid) END) AS host`;
}

/** The same for statements that are written as such. `alias` is a word of ours. */
export function selectHost(alias: 'asset' | 'other'): RawBuilder<AssetHost | null> {
  return sql.raw(hostColumn(alias));
}
