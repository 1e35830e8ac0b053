import { sql, type Tx } from '../../postgres/index.ts';
import type { Author } from '../history/history-entry.ts';
import { recordSpread } from '../history/record-spread.ts';
import { findArrivals, findDoubtful, type RoadWorks } from './find-arrivals.ts';
import {
  requireTagChange,
  requireTagOutcome,
  type TagChange,
  type TagOutcome,
  type TagScope,
} from './guard-tag-change.ts';
import { tagRoads } from './tag-roads.ts';
import {
  columnsOf,
  deleteTagsOf,
  findTagNames,
  lockTagged,
  refreshTagNames,
  writeArrivals,
  type Arrival,
  type KeptTag,
  type TaggedAsset,
  type TagNames,
} from './tag-store.ts';

/** In whose name tags are carried on; `authority` is `null` where something else than a request has it done, and that was judged. */
export interface SpreadScope extends Pick<TagScope, 'tx' | 'types'>, Author {
  readonly authority: TagScope['authority'] | null;
}

/** A change that is written, apart from what it entails for the tags of other assets. */
export interface TagWork {
  readonly works: RoadWorks;
  /** Assets whose own tags changed. */
  readonly own: readonly string[];
  /** Assets that are gone for good, whose tags are still there. */
  readonly removed: readonly string[];
  /** The assets that the transaction holds, as they were before; those it has created too. */
  readonly held: ReadonlyMap<string, TaggedAsset>;
}

interface Spread {
  readonly added: readonly Arrival[];
  readonly removed: readonly Arrival[];
  /** What is held in the end. */
  readonly held: ReadonlyMap<string, TaggedAsset>;
}

function keyOf({ guid, name, source }: Arrival): string {
  return `${guid} ${source} ${name}`;
}

function without(arrivals: readonly Arrival[], others: readonly Arrival[]): Arrival[] {
  const known = new Set(others.map(keyOf));
  return arrivals.filter((arrival) => !known.has(keyOf(arrival)));
}

/**
 * Which tags arrive where and which no longer do. Looks again until it holds every asset that is concerned: whoever draws a link
 * holds both its ends, so a link that was drawn meanwhile at an asset we then hold is seen, and none can follow.
 */
async function findSpread({ tx, types }: SpreadScope, { works, held: known }: TagWork): Promise<Spread> {
  const roads = tagRoads(types);
  const held = new Map(known);
  const asked = new Set(known.keys());
  for (;;) {
    const doubtful = await findDoubtful(tx, roads, works);
    const arriving = await findArrivals(tx, roads, { works, doubtful });
    const concerned = new Set([...doubtful, ...arriving].map(({ guid }) => guid));
    const further = [...concerned].filter((guid) => !asked.has(guid));
    if (further.length === 0) return { added: without(arriving, doubtful), removed: without(doubtful, arriving), held };
    for (const row of await lockTagged(tx, further)) held.set(row.guid, row);
    for (const guid of further) asked.add(guid);
  }
}

/** A tag that is to outlast the asset it comes from becomes the other asset's own, for there is nothing left that it could come from. */
async function keepOutlasting(tx: Tx, sources: readonly string[], lost: readonly Arrival[]): Promise<KeptTag[]> {
  if (lost.length === 0) return [];
  const { guids, names, sources: from } = columnsOf(lost);
  const { rows } = await sql<KeptTag>`
    INSERT INTO asset_tag (asset_guid, tag_name, propagate, remove_propagations_on_delete, restrict_lineage,
      restrict_hierarchy, search_text)
    SELECT DISTINCT lost.guid, lost.name, FALSE, TRUE, FALSE, FALSE, lost.name
    FROM unnest(${guids}::uuid[], ${names}::text[], ${from}::uuid[]) AS lost (guid, name, source)
    JOIN asset_tag AS tag ON tag.asset_guid = lost.source AND tag.tag_name = lost.name
      AND NOT tag.remove_propagations_on_delete
    WHERE lost.source = ANY(${sources}::uuid[]) AND lost.guid <> ALL(${sources}::uuid[])
    ON CONFLICT DO NOTHING
    RETURNING asset_guid AS guid, tag_name AS name`.execute(tx);
  return rows;
}

function missingFrom(names: readonly string[], ...others: readonly (readonly string[])[]): string[] {
  return names.filter((name) => others.every((list) => !list.includes(name)));
}

function reachedChange(asset: TaggedAsset, after: TagNames): TagChange[] {
  const added = missingFrom(after.propagatedTagNames, asset.propagatedTagNames, asset.directTagNames);
  const removed = missingFrom(asset.propagatedTagNames, after.propagatedTagNames, after.directTagNames);
  return added.length + removed.length === 0 ? [] : [{ asset, how: 'reached', added, updated: [], removed }];
}

function outcomeOf(asset: TaggedAsset | undefined, after: TagNames): TagOutcome[] {
  const tagNamesAfter = [...after.directTagNames, ...after.propagatedTagNames];
  return asset === undefined ? [] : [{ asset, tagNamesAfter }];
}

/**
 * Carries a change of tags, links or states on to every asset that it concerns, and brings the names on the assets in line: in the
 * caller's transaction, in a number of statements that does not depend on how many assets those are. Gives the assets whose tags
 * are others than before.
 */
export async function spreadTags(scope: SpreadScope, work: TagWork): Promise<ReadonlySet<string>> {
  const { tx, types, authority } = scope;
  const { own, removed } = work;
  const spread = await findSpread(scope, work);
  await writeArrivals(tx, spread);
  const kept = removed.length === 0 ? [] : await keepOutlasting(tx, removed, spread.removed);
  if (removed.length > 0) await deleteTagsOf(tx, removed);
  await recordSpread(tx, scope, { ...spread, kept, gone: new Set(removed) });
  const changed = new Set([...own, ...[...spread.added, ...spread.removed].map(({ guid }) => guid)]);
  for (const guid of removed) changed.delete(guid);
  if (changed.size === 0) return changed;
  const names = await findTagNames(tx, [...changed]);
  const changes = names.flatMap((after) => {
    const asset = spread.held.get(after.guid);
    return asset === undefined ? [] : reachedChange(asset, after);
  });
  if (authority !== null) {
    await requireTagChange({ tx, types, authority }, changes);
    await requireTagOutcome(
      { tx, types, authority },
      names.flatMap((after) => outcomeOf(spread.held.get(after.guid), after)),
    );
  }
  await refreshTagNames(tx, [...changed]);
  return changed;
}
