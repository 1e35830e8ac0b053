import { parseJson, type JsonValue } from '../../foundation/index.ts';

/** What a text says in JSON; the text itself where it says nothing so. */
export function parseJsonText(text: string): JsonValue {
  try {
    return parseJson(text) as JsonValue;
  } catch {
    return text;
  }
}
