import { isJsonObject, type JsonObject, type JsonValue, type Problem } from '../../foundation/index.ts';
import { problemWithin } from '../entities/attribute-value.ts';

/** A tag as a request describes it; what is `null` was not sent. */
export interface TagDefinitionDraft {
  /** Where it stands in the request, for messages: `classificationDefs[0]`. */
  readonly at: string;
  readonly guid: string | null;
  readonly name: string | null;
  readonly displayName: string | null;
  readonly description: string | null;
  readonly options: JsonObject | null;
  readonly attributeDefs: readonly JsonObject[] | null;
  /** Whether another tag may be called the same. */
  readonly allowsDuplicate: boolean;
}

const displayNameMax = 1_000;
const textMax = 100_000;
const attributesMax = 100;

interface Reader {
  readonly def: JsonObject;
  readonly at: string;
  readonly problems: Problem[];
}

function readText({ def, at, problems }: Reader, key: string, max: number): string | null {
  const value = def[key] ?? null;
  if (value === null) return null;
  if (typeof value === 'string' && value.length <= max) return value;
  problems.push({ path: `${at}.${key}`, message: `must be text of at most ${max} characters` });
  return null;
}

function readOptions({ def, at, problems }: Reader): JsonObject | null {
  const value = def['options'] ?? null;
  if (value === null || isJsonObject(value)) return value;
  problems.push({ path: `${at}.options`, message: 'must be an object' });
  return null;
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

function readAttributeDefs({ def, at, problems }: Reader): JsonObject[] | null {
  const value = def['attributeDefs'] ?? null;
  if (value === null) return null;
  const path = `${at}.attributeDefs`;
  if (!Array.isArray(value) || value.length > attributesMax) {
    problems.push({ path, message: `must be a list of at most ${attributesMax}` });
    return null;
  }
  const attributes: JsonObject[] = [];
  for (const [index, item] of (value as readonly JsonValue[]).entries()) {
    if (isJsonObject(item) && isText(item['displayName']) && isText(item['typeName'])) attributes.push(item);
    else problems.push({ path: `${path}[${index}]`, message: 'needs `displayName` and `typeName`' });
  }
  return attributes;
}

/** Reads one tag (Atlan wire: definition of a tag); `null` with a problem when it is none. */
export function readTagDefinition(
  value: JsonValue,
  { at, problems }: { at: string; problems: Problem[] },
): TagDefinitionDraft | null {
  if (!isJsonObject(value)) {
    problems.push({ path: at, message: 'is not a definition: an object with `displayName`' });
    return null;
  }
  const unstorable = problemWithin(value);
  if (unstorable !== null) {
    problems.push({ path: at, message: unstorable });
    return null;
  }
  const reader: Reader = { def: value, at, problems };
  return {
    at,
    guid: readText(reader, 'guid', displayNameMax),
    name: readText(reader, 'name', displayNameMax),
    displayName: readText(reader, 'displayName', displayNameMax),
    description: readText(reader, 'description', textMax),
    options: readOptions(reader),
    attributeDefs: readAttributeDefs(reader),
    allowsDuplicate: value['skipDisplayNameUniquenessCheck'] === true,
  };
}
