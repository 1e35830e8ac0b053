import { isJsonObject, type JsonObject, type JsonValue } from '../../foundation/index.ts';
import { isSameJson, isSameSet } from '../entities/compare-json.ts';

/**
 * What a save does with the custom metadata of assets that are stored already (Atlan wire, flags of a bulk save). `ignore`: nothing.
 * `merge`: what is sent counts, the rest stays. `overwrite`: what is sent is all there will be, an absent request being an empty one.
 */
export type CustomMetadataMode = 'ignore' | 'merge' | 'overwrite';

/** A value as it will be stored; `null` for none. */
export interface TypedValue {
  readonly value: JsonValue;
  /** A list whose order has no meaning. */
  readonly isSet: boolean;
}

/** Judged values by internal names of sets and of their attributes. */
export type TypedCustomMetadata = ReadonlyMap<string, ReadonlyMap<string, TypedValue>>;

const nothing: TypedCustomMetadata = new Map();

function isSameValue(stored: JsonValue | undefined, { value, isSet }: TypedValue): boolean {
  return isSet ? isSameSet(stored, value) : isSameJson(stored, value);
}

/** One set after the request; the very same object when nothing of it changes. */
function mergeSet(
  stored: JsonObject,
  sent: ReadonlyMap<string, TypedValue>,
  keeps: (attribute: string) => boolean,
): JsonObject {
  const merged = new Map(Object.entries(stored).filter(([attribute]) => keeps(attribute) || sent.has(attribute)));
  let changed = merged.size !== Object.keys(stored).length;
  for (const [attribute, typed] of sent) {
    if (typed.value === null) changed = merged.delete(attribute) || changed;
    else if (!merged.has(attribute) || !isSameValue(merged.get(attribute), typed)) {
      merged.set(attribute, typed.value);
      changed = true;
    }
  }
  return changed ? Object.fromEntries(merged) : stored;
}

/**
 * The custom metadata of an asset after a request; the very same object when nothing changes. A set that is sent empty is cleared. Holds
 * no null, no empty list and no empty set. Of an asset that is being created everything is sent: `stored` is empty and the mode is `overwrite`.
 */
export function mergeCustomMetadata(
  stored: JsonObject,
  request: TypedCustomMetadata | null,
  mode: CustomMetadataMode,
): JsonObject {
  if (mode === 'ignore') return stored;
  const sent = request ?? nothing;
  const merged = new Map<string, JsonObject>();
  let changed = false;
  for (const name of new Set([...Object.keys(stored), ...sent.keys()])) {
    const before = isJsonObject(stored[name]) ? stored[name] : {};
    const values = sent.get(name);
    const keeps = () => mode === 'merge' && values?.size !== 0;
    const after = mergeSet(before, values ?? new Map<string, TypedValue>(), keeps);
    changed ||= after !== before;
    if (Object.keys(after).length > 0) merged.set(name, after);
  }
  return changed ? Object.fromEntries(merged) : stored;
}
