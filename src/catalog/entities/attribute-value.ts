import { isJsonObject, type JsonObject, type JsonValue } from '../../foundation/index.ts';
import { enumValues } from '../types/enum-values.ts';
import type { AttributeDef } from '../types/type-def.ts';

const textMax = 100_000;
const longTextMax = 2_000_000;

/** Attributes that hold whole documents (Atlan wire). */
const longTexts = new Set([
  'rawQueryText',
  'rawQuery',
  'longRawQuery',
  'visualBuilderSchemaBase64',
  'variablesSchemaBase64',
  'dataContractJson',
  'dataContractSpec',
  'dataProductAssetsDSL',
  'dataProductAssetsPlaybookFilter',
  'definition',
  'code',
  'description',
  'sql',
]);

/** What an attribute that was never set shows as (Atlan wire: defaults of a full entity). */
export const attributeDefaults: JsonObject = { isDiscoverable: true, isEditable: true };

/** What a value was read as, or what would have been accepted. */
export type Reading = { readonly value: JsonValue } | { readonly problem: string };

/** Why the store cannot hold a text, or `null`. */
export function textProblem(value: string): string | null {
  if (value.includes('\0')) return 'holds a null character';
  return value.isWellFormed() ? null : 'holds half of a surrogate pair';
}

/** Parts of one value: of a list, of a map, of structs in structs. */
const partsMax = 50_000;

function partProblem(value: JsonValue): string | null {
  if (typeof value === 'string') {
    if (value.length > longTextMax) return `holds a text of ${value.length} characters, the most is ${longTextMax}`;
    return textProblem(value);
  }
  // JSON writes numbers of any size; what is beyond a double has become infinite, and would be stored as nothing.
  return typeof value === 'number' && !Number.isFinite(value) ? 'holds a number that is out of range' : null;
}

/** The first such problem anywhere inside a value, or `null`. Does not recurse, so no depth is too much for it. */
export function problemWithin(root: JsonValue): string | null {
  const pending: JsonValue[] = [root];
  let seen = 0;
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    seen += 1;
    if (seen > partsMax) return `holds more than ${partsMax} values`;
    const problem = partProblem(value);
    if (problem !== null) return problem;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, item] of Object.entries(value)) {
      const ofKey = key.length > textMax ? `holds a key of ${key.length} characters` : textProblem(key);
      if (ofKey !== null) return ofKey;
      pending.push(item as JsonValue);
    }
  }
  return null;
}

function readAnything(value: JsonValue): Reading {
  const problem = problemWithin(value);
  return problem === null ? { value } : { problem };
}

/** Texts with an index of their own, and what it can hold of one. */
const indexedTexts = new Set(['connectionQualifiedName', 'schemaQualifiedName']);
const indexedBytesMax = 2_500;

function readText(name: string, value: string): Reading {
  const problem = textProblem(value);
  if (problem !== null) return { problem };
  if (indexedTexts.has(name) && Buffer.byteLength(value) > indexedBytesMax) {
    return { problem: `holds more than ${indexedBytesMax} bytes` };
  }
  const max = longTexts.has(name) ? longTextMax : textMax;
  return value.length <= max ? { value } : { problem: `holds ${value.length} characters, the most is ${max}` };
}

function readNumber(value: JsonValue, type: 'int' | 'float'): Reading {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const isWhole = type === 'int';
  if (typeof number !== 'number' || Number.isNaN(number) || (isWhole && number % 1 !== 0 && Number.isFinite(number))) {
    return { problem: `\`${show(value)}\` is not ${isWhole ? 'a whole number' : 'a number'}` };
  }
  if (!isWhole) return Number.isFinite(number) ? { value: number } : { problem: 'is a number out of range' };
  // A whole number beyond this has lost digits already when it arrives here.
  if (Number.isSafeInteger(number)) return { value: number };
  return { problem: `is a number out of range; the largest is ${String(Number.MAX_SAFE_INTEGER)}` };
}

