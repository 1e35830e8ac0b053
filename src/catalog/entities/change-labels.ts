import { requireNoProblems, type JsonValue, type Problem } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { lockAssets } from './asset-store.ts';
import { gatherAuthority } from './authority.ts';
import { getReadable, type AssetSelector } from './get-entity.ts';
import { readLabels } from './labels.ts';
import { saveEntitiesIn } from './save-entities.ts';

/** `set`: these and no others. */
export type LabelsChange = 'set' | 'add' | 'remove';

function changed(before: readonly string[], labels: readonly string[], how: LabelsChange): readonly string[] {
  if (how === 'set') return labels;
  if (how === 'add') return [...new Set([...before, ...labels])];
  return before.filter((label) => !labels.includes(label));
}

/**
 * Changes the labels of one asset (Atlan wire: `…/labels`). Taking off one that is not there is no mistake. Throws `label_too_long`,
 * `label_malformed` with every problem, otherwise as `saveEntities` does for a change of the asset.
 */
export function changeLabels(
  deps: CatalogDeps,
  principal: Principal,
  request: AssetSelector & { labels: readonly JsonValue[]; how: LabelsChange },
): Promise<void> {
  const { clock, types } = deps;
  const problems: Problem[] = [];
  const labels = readLabels(request.labels, { at: 'labels', problems });
  requireNoProblems('field_invalid', problems.slice(0, 50));
  return retryTransaction(deps.db, async (tx) => {
    const authority = await gatherAuthority(deps, tx, principal);
    const { guid, typeName } = await getReadable({ db: tx, types, authority }, request);
    // Held from here on, so that what is added to is what is there.
    const before = (await lockAssets(tx, [guid])).get(guid)?.labels ?? [];
    const entities = [{ typeName, guid, labels: changed(before, labels, request.how) }];
    await saveEntitiesIn({ tx, clock, types }, principal, { entities });
  });
}
