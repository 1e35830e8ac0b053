import { type JsonObject, type JsonValue } from '../../foundation/index.ts';

/** An asset as the crawl wants it to be, in the shape in which the catalog takes entities. */
export interface AssetDraft {
  readonly typeName: 'Connection' | 'Database' | 'Schema' | 'Table' | 'View' | 'Column';
  /** `null` clears what an earlier crawl wrote: the source no longer says it. */
  readonly attributes: JsonObject & { readonly qualifiedName: string; readonly name: string };
  /** Always active: an asset archived earlier comes back when the source has it again. */
  readonly status: 'ACTIVE';
}

/** Longest text the catalog takes in most attributes (Atlan wire, entity limits). */
export const textLengthMax = 100_000;
/** The same for the definition of a view; Glue itself keeps at most 409,600 characters. */
export const definitionLengthMax = 2_000_000;

/**
 * A text of the source as the catalog can hold it, `null` for nothing or blank: cut at the limit, without null characters and
 * halves of surrogate pairs, which PostgreSQL refuses. A strange comment must not cost a table.
 */
export function cleanText(text: string | undefined | null, lengthMax = textLengthMax): string | null {
  if (text === undefined || text === null || text.trim() === '') return null;
  return text.slice(0, lengthMax).replaceAll('\0', '\u{FFFD}').toWellFormed();
}

/** Milliseconds since 1970; `null` when the source gave no time, or one that is none. */
export function epochMs(time: Date | undefined): number | null {
  const value = time?.getTime();
  return value === undefined || !Number.isFinite(value) ? null : value;
}

/** A reference to an asset by its qualified name. */
export function reference(typeName: AssetDraft['typeName'], qualifiedName: string): JsonValue {
  return { typeName, uniqueAttributes: { qualifiedName } };
}
