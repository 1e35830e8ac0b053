import { isJsonObject, type JsonObject, type JsonValue } from '../../foundation/index.ts';
import { readAttributeValue, type Reading } from '../entities/attribute-value.ts';
import { isPrimitive, parseAttributeType, type Primitive } from '../typedefs/attribute-type.ts';
import type { AttributeDef } from '../types/type-def.ts';
import type { TypedValue } from './merge-custom-metadata.ts';

/** What an attribute of a set takes. */
export interface SetAttribute {
  readonly typeName: string;
  readonly isSet: boolean;
  /** Characters. */
  readonly textMax: number;
  /** What a value may be; `null` when the type is no enumeration, or one that is gone. */
  readonly members: readonly string[] | null;
}

const textMax = 100_000;
const intMax = 2_147_483_647;

/** The attribute as its definition has it. `membersOf` gives the members of an enumeration, or `null` when there is none of that name. */
export function setAttribute(
  definition: JsonObject,
  membersOf: (enumName: string) => readonly string[] | null,
): SetAttribute {
  const typeName = String(definition['typeName']);
  const { item } = parseAttributeType(typeName);
  const options = isJsonObject(definition['options']) ? definition['options'] : {};
  const length = Number(options['maxStrLength'] ?? textMax);
  return {
    typeName,
    isSet: definition['cardinality'] === 'SET',
    textMax: Number.isNaN(length) ? textMax : Math.min(length, textMax),
    members: isPrimitive(item) ? null : membersOf(item),
  };
}

const readAs: Readonly<Record<Primitive, AttributeDef['type']>> = {
  string: 'string',
  int: 'int',
  long: 'int',
  float: 'float',
  double: 'float',
  boolean: 'boolean',
  date: 'date',
};

/** What is beyond what a number holds exactly has been refused before, so only the smaller type has a range of its own. */
function rangeProblem(type: string, value: JsonValue): string | null {
  const fits = type !== 'int' || typeof value !== 'number' || Math.abs(value) <= intMax;
  return fits ? null : `\`${String(value)}\` is not between ${-intMax} and ${intMax}`;
}

function textProblem({ members, textMax: max }: SetAttribute, value: JsonValue): string | null {
  if (typeof value !== 'string') return null;
  if (members !== null && !members.includes(value)) {
    const accepted = members.map((member) => `\`${member}\``).join(', ');
    return `\`${value.slice(0, 80)}\` is not one of ${accepted}`;
  }
  return value.length > max ? `holds ${value.length} characters, the most is ${max}` : null;
}

function readItem(attribute: SetAttribute, value: JsonValue): Reading {
  const { item } = parseAttributeType(attribute.typeName);
  const type = isPrimitive(item) ? readAs[item] : 'string';
  const reading = readAttributeValue('', { name: '', type, shape: 'single', kind: 'primitive', index: {} }, value);
  if ('problem' in reading) return reading;
  const problem = rangeProblem(item, reading.value) ?? textProblem(attribute, reading.value);
  return problem === null ? reading : { problem };
}

/**
 * Reads one value of custom metadata as its attribute says; `null` and an empty list are none. Text of numbers and booleans is taken for
 * those, and a lone value for a list of one, as of attributes of assets.
 */
export function readSetValue(attribute: SetAttribute, value: JsonValue): TypedValue | { readonly problem: string } {
  const { isSet } = attribute;
  if (value === null) return { value, isSet };
  if (!parseAttributeType(attribute.typeName).many) {
    const reading = readItem(attribute, value);
    return 'problem' in reading ? reading : { value: reading.value, isSet: false };
  }
  const items: JsonValue[] = [];
  for (const item of (Array.isArray(value) ? (value as readonly JsonValue[]) : [value]).filter((it) => it !== null)) {
    const reading = readItem(attribute, item);
    if ('problem' in reading) return reading;
    items.push(reading.value);
  }
  const kept = isSet ? [...new Set(items)] : items;
  return { value: kept.length === 0 ? null : kept, isSet };
}
