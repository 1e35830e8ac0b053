import type { JsonObject, JsonValue } from '../../foundation/index.ts';

/** The texts of a list among attributes; what is no list is an empty one. */
export function textsOf(attributes: JsonObject, name: string): string[] {
  const value = attributes[name];
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter((it) => typeof it === 'string') : [];
}
