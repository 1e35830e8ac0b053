import { type Field, type FieldKind, type JsonFieldKind, readJson } from '../fields.ts';

function isJsonKind(kind: FieldKind): kind is JsonFieldKind {
  return kind !== 'timestamp' && kind !== 'uuid';
}

/** The values of a many-valued field as rows of `element(value)`. One value without a list counts as a list of it. */
export function elementsOf(field: Field): string {
  if (field.textArray === true) return `unnest(${field.sql}) AS element(value)`;
  const list = `CASE jsonb_typeof(${field.sql}) WHEN 'array' THEN ${field.sql} ELSE jsonb_build_array(${field.sql}) END`;
  return `jsonb_array_elements(${list}) AS element(value)`;
}

/** SQL of one value out of `elementsOf`. */
export function elementValue(field: Field): string {
  if (field.textArray === true) return 'element.value';
  return isJsonKind(field.kind) ? readJson(field.kind, 'element.value') : `(element.value #>> '{}')`;
}

/** Holds when `predicate` holds of the field's value, or of any of its values. `FALSE` stays `FALSE`, without a scan. */
export function anyValue(field: Field, predicate: (value: string) => string): string {
  if (field.withValue !== undefined) return field.withValue(predicate);
  if (!field.many) return predicate(field.sql);
  const held = predicate(elementValue(field));
  return held === 'FALSE' ? held : `EXISTS (SELECT FROM ${elementsOf(field)} WHERE ${held})`;
}
