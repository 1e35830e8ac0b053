import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '../../foundation/index.ts';
import { type Change, type FieldChange } from './plan.ts';

function valueOf(fields: object | null, field: string): JsonValue {
  // The fields of every kind hold nothing but JSON.
  return ((fields as Record<string, JsonValue> | null)?.[field] ?? null) as JsonValue;
}

/** The fields in which two things differ, by the order of their kind's fields. */
export function compareFields(before: object | null, after: object | null): FieldChange[] {
  return Object.keys(after ?? before ?? {})
    .map((field) => ({ field, from: valueOf(before, field), to: valueOf(after, field) }))
    .filter(({ from, to }) => !isDeepStrictEqual(from, to));
}

/** What becomes of something that is there, or is not, and shall be so, or shall not be. */
export function change<Before extends { readonly fields: Fields }, Fields extends object>(
  name: string,
  before: Before | null,
  after: Fields | null,
): Change<Before, Fields> {
  const fields = compareFields(before?.fields ?? null, after);
  if (before === null) return { verb: 'create', name, before, after, fields };
  if (after === null) return { verb: 'delete', name, before, after, fields };
  return { verb: fields.length === 0 ? 'keep' : 'update', name, before, after, fields };
}
