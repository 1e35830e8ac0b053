import { carriesTags, type AssetRow } from '../entities/asset-row.ts';
import type { SavePlan } from '../entities/plan-save.ts';
import type { Author } from '../history/history-entry.ts';
import { recordTasks } from '../tasks/record-tasks.ts';
import { requireTagChange, type TagChange, type TagScope } from './guard-tag-change.ts';
import { spreadTags } from './spread-tags.ts';
import { roadsOf, tagRoads, type TagRoad } from './tag-roads.ts';
import { writeDirectTags } from './tag-store.ts';

/** The assets of a save as they were before it, those it creates included. */
function assetsOf(plan: SavePlan, held: ReadonlyMap<string, AssetRow>): Map<string, AssetRow> {
  return new Map([...held, ...plan.creates.map((row) => [row.guid, row] as const)]);
}

/**
 * Throws `permission_denied` unless the actor may change the own tags of the assets as the plan says. `held` are the rows of the plan
 * as they are now, locked.
 */
export async function requireTagPlans(
  scope: TagScope,
  plan: SavePlan,
  held: ReadonlyMap<string, AssetRow>,
): Promise<void> {
  if (plan.tags.length === 0) return;
  const assets = assetsOf(plan, held);
  const changes = plan.tags.flatMap(({ guid, added, updated, removed }): TagChange[] => {
    const asset = assets.get(guid);
    return asset === undefined ? [] : [{ asset, how: 'named', added, updated, removed }];
  });
  await requireTagChange(scope, changes);
}

const nothing: ReadonlySet<string> = new Set();

/**
 * Writes the tags of a save whose assets and links are written, and carries on what follows from them and from the links. Gives the
 * assets whose tags are others than before. A save that neither speaks of tags nor touches an asset that has some asks the
 * database nothing.
 */
export async function settleSavedTags(
  scope: TagScope & Author,
  plan: SavePlan,
  held: ReadonlyMap<string, AssetRow>,
): Promise<ReadonlySet<string>> {
  const roads = tagRoads(scope.types);
  const tagged = new Set(plan.tags.map(({ guid }) => guid));
  const isTagged = (guid: string) => tagged.has(guid) || [held.get(guid) ?? []].flat().some(carriesTags);
  const busy = (ways: readonly TagRoad[]) => ways.filter(({ tail }) => isTagged(tail));
  const opened = busy(roadsOf(roads, plan.links.added));
  const cut = busy(roadsOf(roads, plan.links.removed));
  const restored = plan.updates.filter(({ before, after }) => before.state === 'DELETED' && after.state === 'ACTIVE');
  const resumed = restored.map(({ after }) => after.guid).filter(isTagged);
  if (plan.tags.length + opened.length + cut.length + resumed.length === 0) return nothing;
  await writeDirectTags(scope.tx, {
    written: plan.tags.flatMap(({ written }) => written),
    removed: plan.tags.flatMap(({ guid, removed }) => removed.map((name) => ({ assetGuid: guid, name }))),
  });
  await recordTasks(scope.tx, scope, plan.tags);
  const rerouted = plan.tags.flatMap(({ guid, rerouted: names }) => names.map((name) => ({ guid, name })));
  return spreadTags(scope, {
    works: { opened, cut, resumed, halted: [], rerouted },
    own: [...tagged],
    removed: [],
    held: assetsOf(plan, held),
  });
}
