import type { JsonObject } from '../../foundation/index.ts';
import { isSameJson } from '../entities/compare-json.ts';
import type { SavePlan } from '../entities/plan-save.ts';

/** What the record says of a save's custom metadata: each asset with the internal names of the sets that change; empty for none. */
export function customMetadataEntries({ creates, updates }: SavePlan): JsonObject {
  const rows = [
    ...creates.map(({ guid, businessAttributes }) => ({ guid, before: {} as JsonObject, after: businessAttributes })),
    ...updates.map(({ before, after }) => ({
      guid: after.guid,
      before: before.businessAttributes,
      after: after.businessAttributes,
    })),
  ];
  const entries = rows.flatMap(({ guid, before, after }) => {
    if (before === after) return [];
    const sets = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    const changed = sets.filter((set) => !isSameJson(before[set], after[set]));
    return changed.length === 0 ? [] : [{ guid, sets: changed }];
  });
  return entries.length === 0 ? {} : { customMetadata: entries };
}
