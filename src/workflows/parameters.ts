import { isJsonObject, type JsonObject, type JsonValue } from '../foundation/index.ts';
import { firstTask } from './find-package.ts';

type Replacements = ReadonlyMap<string, string>;

function replaceInText(text: string, replacements: Replacements): string {
  return text.replace(/\{\{([\w-]+)\}\}/g, (whole, name: string) => replacements.get(name) ?? whole);
}

function replaceInValue(value: JsonValue, replacements: Replacements): JsonValue {
  if (typeof value === 'string') return replaceInText(value, replacements);
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((entry) => replaceInValue(entry, replacements));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, replaceInValue(entry, replacements)]));
}

/** Only the values of parameters may hold placeholders of ours; whatever else a template says in braces is its own. */
function replaceInParameters(value: JsonValue, replacements: Replacements): JsonValue {
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).map((entry) => replaceInParameters(entry, replacements));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, entry]): [string, JsonValue] => {
    const isParameter = key === 'value' && typeof value.name === 'string';
    return [key, isParameter ? replaceInValue(entry, replacements) : replaceInParameters(entry, replacements)];
  });
  return Object.fromEntries(entries);
}

/**
 * The spec with `{{name}}` replaced inside every parameter value, also inside JSON that is itself a string.
 * Replacements are guids, so they need no escaping there. An unknown placeholder stays as it is.
 */
export function replacePlaceholders(spec: JsonObject, replacements: Replacements): JsonObject {
  return replaceInParameters(spec, replacements) as JsonObject;
}

/** The parameters of the task that calls the package. A name given twice counts with its last value (Atlan wire). */
export function readParameters(spec: JsonObject): Map<string, JsonValue> {
  const task = firstTask(spec);
  const taskArguments = isJsonObject(task) ? task.arguments : undefined;
  const listed = isJsonObject(taskArguments) ? taskArguments.parameters : undefined;
  const parameters = new Map<string, JsonValue>();
  for (const entry of Array.isArray(listed) ? (listed as readonly JsonValue[]) : []) {
    if (isJsonObject(entry) && typeof entry.name === 'string') parameters.set(entry.name, entry.value ?? null);
  }
  return parameters;
}