/** COMPAT: official clients hold no other years, and one such value would keep them from reading a whole page. */
const [earliest, latest] = [-62_135_596_800_000, 253_402_300_799_999];

function readDate(value: JsonValue): Reading {
  if (typeof value === 'string' && value.includes('-')) {
    const parsed = Date.parse(value);
    if (parsed >= earliest && parsed <= latest) return { value: parsed };
  }
  const read = readNumber(value, 'int');
  if (!('value' in read)) return { problem: `\`${show(value)}\` is not a time in epoch milliseconds` };
  const isWithin = Number(read.value) >= earliest && Number(read.value) <= latest;
  return isWithin ? read : { problem: `\`${show(value)}\` is no time in the years 1 to 9999, in epoch milliseconds` };
}

function readBoolean(value: JsonValue): Reading {
  if (typeof value === 'boolean') return { value };
  if (value === 'true' || value === 'false') return { value: value === 'true' };
  return { problem: `\`${show(value)}\` is neither true nor false` };
}

function readEnum(type: string, value: JsonValue): Reading {
  const accepted = enumValues[type];
  if (typeof value !== 'string') return { problem: `\`${show(value)}\` is not text` };
  if (accepted === undefined) return readText('', value);
  if (accepted.includes(value)) return { value };
  return { problem: `\`${value.slice(0, 80)}\` is not one of ${accepted.map((it) => `\`${it}\``).join(', ')}` };
}

function show(value: JsonValue): string {
  return JSON.stringify(value).slice(0, 80);
}

function readItem(attribute: AttributeDef, value: JsonValue): Reading {
  if (attribute.kind === 'struct') return readAnything(value);
  switch (attribute.type) {
    case 'string':
      return typeof value === 'string' ? readText(attribute.name, value) : readLooseText(value);
    case 'int':
    case 'float':
      return readNumber(value, attribute.type);
    case 'date':
      return readDate(value);
    case 'boolean':
      return readBoolean(value);
    default:
      return attribute.kind === 'enum' ? readEnum(attribute.type, value) : readAnything(value);
  }
}

/** COMPAT: the wire takes a number or a boolean where text is meant, and keeps its text. */
function readLooseText(value: JsonValue): Reading {
  if (typeof value === 'number' || typeof value === 'boolean') return { value: String(value) };
  // COMPAT: one client sends tags as `{id, displayText}`; the id is what is meant.
  if (isJsonObject(value) && typeof value['id'] === 'string') return { value: value['id'] };
  return { problem: `\`${show(value)}\` is not text` };
}

function readItems(attribute: AttributeDef, items: readonly JsonValue[]): Reading {
  const values: JsonValue[] = [];
  if (items.length > partsMax) return { problem: `holds ${items.length} values, the most is ${partsMax}` };
  for (const item of items) {
    if (item === null) continue;
    const read = readItem(attribute, item);
    if ('problem' in read) return read;
    values.push(read.value);
  }
  return { value: attribute.shape === 'set' && attribute.kind !== 'struct' ? [...new Set(values)] : values };
}

/**
 * Reads one attribute as its type says; `null` stays `null` (clear). An attribute the model does not know is kept as it
 * came. Text of numbers and booleans is taken for the number or boolean, a lone value for a list of one.
 */
export function readAttributeValue(name: string, attribute: AttributeDef | null, value: JsonValue): Reading {
  if (value === null) return { value };
  if (attribute === null) return typeof value === 'string' ? readText(name, value) : readAnything(value);
  switch (attribute.shape) {
    case 'single':
      return readItem(attribute, value);
    case 'list':
    case 'set':
      return readItems(attribute, Array.isArray(value) ? (value as readonly JsonValue[]) : [value]);
    case 'map':
      return isJsonObject(value) ? readAnything(value) : { problem: `\`${show(value)}\` is not an object` };
  }
}
