import { createHash } from 'node:crypto';

import { type SourceGroup } from '../../catalog/index.ts';
import { type MappedTable } from './map-table.ts';

/**
 * A table with its columns, and a digest of everything that the source says of them as far as the catalog would hold it; the time of
 * the last change is part of that. Glue's `VersionId` is not: a version that changes nothing here is nothing to write.
 */
export function sourceGroupOf({ asset, columnLevels, droppedColumns, hidesColumns }: MappedTable): SourceGroup {
  const drafts = [asset, ...columnLevels.flat()];
  const text = JSON.stringify([drafts, droppedColumns, hidesColumns]);
  return {
    members: drafts.map(({ typeName, attributes }) => ({ typeName, qualifiedName: attributes.qualifiedName })),
    source: createHash('sha256').update(text).digest('base64'),
  };
}
