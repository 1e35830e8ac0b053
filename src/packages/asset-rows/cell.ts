import { type AttributeDef } from '../../catalog/index.ts';
import { isJsonObject, tryParseJson, type JsonValue } from '../../foundation/index.ts';

/** What a cell was read as, or what would have been accepted. */
export type CellReading = { readonly value: JsonValue } | { readonly problem: string };

/**
 * A value as the text of a cell; `parseCell` reads it back. Items of a list stand on lines of their own; a list that would be read otherwise is
 * written as JSON, as is everything else that is not plain. Nothing, empty text and empty lists are all blank.
 */
export function renderCell(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return isJsonObject(value) ? JSON.stringify(value) : String(value);
  const items = value as readonly JsonValue[];
  if (items.length === 0) return '';
  const isPlain = items.every((item) => typeof item === 'string' && item !== '' && !/[\r\n]/.test(item));
  const text = items.join('\n');
  return isPlain && !text.startsWith('[') ? text : JSON.stringify(items);
}

/** The items of a cell that holds a list: a line each, or JSON. */
export function parseItems(text: string): readonly JsonValue[] {
  const list = text.trimStart().startsWith('[') ? tryParseJson(text) : undefined;
  if (Array.isArray(list)) return list as readonly JsonValue[];
  return text.split(/\r\n|\n|\r/).filter((item) => item !== '');
}

/** Reads a cell that is not blank as the attribute wants it; whether the value is one of its values is for the catalog to say. */
export function parseCell({ shape, kind, type }: AttributeDef, text: string): CellReading {
  if (shape === 'list' || shape === 'set') return { value: [...parseItems(text)] };
  if (shape !== 'map' && kind !== 'struct' && type !== 'any') return { value: text };
  const value = tryParseJson(text) as JsonValue | undefined;
  return value === undefined ? { problem: 'is no JSON' } : { value };
}
