import { isJsonObject, type JsonObject, type JsonValue } from '../../foundation/index.ts';
import type { Tx } from '../../postgres/index.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { isSameJson, isSameSet } from '../entities/compare-json.ts';
import type { AssetChange } from '../entities/plan-save.ts';
import { writeHistory, type Author, type HistoryEntry } from './history-entry.ts';

/**
 * What has another value, with that value; to be unset and to be an empty list is the same. COMPAT: clients stumble over `null` in
 * place of some lists, so those end as empty ones.
 */
function changedValues(before: JsonObject, after: JsonObject): Record<string, JsonValue> {
  if (before === after) return {};
  const changed: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(after)) {
    const unset = Array.isArray(value) ? [] : null;
    if (!isSameJson(before[name] ?? unset, value)) changed[name] = value;
  }
  for (const [name, value] of Object.entries(before)) {
    if (after[name] === undefined) changed[name] = Array.isArray(value) ? [] : null;
  }
  return changed;
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}

/** What an update says: changed attributes, and of the rest of the asset what changed of it. Empty when nothing did. */
function detailOfUpdate({ before, after }: AssetChange): JsonObject {
  const attributes = changedValues(before.attributes, after.attributes);
  if (before.name !== after.name) attributes['name'] = after.name;
  if (before.qualifiedName !== after.qualifiedName) attributes['qualifiedName'] = after.qualifiedName;
  return {
    ...(isEmpty(attributes) ? {} : { attributes }),
    ...(before.state === after.state ? {} : { status: after.state }),
    ...(isSameSet(before.labels, after.labels) ? {} : { labels: after.labels }),
    ...(isSameJson(before.customAttributes, after.customAttributes)
      ? {}
      : { customAttributes: after.customAttributes }),
  };
}

/** An entry for each set of custom metadata of which a value changed. */
export function entriesOfMetadata(before: JsonObject, after: AssetRow): HistoryEntry[] {
  return Object.keys({ ...before, ...after.businessAttributes }).flatMap((set): HistoryEntry[] => {
    const [was, is] = [before[set], after.businessAttributes[set]].map((it) => (isJsonObject(it) ? it : {}));
    const attributes = changedValues(was ?? {}, is ?? {});
    if (isEmpty(attributes)) return [];
    return [{ subject: after, action: 'BUSINESS_ATTRIBUTE_UPDATE', detail: { typeName: set, attributes } }];
  });
}

/** What happened to one asset by becoming another, tags and links apart. A restore is an update. */
export function entriesOfChange(change: AssetChange): HistoryEntry[] {
  const { before, after } = change;
  const detail = detailOfUpdate(change);
  const updates: HistoryEntry[] = isEmpty(detail) ? [] : [{ subject: after, action: 'ENTITY_UPDATE', detail }];
  return [...updates, ...entriesOfMetadata(before.businessAttributes, after)];
}

/** Writes what happened to assets outside of a save. */
export async function recordChanges(tx: Tx, author: Author, changes: readonly AssetChange[]): Promise<void> {
  await writeHistory(tx, author, changes.flatMap(entriesOfChange));
}
