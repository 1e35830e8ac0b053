import { isJsonObject, type JsonObject, type JsonValue, type Problem } from '../../foundation/index.ts';

/** A credential as a client sends it (Atlan wire). A key that was not sent is `undefined`: an update leaves it as it is. */
export interface CredentialInput {
  readonly name?: string;
  readonly description?: string;
  readonly host?: string;
  readonly port?: number;
  readonly authType?: string;
  readonly connector?: string;
  readonly connectorType?: string;
  readonly connectorConfigName?: string;
  readonly username?: string;
  readonly password?: string;
  readonly extra?: JsonObject;
  readonly metadata?: JsonObject;
  readonly level?: JsonValue;
}

const textKeys = [
  'name',
  'description',
  'host',
  'authType',
  'connector',
  'connectorType',
  'connectorConfigName',
  'username',
  'password',
] as const;

/** PostgreSQL keeps no text with NUL. */
function holdsNul(value: JsonValue): boolean {
  if (typeof value === 'string') return value.includes('\u0000');
  if (Array.isArray(value)) return (value as readonly JsonValue[]).some(holdsNul);
  return isJsonObject(value) && Object.entries(value).some(([key, inner]) => key.includes('\u0000') || holdsNul(inner));
}

/** COMPAT: the port may arrive as text, and empty text means none. */
function parsePort(value: JsonValue, path: string, problems: Problem[]): number | undefined {
  if (value === '') return undefined;
  const port = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  problems.push({ path, message: 'expected a port from 0 to 65535' });
  return undefined;
}

function parseTexts(
  body: JsonObject,
  path: string,
  problems: Problem[],
): Partial<Record<(typeof textKeys)[number], string>> {
  const texts: Partial<Record<(typeof textKeys)[number], string>> = {};
  for (const key of textKeys) {
    const value = body[key];
    if (typeof value === 'string') texts[key] = value;
    else if (value !== undefined && value !== null)
      problems.push({ path: `${path}.${key}`, message: 'expected a string' });
  }
  return texts;
}

function parseObject(value: JsonValue | undefined, path: string, problems: Problem[]): JsonObject | undefined {
  if (value === undefined || value === null) return undefined;
  if (isJsonObject(value)) return value;
  problems.push({ path, message: 'expected an object' });
  return undefined;
}

/**
 * Parses a credential body; adds what is wrong to `problems`. Null and absent are the same. Other keys are ignored.
 * SECURITY: no value is ever repeated in a message, since any of them may be the secret.
 */
export function parseCredentialInput(body: JsonValue | undefined, path: string, problems: Problem[]): CredentialInput {
  if (!isJsonObject(body)) {
    problems.push({ path, message: 'expected a credential object' });
    return {};
  }
  for (const key of [...textKeys, 'metadata', 'level']) {
    if (holdsNul(body[key] ?? null)) problems.push({ path: `${path}.${key}`, message: 'expected no NUL character' });
  }
  const port =
    body.port === undefined || body.port === null ? undefined : parsePort(body.port, `${path}.port`, problems);
  const extra = parseObject(body.extra, `${path}.extra`, problems);
  const metadata = parseObject(body.metadata, `${path}.metadata`, problems);
  return {
    ...parseTexts(body, path, problems),
    ...(port === undefined ? {} : { port }),
    ...(extra === undefined ? {} : { extra }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(body.level === undefined || body.level === null ? {} : { level: body.level }),
  };
}
