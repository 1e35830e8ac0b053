import { isJsonObject, type JsonValue } from '../../foundation/index.ts';

/** Whether two JSON values are equal; the order of an object's members has no meaning, that of a list has. */
export function isSameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    const [left, right] = [a as readonly JsonValue[], b as readonly JsonValue[]];
    return left.length === right.length && left.every((item, index) => isSameJson(item, right[index]));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSameJson(a[key], b[key]))
  );
}

/** The same for two sets written as lists of scalars: the order has no meaning either. */
export function isSameSet(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return isSameJson(a, b);
  const [left, right] = [a as readonly JsonValue[], b as readonly JsonValue[]];
  const known = new Set(left);
  return left.length === right.length && right.every((item) => known.has(item));
}
