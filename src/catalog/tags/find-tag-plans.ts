import type { SaveScope, SaveTarget, SaveTargets } from '../entities/save-scope.ts';
import { planTags, type TagPlan } from './plan-tags.ts';
import { findDirectTags } from './tag-store.ts';

/** Whether anything is to be done about the tags of a target; of most there is not, and then nothing is read. */
function speaksOfTags({ tagMode }: SaveScope, { existing, tags, isTakenAlong }: SaveTarget): boolean {
  if (isTakenAlong === true) return false;
  if (tags.listed !== null || tags.upserted.length + tags.removed.length > 0) return true;
  return tagMode === 'replace' && existing !== null && existing.directTagNames.length > 0;
}

/** How a save changes the own tags of its targets; of those whose tags stay as they are there is nothing. */
export async function findTagPlans(scope: SaveScope, { list }: SaveTargets): Promise<TagPlan[]> {
  const speaking = list.filter((target) => speaksOfTags(scope, target));
  const tagged = speaking.filter(({ existing }) => existing !== null && existing.directTagNames.length > 0);
  const wanted = scope.tagMode === 'ignore' ? [] : tagged.map(({ guid }) => guid);
  const stored = Map.groupBy(await findDirectTags(scope.tx, wanted), ({ assetGuid }) => assetGuid);
  return speaking.flatMap(({ guid, existing, tags }) => {
    const known = existing === null ? null : (stored.get(guid) ?? []);
    return planTags({ guid, stored: known, request: tags, mode: scope.tagMode }) ?? [];
  });
}
