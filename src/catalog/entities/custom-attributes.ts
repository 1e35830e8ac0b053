import { isJsonObject, type ErrorCode, type JsonObject, type JsonValue, type Problem } from '../../foundation/index.ts';
import { textProblem } from './attribute-value.ts';

const keyLengthMax = 50;
const valueLengthMax = 500;
const keysMax = 1_000;

type Fault = readonly [code: ErrorCode, message: string];

function keyFault(key: string): Fault | null {
  if (key.length > keyLengthMax) {
    return ['custom_attribute_key_too_long', `key holds more than ${keyLengthMax} characters`];
  }
  if (/^[\w-]+$/.test(key)) return null;
  return ['custom_attribute_key_malformed', 'key must be letters, digits, `_` and `-`'];
}

function valueFault(value: JsonValue): Fault | null {
  if (typeof value !== 'string') return ['field_invalid', 'is not text'];
  const problem = textProblem(value);
  if (problem !== null) return ['field_invalid', problem];
  if (value.length <= valueLengthMax) return null;
  return ['custom_attribute_value_too_long', `holds more than ${valueLengthMax} characters`];
}

/** Reads the custom attributes of an entity (Atlan wire: entity); `null` when it says nothing of them. Tells every mistake. */
export function readCustomAttributes(
  value: JsonValue | undefined,
  { at, problems }: { at: string; problems: Problem[] },
): JsonObject | null {
  if (!isJsonObject(value)) return null;
  const entries = Object.entries(value);
  const path = `${at}.customAttributes`;
  if (entries.length > keysMax) problems.push({ path, message: `holds more than ${keysMax} keys` });
  for (const [key, item] of entries) {
    const fault = keyFault(key) ?? valueFault(item);
    if (fault !== null) problems.push({ path: `${path}.${key.slice(0, 80)}`, code: fault[0], message: fault[1] });
  }
  return value;
}
