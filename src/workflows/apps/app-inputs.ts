import { isJsonObject, type JsonObject, type JsonValue, type Problem } from '../../foundation/index.ts';
import type { App } from './app-registry.ts';
import { parseJsonText } from './parse-json-text.ts';

/** Ids that a client of another server may send along; they say nothing here (Atlan wire, app validation). */
const strippedNames = new Set(['user_id', 'workflow_id', 'correlation_id']);
/** As large as the inputs of one workflow may be, as text. */
const inputsCharactersMax = 1_000_000;

/** `include-filter` → `include_filter`. COMPAT: the clients' models have both spellings, and either is meant. */
export function snakeCase(name: string): string {
  return name.replaceAll('-', '_');
}

/** Null and absent are the same (Atlan wire, nulls leak), at every depth. */
function dropNulls(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(dropNulls);
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([, entry]) => entry !== null);
  return Object.fromEntries(kept.map(([key, entry]) => [key, dropNulls(entry)]));
}

const secretName =
  /(?:^|_)(?:password|passphrase|secret|secret_key|access_key|private_key|api_key|api_token|access_token|token)$/i;

/**
 * SECURITY: inputs are kept and shown, so a secret may stand in `credential` only, which is taken out of them. What an agent is told are
 * the names under which it finds secrets elsewhere.
 */
function findSecrets(value: JsonValue, path: string, problems: Problem[]): void {
  if (Array.isArray(value)) {
    (value as readonly JsonValue[]).forEach((entry, index) => findSecrets(entry, `${path}.${String(index)}`, problems));
  }
  if (!isJsonObject(value)) return;
  for (const [key, entry] of Object.entries(value)) {
    if (path === 'inputs' && (key === 'credential' || key === 'agent_json')) continue;
    const at = `${path}.${key}`;
    if (typeof entry === 'string' && entry !== '' && secretName.test(snakeCase(key))) {
      problems.push({
        path: at,
        message: 'looks like a secret; accepted in `inputs.credential` only, which goes to the vault',
      });
    } else findSecrets(entry, at, problems);
  }
}

/** The inputs as they are understood: names in snake case, without nulls and foreign ids. Adds what is wrong with them to `problems`. */
export function readAppInputs(raw: JsonObject, problems: Problem[]): JsonObject {
  if (JSON.stringify(raw).length > inputsCharactersMax) {
    problems.push({ path: 'inputs', message: `larger than ${String(inputsCharactersMax)} characters` });
    return {};
  }
  const inputs: Record<string, JsonValue> = {};
  for (const [given, value] of Object.entries(raw)) {
    const name = snakeCase(given);
    if (value === null || strippedNames.has(name)) continue;
    if (Object.hasOwn(inputs, name)) problems.push({ path: `inputs.${given}`, message: `\`${name}\` is there twice` });
    inputs[name] = dropNulls(value);
  }
  if (typeof inputs.connection === 'string') inputs.connection = parseJsonText(inputs.connection);
  findSecrets(inputs, 'inputs', problems);
  return inputs;
}

/** Whether an agent elsewhere is meant to do the work. */
export function isForAgent(inputs: JsonObject): boolean {
  return inputs.extraction_method === 'agent';
}

/** The guid that the inputs name, or `null`. An empty one is none (Atlan wire, update). */
export function namedCredential(inputs: JsonObject): string | null {
  const guid = inputs.credential_guid;
  return typeof guid === 'string' && guid.trim() !== '' ? guid.trim() : null;
}

export function connectionAttributes(inputs: JsonObject): JsonObject {
  const attributes = isJsonObject(inputs.connection) ? inputs.connection.attributes : undefined;
  return isJsonObject(attributes) ? attributes : {};
}

/**
 * The parameters of the package, as the other surface has them: names with hyphens, the connection as JSON text, `credentialGuid` standing
 * for the guid of what goes to the vault. `isRunnable` says whether this server has the package: one that it only knows by name is told of a
 * connection that is there already as miners are, by its qualified name.
 */
export function toParameters(app: App, inputs: JsonObject, isRunnable: boolean): Map<string, JsonValue> {
  const parameters = new Map<string, JsonValue>();
  for (const [name, value] of Object.entries(inputs)) {
    if (name !== 'credential') parameters.set(name.replaceAll('_', '-'), value);
  }
  parameters.set('connection', JSON.stringify(inputs.connection ?? null));
  const { qualifiedName, name } = connectionAttributes(inputs);
  if (!isRunnable && name === undefined && qualifiedName !== undefined) {
    parameters.delete('connection');
    parameters.set('connection-qualified-name', qualifiedName);
  }
  if (!parameters.has('extraction-method')) parameters.set('extraction-method', app.extractionMethod);
  const guid = namedCredential(inputs);
  if (inputs.credential !== undefined) parameters.set('credential-guid', '{{credentialGuid}}');
  else if (guid === null || isForAgent(inputs)) parameters.delete('credential-guid');
  return parameters;
}
