import { afterEach, describe, expect, test } from 'vitest';
import {
  type Answer,
  type AnsweringServer,
  type SeenRequest,
  startAnsweringServer,
} from '../../test/support/answering-server.ts';
import { ClavisClient, collectAll } from './index.ts';

let server: AnsweringServer;
afterEach(() => server.close());

async function clientTo(answer: (request: SeenRequest) => Answer): Promise<ClavisClient> {
  server = await startAnsweringServer(answer);
  return new ClavisClient({ baseUrl: server.url, token: 'a-token' });
}

const at = '2026-01-01T00:00:00.000Z';
const wire = {
  ...{ id: 'an-id', clientId: 'oauth-client-1', displayName: 'etl', description: 'd', role: '$member' },
  ...{ personaQNs: ['default/p'], tokenExpirySeconds: 600, createdAt: at, createdBy: 'jsmith' },
  ...{ updatedAt: at, updatedBy: 'jsmith' },
};
const native = { ...wire, exchangeRoleMax: 'member', signedTokenSeconds: 3600, lastUsedAt: at };

describe('oauthClients', () => {
  test('create uses the Atlan wire and gives the secret', async () => {
    const client = await clientTo(() => ({ body: { ...wire, clientSecret: 'shown-once' } }));
    const input = { displayName: 'etl', role: '$member', personaQualifiedNames: ['default/p'] };
    expect(await client.oauthClients.create(input)).toMatchObject({
      secret: 'shown-once',
      client: { username: 'service-account-oauth-client-1', personas: ['default/p'], createdAt: new Date(at) },
    });
    expect(server.seen[0]).toMatchObject({
      url: '/api/service/oauth-clients',
      body: { displayName: 'etl', description: '', role: '$member', personaQNs: ['default/p'] },
    });
  });

  test('list asks page after page; what only Clavis tells comes from its own route', async () => {
    const pages = [[native], []];
    const client = await clientTo(() => ({ body: { totalRecord: 1, filterRecord: 1, records: pages.shift() ?? [] } }));
    expect(await collectAll(client.oauthClients.listGoverned())).toMatchObject([
      { clientId: 'oauth-client-1', exchangeRoleMax: 'member', lastUsedAt: new Date(at) },
    ]);
    expect(server.seen[0]?.url).toMatch(/^\/api\/clavis\/v1\/oauth-clients\?/);
  });

  test('get fails with `not_found` where there is none', async () => {
    const client = await clientTo(() => ({ body: { totalRecord: 0, filterRecord: 0, records: [] } }));
    await expect(client.oauthClients.get({ clientId: 'oauth-client-2' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('update sends what is given and nothing else', async () => {
    const client = await clientTo(() => ({ body: wire }));
    await client.oauthClients.update('oauth-client-1', { description: 'new' });
    await client.oauthClients.update('oauth-client-1', { personaQualifiedNames: [] });
    expect(server.seen.map(({ method, body }) => [method, body])).toEqual([
      ['PUT', { description: 'new' }],
      ['PUT', { personaQNs: [] }],
    ]);
  });

  test('rotate, the right to act for people, and delete', async () => {
    const rotated = { clientId: 'oauth-client-1', clientSecret: 'new', predecessorEndsAt: at };
    const client = await clientTo(({ method }) => ({ body: method === 'POST' ? rotated : native }));
    expect(await client.oauthClients.rotate('oauth-client-1', { overlapSeconds: 60 })).toEqual({
      ...{ clientId: 'oauth-client-1', secret: 'new', predecessorEndsAt: new Date(at) },
    });
    expect(await client.oauthClients.setExchangeRight('oauth-client-1', 'member')).toMatchObject({
      exchangeRoleMax: 'member',
    });
    await client.oauthClients.delete('oauth-client-1');
    expect(server.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', '/api/clavis/v1/oauth-clients/oauth-client-1/rotate', { overlapSeconds: 60 }],
      ['PUT', '/api/clavis/v1/oauth-clients/oauth-client-1/exchange-right', { roleMax: 'member' }],
      ['DELETE', '/api/service/oauth-clients/oauth-client-1', undefined],
    ]);
  });

  test('how long signed tokens live, and the end of all tokens', async () => {
    const client = await clientTo(({ method }) => ({ body: method === 'POST' ? { ended: 2 } : native }));
    expect(await client.oauthClients.setSignedTokenDuration('oauth-client-1', 3600)).toMatchObject({
      signedTokenSeconds: 3600,
    });
    expect(await client.oauthClients.endTokens('oauth-client-1')).toBe(2);
    expect(server.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['PUT', '/api/clavis/v1/oauth-clients/oauth-client-1/signed-token-duration', { seconds: 3600 }],
      ['POST', '/api/clavis/v1/oauth-clients/oauth-client-1/end-tokens', {}],
    ]);
  });
});
