import { isJsonObject, type JsonObject, type JsonValue, type Problem } from '../../foundation/index.ts';

/** What a request says of one set of custom metadata of an asset. */
export interface SetRequest {
  /** Where it stands in the request, for messages: `entities[0].businessAttributes.<set>`. */
  readonly at: string;
  /** By internal names of attributes; `null` removes one. */
  readonly values: ReadonlyMap<string, JsonValue>;
}

/** What a request says of the custom metadata of an asset, by internal names of sets. */
export type CustomMetadataRequest = ReadonlyMap<string, SetRequest>;

interface Place {
  readonly at: string;
  readonly problems: Problem[];
}

/** Reads sets and their values, which are not judged yet. A set that is `null` says nothing. */
export function readSets(sets: JsonObject, { at, problems }: Place): CustomMetadataRequest {
  const request = new Map<string, SetRequest>();
  for (const [name, values] of Object.entries(sets)) {
    if (isJsonObject(values)) request.set(name, { at: `${at}.${name}`, values: new Map(Object.entries(values)) });
    else if (values !== null) problems.push({ path: `${at}.${name}`, message: 'must be an object of values' });
  }
  return request;
}

/**
 * Reads what an entity says of its custom metadata; `null` when it says nothing. COMPAT: one client sends `null` with every save, and
 * that says nothing.
 */
export function readCustomMetadata(entity: JsonObject, { at, problems }: Place): CustomMetadataRequest | null {
  const sets = entity['businessAttributes'] ?? null;
  const path = `${at}.businessAttributes`;
  if (isJsonObject(sets)) return readSets(sets, { at: path, problems });
  if (sets !== null) problems.push({ path, message: 'must be an object of sets' });
  return null;
}

/** Two requests about one asset as one: the later value wins. */
export function mergeRequests(
  earlier: CustomMetadataRequest | null,
  later: CustomMetadataRequest | null,
): CustomMetadataRequest | null {
  if (earlier === null || later === null) return later ?? earlier;
  const merged = new Map(earlier);
  for (const [name, { at, values }] of later) {
    merged.set(name, { at, values: new Map([...(earlier.get(name)?.values ?? []), ...values]) });
  }
  return merged;
}
