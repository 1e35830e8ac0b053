import { isJsonObject, type JsonObject, type JsonValue } from '../../foundation/index.ts';
import type { App } from './app-registry.ts';

function propertiesOf(schema: JsonValue | undefined): [string, JsonObject][] {
  const properties = isJsonObject(schema) ? schema.properties : undefined;
  const entries = isJsonObject(properties) ? Object.entries(properties) : [];
  return entries.filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1]));
}

/** What is shown of one field: its widget, and the words of the contract. */
function fieldOf(name: string, schema: JsonObject): JsonObject {
  const { type, title, description } = schema;
  const isSecret = schema.format === 'password';
  return {
    type: typeof type === 'string' ? type : 'string',
    ...(schema.default === undefined ? {} : { default: schema.default }),
    ...(Array.isArray(schema.enum) ? { enum: schema.enum } : {}),
    ui: {
      widget: isSecret ? 'password' : 'input',
      label: typeof title === 'string' ? title : name,
      ...(typeof description === 'string' ? { help: description } : {}),
    },
  };
}

/** Fields that the forms of the original have a widget of their own for. */
function widgetOf(app: App, name: string): JsonObject | null {
  if (name === 'connection') return { widget: 'connection', label: 'Connection' };
  if (name === 'credential_guid')
    return { widget: 'credential', label: 'Credential', credentialType: app.configName ?? '' };
  if (name === 'agent_json') return { widget: 'agent', label: 'Agent' };
  return null;
}

/** The form of an app (Atlan wire, configmaps): fields by their names with hyphens, each with its widget. */
export function inputsForm(app: App, contract: JsonObject): JsonObject {
  const required = Array.isArray(contract.required) ? (contract.required as readonly JsonValue[]) : [];
  const fields = propertiesOf(contract)
    .filter(([name]) => name !== 'credential' && (name !== 'credential_guid' || app.configName !== null))
    .map(([name, schema]): [string, JsonObject] => {
      const ui = widgetOf(app, name);
      const field = fieldOf(name, schema);
      const shown = ui === null ? field : { ...field, ui };
      return [name.replaceAll('_', '-'), { ...shown, required: required.includes(name) }];
    });
  return { properties: Object.fromEntries(fields) };
}

/** The form of a credential: one part for each way to sign in, with what the contract says that way takes. */
export function credentialForm(contract: JsonObject): JsonObject {
  const credential = propertiesOf(contract).find(([name]) => name === 'credential')?.[1];
  const parts = new Map(propertiesOf(credential));
  const ways = parts.get('authType')?.enum;
  const authTypes = (Array.isArray(ways) ? (ways as readonly JsonValue[]) : []).map(String);
  const shown = ['username', 'password', 'extra'].flatMap((name): [string, JsonObject][] => {
    const schema = parts.get(name);
    if (schema === undefined) return [];
    const nested = propertiesOf(schema).map(([key, inner]): [string, JsonObject] => [key, fieldOf(key, inner)]);
    const field = fieldOf(name, schema);
    return [[name, name === 'extra' ? { ...field, properties: Object.fromEntries(nested) } : field]];
  });
  const auth = {
    type: 'string',
    enum: authTypes,
    default: authTypes[0] ?? '',
    ui: { widget: 'radio', label: 'Authentication' },
  };
  const nested = authTypes.map((way): [string, JsonObject] => [
    way,
    { type: 'object', ui: { widget: 'nested', label: way }, properties: Object.fromEntries(shown) },
  ]);
  return { properties: { 'auth-type': auth, ...Object.fromEntries(nested) } };
}
