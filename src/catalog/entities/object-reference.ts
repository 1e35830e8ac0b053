import { isJsonObject, type JsonObject, type JsonValue, type Problem } from '../../foundation/index.ts';

/** A reference to another asset as a request spells it: by guid, by placeholder, or by type and qualified name. */
export interface ObjectReference {
  readonly at: string;
  /** Exact type, a type above it, or `null` when the guid must say it. */
  readonly typeName: string | null;
  /** A guid, or the placeholder of an entity of the same request. Wins over the qualified name. */
  readonly guid: string | null;
  readonly qualifiedName: string | null;
  /** Attributes of the link itself. */
  readonly linkAttributes: JsonObject | null;
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function linkAttributesOf(value: JsonValue | undefined): JsonObject | null {
  if (!isJsonObject(value) || !isJsonObject(value['attributes'])) return null;
  const set = Object.entries(value['attributes']).filter(([, it]) => it !== null);
  return set.length === 0 ? null : Object.fromEntries(set);
}

/**
 * Reads one reference (Atlan wire: object reference). Everything a round trip adds (`displayText`, `entityStatus`, …)
 * and the `attributes` some clients send along are ignored, unless the reference says nothing else.
 */
export function readObjectReference(value: JsonValue, at: string): ObjectReference | Problem {
  if (!isJsonObject(value))
    return { path: at, message: 'is not a reference: an object with `guid` or `uniqueAttributes`' };
  const unique = isJsonObject(value['uniqueAttributes']) ? value['uniqueAttributes'] : {};
  // COMPAT: the newer Python client puts `qualifiedName` beside `typeName`.
  const ownName = textOf(unique['qualifiedName']) ?? textOf(value['qualifiedName']);
  const guid = textOf(value['guid']);
  // COMPAT: the Python client's creator of DynamoDB attributes sends a whole table with nothing but its qualified name.
  const attributes = guid === null && isJsonObject(value['attributes']) ? value['attributes'] : {};
  const qualifiedName = ownName ?? textOf(attributes['qualifiedName']);
  const typeName = textOf(value['typeName']);
  if (guid === null && qualifiedName === null) {
    return { path: at, message: 'names no asset: needs `guid` or `uniqueAttributes.qualifiedName`' };
  }
  if (guid === null && typeName === null) return { path: at, message: 'needs `typeName` beside its qualified name' };
  return { at, typeName, guid, qualifiedName, linkAttributes: linkAttributesOf(value['relationshipAttributes']) };
}

const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether the text is a guid of the store, not a placeholder such as `-4808846248606283`. */
export function isRealGuid(text: string): boolean {
  return guidPattern.test(text);
}
