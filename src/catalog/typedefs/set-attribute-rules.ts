import { isJsonObject, parseJson, type JsonObject, type JsonValue, type Problem } from '../../foundation/index.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import { isPrimitive, parseAttributeType, primitiveNames } from './attribute-type.ts';

/** What the attributes of a set are judged by. */
export interface AttributeScope {
  readonly types: TypeRegistry;
  /** Enumerations as people call them; `null` when the type is known to be one. */
  readonly enumNames: ReadonlySet<string> | null;
}

/** COMPAT: clients send them as booleans, the original keeps them as text; one client cannot read anything else. */
const flags = [
  ...['multiValueSelect', 'allowSearch', 'allowFiltering', 'showInOverview', 'isEnum', 'isArchived', 'isRichText'],
  ...['showAsFeatured', 'hasTimePrecision', 'isLocked'],
];

function isFlag(value: JsonValue): boolean {
  return value === null || typeof value === 'boolean' || value === 'true' || value === 'false';
}

function parseList(text: string): readonly JsonValue[] | null {
  try {
    const value: unknown = parseJson(text);
    return Array.isArray(value) ? (value as readonly JsonValue[]) : null;
  } catch {
    return null;
  }
}

/** What is wrong with the options of a set or of one of its attributes; the rest of them is up to the clients. */
export function optionProblems(options: JsonObject, at: string): Problem[] {
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(options)) {
    const path = `${at}.${name}`;
    if (flags.includes(name) && !isFlag(value)) problems.push({ path, message: 'is neither true nor false' });
    if (typeof value === 'string' && value.startsWith('[') && parseList(value) === null) {
      problems.push({ path, message: 'begins like a list and is no JSON' });
    }
  }
  return problems;
}

function lengthProblems({ maxStrLength = null }: JsonObject, at: string): Problem[] {
  const isLength = maxStrLength === null || /^[1-9]\d*$/.test(String(maxStrLength));
  return isLength ? [] : [{ path: `${at}.maxStrLength`, message: 'is not a whole number of characters' }];
}

function archivedProblems({ archivedAt = null }: JsonObject, at: string): Problem[] {
  const isTime = archivedAt === null || /^\d+$/.test(String(archivedAt));
  return isTime ? [] : [{ path: `${at}.archivedAt`, message: 'is not a time in epoch milliseconds' }];
}

/** The types of assets that an attribute is for, with those below them; empty: all. */
export function applicableTypes(options: JsonValue | undefined): string[] {
  const text = isJsonObject(options) ? options['applicableEntityTypes'] : null;
  const names = typeof text === 'string' ? (parseList(text) ?? []) : [];
  return names.filter((name) => typeof name === 'string');
}

function typeProblem({ enumNames }: AttributeScope, typeName: string): string | null {
  const { item } = parseAttributeType(typeName);
  if (enumNames === null || isPrimitive(item) || enumNames.has(item)) return null;
  const accepted = primitiveNames.map((name) => `\`${name}\``).join(', ');
  return `\`${item}\` is no type of values; accepted: ${accepted}, the name of an enumeration, or \`array<…>\` of one`;
}

/** Everything that is wrong with one attribute of a set of custom metadata (Atlan wire: definition of custom metadata). */
export function attributeProblems(scope: AttributeScope, attribute: JsonObject, at: string): Problem[] {
  const problem = typeProblem(scope, String(attribute['typeName']));
  const typed = problem === null ? [] : [{ path: `${at}.typeName`, message: problem }];
  const options = attribute['options'] ?? {};
  if (!isJsonObject(options)) return [...typed, { path: `${at}.options`, message: 'must be an object' }];
  const unknown = applicableTypes(options).filter((name) => !scope.types.types.has(name));
  return [
    ...typed,
    ...optionProblems(options, `${at}.options`),
    ...lengthProblems(options, `${at}.options`),
    ...archivedProblems(options, `${at}.options`),
    ...unknown.map((name) => ({
      path: `${at}.options.applicableEntityTypes`,
      message: `\`${name}\` is no type of assets`,
    })),
  ];
}

/**
 * An attribute as it is kept: as it came, apart from what only says how it was sent. COMPAT: one client can read the time of archiving
 * as text only, and another sends a number.
 */
export function keptAttribute(attribute: JsonObject): JsonObject {
  const { isNew: _, ...kept } = attribute;
  const { options } = kept;
  if (!isJsonObject(options) || typeof options['archivedAt'] !== 'number') return kept;
  return { ...kept, options: { ...options, archivedAt: String(options['archivedAt']) } };
}
