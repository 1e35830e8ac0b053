import type { AssetRow } from '../entities/asset-row.ts';
import { relocated, type Relocation } from '../entities/move-contents.ts';
import type { AssetChange, SavePlan } from '../entities/plan-save.ts';
import type { SaveScope } from '../entities/save-scope.ts';
import { entriesOfSave } from './entries-of-save.ts';
import { writeHistory } from './history-entry.ts';

/** Writes what a save did to each asset. `held` are the stored rows as they were before. */
export async function recordSave(
  scope: SaveScope,
  { plan, relocations }: { readonly plan: SavePlan; readonly relocations: readonly Relocation[] },
  held: ReadonlyMap<string, AssetRow>,
): Promise<void> {
  const moved = relocations.flatMap((relocation): AssetChange[] => {
    const row = held.get(relocation.guid);
    return row === undefined ? [] : [{ before: row, after: relocated(row, relocation, scope) }];
  });
  await writeHistory(scope.tx, scope, entriesOfSave(scope.types, { plan, moved, held }));
}
