import { isJsonObject, type JsonObject } from '../../foundation/index.ts';
import type { Package } from '../package.ts';
import type { App } from './app-registry.ts';
import { connectionInput } from './connection-input.ts';

const text = (title: string, description: string): JsonObject => ({ type: 'string', title, description });

function credentialSchema({ authTypes, configName }: App): JsonObject {
  return {
    type: 'object',
    title: 'Credential',
    description:
      'How to sign in at the source. It goes to the vault and is never shown again; later it is known by `credential_guid`.',
    writeOnly: true,
    properties: {
      authType: { type: 'string', enum: [...authTypes], title: 'Authentication' },
      name: text('Name', 'What the credential is called.'),
      connectorConfigName: { const: configName },
      connectorType: text('Connector type', 'The kind of source.'),
      host: text('Host', 'Where the source is.'),
      port: { type: ['integer', 'string'], title: 'Port' },
      username: text('User name', 'Or whatever takes its place at the source.'),
      password: {
        ...text('Password', 'Or whatever takes its place at the source.'),
        format: 'password',
        writeOnly: true,
      },
      extra: { type: 'object', title: 'More', description: 'What else the source asks for.', writeOnly: true },
    },
    required: ['authType'],
  };
}

/** What every app takes, whatever its source. */
function commonInputs(app: App): JsonObject {
  const credential = app.authTypes.length === 0 ? {} : { credential: credentialSchema(app) };
  return {
    properties: {
      connection: connectionInput({ connector: app.connector, isOnly: false }),
      extraction_method: {
        ...text('Extraction method', '`agent` leaves the work, and the credential, to a runtime of your own.'),
        default: app.extractionMethod,
      },
      ...credential,
      credential_guid: text('Credential', 'One that the vault has already.'),
      agent_json: {
        type: ['object', 'string'],
        title: 'Agent',
        description: 'Which agent does the work, and where it finds the credential. Never the credential itself.',
      },
    },
    required: ['connection'],
  };
}

/**
 * What an app takes, as JSON Schema of an object in snake case (Atlan wire, app discovery). Of a package that says it, its own word;
 * otherwise what all apps share, and whatever else is sent is kept as it is.
 */
export function inputContract(app: App, runnable: Package | null): JsonObject {
  const own = runnable?.inputs;
  const { properties, required, ...rest } = own ?? commonInputs(app);
  return {
    title: 'AppInputContract',
    type: 'object',
    ...rest,
    properties: isJsonObject(properties) ? properties : {},
    required: Array.isArray(required) ? required : [],
    $defs: isJsonObject(rest.$defs) ? rest.$defs : {},
  };
}
