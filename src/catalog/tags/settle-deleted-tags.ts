import { carriesTags, type AssetRow } from '../entities/asset-row.ts';
import type { Link } from '../entities/link-store.ts';
import { spreadTags, type SpreadScope } from './spread-tags.ts';
import { roadsOf, tagRoads } from './tag-roads.ts';

/** What a deletion has written. */
export interface DeletedAssets {
  /** As they were before. */
  readonly archived: readonly AssetRow[];
  readonly removed: readonly AssetRow[];
  /** The links that went with them. */
  readonly cutLinks: readonly Link[];
  /** Every row that the deletion holds, as it was before. */
  readonly held: ReadonlyMap<string, AssetRow>;
}

function guidsOfTagged(rows: readonly AssetRow[]): string[] {
  return rows.filter(carriesTags).map(({ guid }) => guid);
}

/**
 * Carries on what the deletion of assets means for the tags of others, and drops those of what is removed. An archived asset keeps
 * its tags and passes none on, except its own that are to outlast it. Where no tag is, it asks the database nothing.
 */
export async function settleDeletedTags(scope: SpreadScope, deleted: DeletedAssets): Promise<void> {
  const halted = guidsOfTagged(deleted.archived);
  const removed = guidsOfTagged(deleted.removed);
  if (halted.length + removed.length === 0) return;
  const ways = roadsOf(tagRoads(scope.types), deleted.cutLinks);
  const cut = ways.filter(({ tail }) => removed.includes(tail));
  await spreadTags(scope, {
    works: { opened: [], cut, resumed: [], halted, rerouted: [] },
    own: [],
    removed,
    held: deleted.held,
  });
}
