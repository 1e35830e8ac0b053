import { Compile } from 'typebox/schema';
import {
  isCatalogError,
  isJsonObject,
  listSchemaProblems,
  requireNoProblems,
  type JsonObject,
  type JsonValue,
  type Problem,
} from '../../foundation/index.ts';
import type { Package } from '../package.ts';
import { parseJsonText } from './parse-json-text.ts';

/** Everything that a JSON Schema has against a value. */
export function listInputProblems(schema: JsonObject, value: JsonValue): Problem[] {
  const validator = Compile(schema);
  if (validator.Check(value)) return [];
  return listSchemaProblems({ list: () => validator.Errors(value)[1], whole: 'what is given' });
}

/** What a package has against parameters; a failure of another kind is thrown on. */
export function listParameterProblems(runnable: Package, parameters: ReadonlyMap<string, unknown>): Problem[] {
  try {
    runnable.parse(parameters);
    return [];
  } catch (error) {
    if (!isCatalogError(error) || error.code !== 'field_invalid') throw error;
    return error.details.length > 0 ? [...error.details] : [{ path: '', message: error.message }];
  }
}

function areRelated(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

/** Both lists; of two that speak of one place the first counts, which says it in the words of the subject. */
export function mergeProblems(first: readonly Problem[], second: readonly Problem[]): Problem[] {
  const added = second.filter(
    ({ path }) => !first.some((problem) => problem.path !== '' && areRelated(problem.path, path)),
  );
  return [...first, ...added];
}

function propertiesOf(schema: JsonObject): JsonObject {
  return isJsonObject(schema.properties) ? schema.properties : {};
}

const placeholder = /^\{\{[\w-]+\}\}$/;

/** What JSON text stands for where one of these is expected; text itself is text. */
const typesInText: readonly unknown[] = ['object', 'array', 'number', 'integer', 'boolean'];

/** Parameters as a schema of inputs has them, and what is wrong with them. */
export interface ReadParameters {
  /** By the names of the schema, in snake case; only what it knows and what is given. */
  readonly inputs: JsonObject;
  /** By the names of the parameters. */
  readonly problems: readonly Problem[];
}

/**
 * Parameters against the `inputs` of their package. COMPAT: this surface sends more than a package asks for, all else than text as JSON text,
 * empty text and placeholders where nothing is meant; none of that is wrong.
 */
export function readParametersBySchema(schema: JsonObject, parameters: ReadonlyMap<string, unknown>): ReadParameters {
  const properties = propertiesOf(schema);
  const given = new Map<string, string>();
  const inputs: Record<string, JsonValue> = {};
  for (const [name, raw] of parameters) {
    const key = name.replaceAll('-', '_');
    const property = properties[key];
    if (!isJsonObject(property) || raw === undefined || raw === null || raw === '') continue;
    if (typeof raw === 'string' && placeholder.test(raw)) continue;
    const value = typeof raw === 'string' && typesInText.includes(property.type) ? parseJsonText(raw) : raw;
    if (value === null) continue;
    given.set(key, name);
    inputs[key] = value as JsonValue; // Parameters come out of JSON.
  }
  const problems = listInputProblems({ ...schema, properties }, inputs).map(({ path, ...problem }) => {
    const [key = '', ...rest] = path.split('.');
    return { ...problem, path: [given.get(key) ?? key, ...rest].join('.') };
  });
  return { inputs, problems };
}

/** Throws `field_invalid` with everything that the package, and the schema of its inputs, have against parameters. */
export function requireParameters(runnable: Package, parameters: ReadonlyMap<string, JsonValue>): void {
  const faults = runnable.inputs === undefined ? [] : readParametersBySchema(runnable.inputs, parameters).problems;
  try {
    runnable.parse(parameters);
  } catch (error) {
    if (!isCatalogError(error) || error.code !== 'field_invalid') throw error;
    const problems = mergeProblems(error.details, faults);
    if (error.details.length === 0 || problems.length === error.details.length) throw error;
    requireNoProblems('field_invalid', problems);
  }
  requireNoProblems('field_invalid', faults);
}
