import { describe, expect, it } from 'vitest';
import { parseConnectionAdminConfig } from './parse-connection-admin-config.ts';

const tokenGuid = '92588c67-5ddf-4a45-8b5c-dd92f4b84e99';
const connection = 'default/snowflake/1234567890';

function parse(connectionText: unknown, tokenText: unknown) {
  return parseConnectionAdminConfig(
    new Map([
      ['connection_qualified_name', connectionText],
      ['api_token_guid', tokenText],
    ]),
  );
}

describe('the parameters of the connection admin package', () => {
  it('are a qualified name and a guid, or the first of a list in a text, as the original’s form sends it', () => {
    for (const text of [
      connection,
      ` ${connection} `,
      JSON.stringify([connection]),
      JSON.stringify([connection, 'x']),
    ]) {
      expect(parse(text, tokenGuid)).toEqual({ connection, tokenGuid });
    }
    expect(parse(connection, JSON.stringify([tokenGuid]))).toEqual({ connection, tokenGuid });
  });

  const bad: readonly { what: string; one: unknown; other: unknown; places: readonly string[] }[] = [
    { what: 'nothing', one: undefined, other: undefined, places: ['connection_qualified_name', 'api_token_guid'] },
    { what: 'blanks', one: ' ', other: '', places: ['connection_qualified_name', 'api_token_guid'] },
    { what: 'a client id for the guid', one: connection, other: `apikey-${tokenGuid}`, places: ['api_token_guid'] },
    { what: 'an empty list', one: '[]', other: tokenGuid, places: ['connection_qualified_name'] },
    { what: 'a broken list', one: '["default/', other: tokenGuid, places: ['connection_qualified_name'] },
    { what: 'a list of something else', one: '[1]', other: tokenGuid, places: ['connection_qualified_name'] },
    { what: 'an object', one: { name: connection }, other: tokenGuid, places: ['connection_qualified_name'] },
  ];
  it.each(bad)('are refused where there is $what, all problems at once', ({ one, other, places }) => {
    let details: readonly { path: string }[] = [];
    try {
      parse(one, other);
    } catch (error) {
      ({ details } = error as { details: readonly { path: string }[] });
    }
    expect(details.map(({ path }) => path)).toEqual(places);
  });
});
