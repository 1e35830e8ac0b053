import { isJsonObject, parseJson, type JsonObject, type Problem } from '../../foundation/index.ts';
import { isReservedPrefix, listInputProblems, prefixOfId } from '../../workflows/index.ts';
import type { OwnPackage } from './package-kit.ts';

const idPattern = /^@[a-z][a-z0-9-]{0,38}\/[a-z][a-z0-9-]{0,38}$/;
const inputName = /^[a-z][a-z0-9_]*$/;
const takenNames: readonly string[] = ['extraction_method', 'agent_json', 'user_id', 'workflow_id', 'correlation_id'];
const inputTypes: readonly unknown[] = ['string', 'integer', 'number', 'boolean', 'array', 'object'];

/** Every member of a package of one's own: whether it has to be there, and what it has to be. */
const members: Readonly<Record<keyof OwnPackage, { readonly isNeeded: boolean; readonly kind: string }>> = {
  id: { isNeeded: true, kind: 'string' },
  inputs: { isNeeded: true, kind: 'object' },
  connectorConfigNames: { isNeeded: false, kind: 'object' },
  check: { isNeeded: false, kind: 'function' },
  plan: { isNeeded: true, kind: 'function' },
  step: { isNeeded: true, kind: 'function' },
  finish: { isNeeded: false, kind: 'function' },
  testCredential: { isNeeded: false, kind: 'function' },
};

function checkMembers(value: Readonly<Record<string, unknown>>): Problem[] {
  const problems: Problem[] = [];
  for (const [path, { isNeeded, kind }] of Object.entries(members)) {
    const member = value[path];
    if (member === undefined && isNeeded) problems.push({ path, message: `is missing, expected a ${kind}` });
    else if (member !== undefined && (typeof member !== kind || member === null)) {
      problems.push({ path, message: `expected a ${kind}` });
    }
  }
  for (const path of Object.keys(value).filter((name) => !Object.hasOwn(members, name))) {
    problems.push({ path, message: `is not known; known are ${Object.keys(members).join(', ')}` });
  }
  return problems;
}

function checkId(id: unknown): Problem[] {
  if (typeof id !== 'string') return [];
  const path = 'id';
  if (!idPattern.test(id)) return [{ path, message: 'expected `@scope/name` in small letters, digits and hyphens' }];
  const prefix = prefixOfId(id);
  return isReservedPrefix(prefix) ? [{ path, message: `\`${prefix}\` is the name of a package that is known` }] : [];
}

/** SECURITY: inputs are kept and shown to whoever sees the workflow, so that a secret may stand in the credential only. */
function findSecrets(schema: unknown, path: string): Problem[] {
  if (Array.isArray(schema)) return schema.flatMap((one, index) => findSecrets(one, `${path}.${String(index)}`));
  if (!isJsonObject(schema)) return [];
  const message = 'is a secret; secrets are accepted beneath `inputs.properties.credential` only';
  const own = schema.format === 'password' ? [{ path, message }] : [];
  return [...own, ...Object.entries(schema).flatMap(([key, value]) => findSecrets(value, `${path}.${key}`))];
}

/** What the app surface has a meaning of its own for. */
function checkName(name: string, { type }: JsonObject): string | null {
  if (!inputName.test(name)) return 'expected a name in snake case';
  if (takenNames.includes(name)) return 'is a name that the app surface uses itself';
  if (name === 'connection' && type !== 'object') {
    return 'is an entity of type `object` on the app surface; one that is there has its name in `connection_qualified_name`';
  }
  return null;
}

function checkProperty(name: string, property: unknown): Problem[] {
  const path = `inputs.properties.${name}`;
  if (!isJsonObject(property)) return [{ path, message: 'expected a JSON Schema' }];
  const problems: Problem[] = [];
  const fault = checkName(name, property);
  if (fault !== null) problems.push({ path, message: fault });
  if (!inputTypes.includes(property.type)) {
    problems.push({ path: `${path}.type`, message: `expected one of ${inputTypes.join(', ')}` });
  }
  if (typeof property.title !== 'string' || property.title === '') {
    problems.push({ path: `${path}.title`, message: 'expected what the input is called in forms' });
  }
  const { default: fallback } = property;
  const faults = fallback === undefined ? [] : listInputProblems(property, fallback);
  for (const { message } of faults) problems.push({ path: `${path}.default`, message });
  return name === 'credential' ? problems : [...problems, ...findSecrets(property, path)];
}

function checkRequired({ properties, required = [] }: JsonObject): Problem[] {
  const path = 'inputs.required';
  if (!Array.isArray(required)) return [{ path, message: 'expected a list of names' }];
  return (required as readonly unknown[]).flatMap((name) => {
    if (name === 'credential') {
      return [{ path, message: '`credential` may not be required: a workflow may name one that the vault has' }];
    }
    const isKnown = typeof name === 'string' && isJsonObject(properties) && Object.hasOwn(properties, name);
    return isKnown ? [] : [{ path, message: `\`${String(name)}\` is not among the properties` }];
  });
}

/** What is no data does not survive being written and read. */
function isData(value: unknown): value is JsonObject {
  try {
    return isJsonObject(value) && JSON.stringify(parseJson(JSON.stringify(value))) === JSON.stringify(value);
  } catch {
    return false;
  }
}

function checkInputs(inputs: unknown): Problem[] {
  if (typeof inputs !== 'object' || inputs === null) return [];
  const path = 'inputs';
  if (!isData(inputs)) return [{ path, message: 'expected a JSON Schema' }];
  if (!isJsonObject(inputs.properties)) {
    return [{ path: 'inputs.properties', message: 'expected the inputs by their names' }];
  }
  try {
    listInputProblems(inputs, {});
    const ofProperties = Object.entries(inputs.properties).flatMap(([name, property]) => checkProperty(name, property));
    return [...ofProperties, ...checkRequired(inputs)];
  } catch (error) {
    return [{ path, message: `is no JSON Schema: ${error instanceof Error ? error.message : String(error)}` }];
  }
}

function checkConfigNames(names: unknown): Problem[] {
  if (names === undefined) return [];
  const path = 'connectorConfigNames';
  const isList = Array.isArray(names) && names.every((name) => typeof name === 'string' && name !== '');
  if (!isList) return [{ path, message: 'expected a list of names' }];
  const taken = names.filter((name: string) => name.startsWith('atlan-'));
  return taken.map((name: string) => ({ path, message: `\`${name}\` is the name of a credential that is known` }));
}

/** What a module made, as a package of one's own, or everything that keeps it from being one. Paths begin at the package. */
export function checkOwnPackage(made: unknown): { readonly own: OwnPackage } | { readonly problems: Problem[] } {
  if (typeof made !== 'object' || made === null) {
    return { problems: [{ path: 'createPackage', message: 'has to return a package' }] };
  }
  const value = made as Readonly<Record<string, unknown>>; // An object is one; what is in it is looked at here.
  const problems = [
    ...checkMembers(value),
    ...checkId(value['id']),
    ...checkInputs(value['inputs']),
    ...checkConfigNames(value['connectorConfigNames']),
  ];
  // Every member has been looked at, as far as one can look into a function.
  return problems.length > 0 ? { problems } : { own: made as OwnPackage };
}
