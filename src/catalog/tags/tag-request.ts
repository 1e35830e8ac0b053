import { isJsonObject, type JsonObject, type JsonValue, type Problem } from '../../foundation/index.ts';
import { problemWithin } from '../entities/attribute-value.ts';

/** How a tag on an asset reaches others (Atlan wire: classification). */
export interface TagFlags {
  readonly propagate: boolean;
  readonly removePropagationsOnEntityDelete: boolean;
  readonly restrictPropagationThroughLineage: boolean;
  readonly restrictPropagationThroughHierarchy: boolean;
}

/** What a tag is put on an asset with when nothing is said (Atlan wire: classification). */
export const defaultTagFlags: TagFlags = {
  propagate: false,
  removePropagationsOnEntityDelete: true,
  restrictPropagationThroughLineage: false,
  restrictPropagationThroughHierarchy: false,
};

/** One tag as a request puts it on an asset; what it does not say stays as it is. */
export interface TagDraft {
  /** Where it stands in the request, for messages: `entities[0].classifications[1]`. */
  readonly at: string;
  /** Internal name. */
  readonly name: string;
  readonly flags: Partial<TagFlags>;
  /** By internal names; `null` clears one. */
  readonly attributes: JsonObject;
  /** On which asset it was read, lower case; `null` when that is not said. */
  readonly source: string | null;
}

/** What a request says of the tags of one asset. Which of it counts depends on the request's flags. */
export interface TagRequest {
  /** All of them; `null` when the request does not say. */
  readonly listed: readonly TagDraft[] | null;
  readonly upserted: readonly TagDraft[];
  /** Internal names. */
  readonly removed: readonly string[];
}

export const noTagRequest: TagRequest = { listed: null, upserted: [], removed: [] };

interface Place {
  readonly at: string;
  readonly problems: Problem[];
}

function readFlags(value: JsonObject, { at, problems }: Place): Partial<TagFlags> {
  const flags: Partial<Record<keyof TagFlags, boolean>> = {};
  for (const name of Object.keys(defaultTagFlags) as (keyof TagFlags)[]) {
    const flag = value[name] ?? null;
    if (typeof flag === 'boolean') flags[name] = flag;
    else if (flag !== null) problems.push({ path: `${at}.${name}`, message: 'is neither true nor false' });
  }
  return flags;
}

function readAttributes(value: JsonObject, { at, problems }: Place): JsonObject {
  const attributes = value['attributes'] ?? null;
  if (attributes === null) return {};
  const path = `${at}.attributes`;
  const message = isJsonObject(attributes) ? problemWithin(attributes) : 'is not an object';
  if (message !== null) problems.push({ path, message });
  return isJsonObject(attributes) ? attributes : {};
}

function readTag(value: JsonValue, place: Place): TagDraft | null {
  const name = isJsonObject(value) ? value['typeName'] : undefined;
  if (!isJsonObject(value) || typeof name !== 'string' || name === '') {
    place.problems.push({ path: place.at, message: 'is not a tag: an object with `typeName`' });
    return null;
  }
  const source = value['entityGuid'];
  return {
    at: place.at,
    name,
    flags: readFlags(value, place),
    attributes: readAttributes(value, place),
    source: typeof source === 'string' && source !== '' ? source.toLowerCase() : null,
  };
}

/** Reads a list of tags; what is no list says nothing. */
export function readTags(value: JsonValue | undefined, { at, problems }: Place): TagDraft[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly JsonValue[]).flatMap(
    (item, index) => readTag(item, { at: `${at}[${index}]`, problems }) ?? [],
  );
}

/** Reads what an entity says of its tags (Atlan wire: the three lists of classifications). */
export function readTagRequest(entity: JsonObject, { at, problems }: Place): TagRequest {
  const read = (key: string) => readTags(entity[key], { at: `${at}.${key}`, problems });
  return {
    listed: Array.isArray(entity['classifications']) ? read('classifications') : null,
    upserted: read('addOrUpdateClassifications'),
    removed: read('removeClassifications').map(({ name }) => name),
  };
}

/** Two requests about one asset as one: the later list wins, the rest adds up. */
export function mergeTagRequests(earlier: TagRequest, later: TagRequest): TagRequest {
  return {
    listed: later.listed ?? earlier.listed,
    upserted: [...earlier.upserted, ...later.upserted],
    removed: [...earlier.removed, ...later.removed],
  };
}
