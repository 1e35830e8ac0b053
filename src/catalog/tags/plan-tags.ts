import { CatalogError, type JsonObject, type JsonValue } from '../../foundation/index.ts';
import { isSameJson } from '../entities/compare-json.ts';
import type { DirectTag } from './tag-store.ts';
import { defaultTagFlags, type TagDraft, type TagRequest } from './tag-request.ts';

/**
 * What a save does with the tags of assets that are stored already (Atlan wire, flags of a bulk save). `ignore`: nothing. `replace`:
 * the listed ones become all of its own, an absent list being an empty one. `append`: the two extra lists count.
 */
export type TagMode = 'ignore' | 'replace' | 'append';

/** How the own tags of one asset change; at least one does. */
export interface TagPlan {
  readonly guid: string;
  /** As they will be stored, new ones and changed ones. */
  readonly written: readonly DirectTag[];
  /** Internal names. */
  readonly added: readonly string[];
  readonly updated: readonly string[];
  readonly removed: readonly string[];
  /** Those of them whose way to other assets may change. */
  readonly rerouted: readonly string[];
}

/** The asset whose tags are planned: what is stored of it, and what is asked. */
interface Tagging {
  readonly guid: string;
  /** `null` for an asset that is being created. */
  readonly stored: readonly DirectTag[] | null;
  readonly request: TagRequest;
  readonly mode: TagMode;
}

function mergeAttributes(stored: JsonObject, sent: JsonObject): JsonObject {
  const merged = new Map<string, JsonValue>(Object.entries(stored));
  for (const [name, value] of Object.entries(sent)) {
    if (value === null) merged.delete(name);
    else merged.set(name, value);
  }
  return Object.fromEntries(merged);
}

function mergeTag(guid: string, before: DirectTag | null, { at, name, flags: sent, attributes }: TagDraft): DirectTag {
  const flags = { ...(before?.flags ?? defaultTagFlags), ...sent };
  if (flags.restrictPropagationThroughLineage && flags.restrictPropagationThroughHierarchy) {
    throw new CatalogError(
      'field_invalid',
      `\`${at}\`: only one of \`restrictPropagationThroughLineage\` and \`restrictPropagationThroughHierarchy\` can be true`,
    );
  }
  return { assetGuid: guid, name, flags, attributes: mergeAttributes(before?.attributes ?? {}, attributes) };
}

/** What is to be put on the asset, in the order of the request. */
function draftsOf({ guid, stored, request, mode }: Tagging): readonly TagDraft[] {
  const { listed, upserted, removed } = request;
  const isKept = ({ name }: TagDraft) => !removed.includes(name);
  if (stored === null) return [...(listed ?? []), ...upserted].filter(isKept);
  if (mode === 'append') return upserted.filter(isKept);
  // COMPAT: clients send back what they have read, with the tags that only reach the asset from elsewhere.
  return (listed ?? []).filter(({ source }) => source === null || source === guid);
}

function removedNames({ stored, request, mode }: Tagging, wanted: ReadonlyMap<string, DirectTag>): string[] {
  const names = (stored ?? []).map(({ name }) => name);
  return names.filter((name) => (mode === 'append' ? request.removed.includes(name) : !wanted.has(name)));
}

function isSameTag(before: DirectTag, after: DirectTag): boolean {
  return isSameJson({ ...before.flags }, { ...after.flags }) && isSameJson(before.attributes, after.attributes);
}

function isSameWay(before: DirectTag | null, after: DirectTag): boolean {
  if (before === null) return !after.flags.propagate;
  return (!before.flags.propagate && !after.flags.propagate) || isSameJson({ ...before.flags }, { ...after.flags });
}

/**
 * Works out how the own tags of an asset change; `null` when none does. A tag that is to be put on and taken off at once is taken
 * off. Reads nothing and changes nothing. Throws `field_invalid` for a tag that could go no way at all.
 */
export function planTags(tagging: Tagging): TagPlan | null {
  const { guid } = tagging;
  if (tagging.stored !== null && tagging.mode === 'ignore') return null;
  const before = new Map((tagging.stored ?? []).map((tag) => [tag.name, tag]));
  const wanted = new Map<string, DirectTag>();
  for (const draft of draftsOf(tagging)) {
    wanted.set(draft.name, mergeTag(guid, wanted.get(draft.name) ?? before.get(draft.name) ?? null, draft));
  }
  const written = [...wanted.values()].filter((tag) => {
    const known = before.get(tag.name);
    return known === undefined || !isSameTag(known, tag);
  });
  const removed = removedNames(tagging, wanted);
  if (written.length + removed.length === 0) return null;
  const names = written.map(({ name }) => name);
  const moved = written.filter((tag) => !isSameWay(before.get(tag.name) ?? null, tag)).map(({ name }) => name);
  return {
    guid,
    written,
    added: names.filter((name) => !before.has(name)),
    updated: names.filter((name) => before.has(name)),
    removed,
    rerouted: [...moved, ...removed.filter((name) => before.get(name)?.flags.propagate === true)],
  };
}
