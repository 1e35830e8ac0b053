import { isJsonObject, type JsonObject, type JsonValue, type Problem } from '../../foundation/index.ts';
import { problemWithin } from '../entities/attribute-value.ts';

/** A type as a request describes it; what is `null` was not sent. */
export interface DefinitionDraft {
  /** Where it stands in the request, for messages: `classificationDefs[0]`. */
  readonly at: string;
  readonly guid: string | null;
  readonly name: string | null;
  readonly displayName: string | null;
  readonly description: string | null;
  readonly options: JsonObject | null;
  readonly attributeDefs: readonly JsonObject[] | null;
  /** Of enumerations. */
  readonly elementDefs: readonly JsonObject[] | null;
  /** Whether another one may be called the same. */
  readonly allowsDuplicate: boolean;
}

const nameMax = 1_000;
const textMax = 100_000;
const attributesMax = 1_000;
const elementsMax = 10_000;

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

/** A list of objects that each have these texts; `null` when there is none, or none that can be read. */
function readObjects(
  { def, at, problems }: Reader,
  list: { key: string; max: number; needs: readonly string[] },
): JsonObject[] | null {
  const value = def[list.key] ?? null;
  if (value === null) return null;
  const path = `${at}.${list.key}`;
  if (!Array.isArray(value) || value.length > list.max) {
    problems.push({ path, message: `must be a list of at most ${list.max}` });
    return null;
  }
  const objects: JsonObject[] = [];
  for (const [index, item] of (value as readonly JsonValue[]).entries()) {
    if (isJsonObject(item) && list.needs.every((name) => isText(item[name]))) objects.push(item);
    else {
      const needed = list.needs.map((name) => `\`${name}\``).join(' and ');
      problems.push({ path: `${path}[${index}]`, message: `needs ${needed}` });
    }
  }
  return objects;
}

/**
 * Reads one definition (Atlan wire: definition base); `null` with a problem when it is none. Attributes are told apart by
 * `attributeKey`, which every one must have.
 */
export function readDefinition(
  value: JsonValue,
  place: { readonly at: string; readonly problems: Problem[]; readonly attributeKey: 'displayName' | 'name' },
): DefinitionDraft | null {
  const { at, problems, attributeKey } = place;
  if (!isJsonObject(value)) {
    problems.push({ path: at, message: `is not a definition: an object with \`${attributeKey}\`` });
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
    guid: readText(reader, 'guid', nameMax),
    name: readText(reader, 'name', nameMax),
    displayName: readText(reader, 'displayName', nameMax),
    description: readText(reader, 'description', textMax),
    options: readOptions(reader),
    attributeDefs: readObjects(reader, { key: 'attributeDefs', max: attributesMax, needs: [attributeKey, 'typeName'] }),
    elementDefs: readObjects(reader, { key: 'elementDefs', max: elementsMax, needs: ['value'] }),
    allowsDuplicate: value['skipDisplayNameUniquenessCheck'] === true,
  };
}
