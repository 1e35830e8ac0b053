import { isGuid, parseJson, requireNoProblems, type Problem } from '../../foundation/index.ts';

/** Which API token, by its guid, becomes admin of which connection, by its qualified name. */
export interface ConnectionAdminConfig {
  readonly connection: string;
  readonly tokenGuid: string;
}

/** COMPAT: the original's form sends what is chosen as a list in a text; its first element counts. */
function readText(value: unknown): string {
  if (typeof value !== 'string') return '';
  const text = value.trim();
  if (!text.startsWith('[')) return text;
  try {
    const list: unknown = parseJson(text);
    const first: unknown = Array.isArray(list) ? list[0] : undefined;
    return typeof first === 'string' ? first.trim() : '';
  } catch {
    return '';
  }
}

/** Reads the two parameters (Atlan wire, APITokenConnectionAdmin). Throws `field_invalid` with every problem at once. */
export function parseConnectionAdminConfig(parameters: ReadonlyMap<string, unknown>): ConnectionAdminConfig {
  const connection = readText(parameters.get('connection_qualified_name'));
  const tokenGuid = readText(parameters.get('api_token_guid'));
  const problems: Problem[] = [];
  if (connection === '') {
    const message = 'is missing, expected the qualified name of a connection, such as `default/glue/1735500000`';
    problems.push({ path: 'connection_qualified_name', message });
  }
  if (!isGuid(tokenGuid)) {
    const shown = tokenGuid === '' ? 'is missing' : `\`${tokenGuid}\` is no guid`;
    problems.push({
      path: 'api_token_guid',
      message: `${shown}, expected the guid of an API token, not its client id`,
    });
  }
  requireNoProblems('field_invalid', problems);
  return { connection, tokenGuid };
}
