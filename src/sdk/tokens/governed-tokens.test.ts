import { afterEach, describe, expect, test } from 'vitest';
import {
  startAnsweringServer,
  type Answer,
  type AnsweringServer,
  type SeenRequest,
} from '../../../test/support/answering-server.ts';
import { ClavisClient, collectAll } from '../index.ts';

let server: AnsweringServer;
afterEach(() => server.close());

async function clientTo(answer: (request: SeenRequest) => Answer): Promise<ClavisClient> {
  server = await startAnsweringServer(answer);
  return new ClavisClient({ baseUrl: server.url, token: 'a-token' });
}

const wire = {
  ...{ id: 'id/1', clientId: 'apikey-x', displayName: 'etl', role: 'none', expiresAt: '2026-04-01T00:00:00Z' },
  ...{ version: 7, state: 'suspended', scopes: null, allowedNetworks: null, requestsPerMinute: null },
  ...{ mayRotateItself: false, responsible: null, isOwnerless: true, useCount: 3 },
  suspension: { at: '2026-01-02T00:00:00Z', by: 'ada', reason: 'leaked' },
  lastUsed: { at: '2026-01-01T00:00:00Z', network: '10.0.0.7', client: null },
  attributes: { createdAt: '1767225600000', createdBy: 'jsmith', description: '', personaQualifiedName: [] },
};
const path = '/api/clavis/v1/api-tokens/id%2F1';

describe('governed tokens', () => {
  test('get reads times as times', async () => {
    const client = await clientTo(() => ({ body: wire }));
    expect(await client.tokens.governed.get('id/1')).toMatchObject({
      ...{ version: 7, state: 'suspended', isOwnerless: true, expiresAt: new Date('2026-04-01T00:00:00Z') },
      suspension: { at: new Date('2026-01-02T00:00:00Z'), by: 'ada', reason: 'leaked' },
      lastUsed: { at: new Date('2026-01-01T00:00:00Z'), network: '10.0.0.7', client: null },
    });
    expect(server.seen[0]?.url).toBe(path);
  });

  test.each([
    [undefined, ['GET', 'PATCH'], '"7"'],
    [3, ['PATCH'], '"3"'],
    ['any', ['PATCH'], '*'],
  ] as const)('update against version %s asks %j with If-Match %s', async (version, methods, ifMatch) => {
    const client = await clientTo(() => ({ body: { ...wire, linked: ['default/p'], unlinked: [] } }));
    const change = { addPersonas: ['default/p'], scopes: null };
    const options = version === undefined ? {} : { version };
    expect(await client.tokens.governed.update('id/1', change, options)).toMatchObject({ linked: ['default/p'] });
    expect(server.seen.map(({ method }) => method)).toEqual(methods);
    expect(server.seen.at(-1)).toMatchObject({ url: path, body: change, headers: { 'if-match': ifMatch } });
  });

  test('rotate sends the overlap and is not repeated by itself', async () => {
    const predecessor = { id: 'old', retiresAt: '2026-01-02T00:00:00Z' };
    const rotated = { id: 'id/1', secretId: 's', secret: 'THE-SECRET', predecessor, expiresAt: null };
    const client = await clientTo(() => ({ body: rotated }));
    expect(await client.tokens.governed.rotate('id/1', { overlapSeconds: 60 })).toEqual({
      ...rotated,
      predecessor: { id: 'old', retiresAt: new Date('2026-01-02T00:00:00Z') },
    });
    expect(server.seen[0]).toMatchObject({ method: 'POST', url: `${path}/rotate`, body: { overlapSeconds: 60 } });
    await server.close();
    const failing = await clientTo(() => ({ status: 503 }));
    await expect(failing.tokens.governed.rotate('id/1')).rejects.toMatchObject({ status: 503 });
    expect(server.seen).toHaveLength(1);
  });

  test('secrets, their end, suspension and resumption go to their own paths', async () => {
    const secret = { id: 's', state: 'live', createdAt: '2026-01-01T00:00:00Z', retiresAt: null };
    const secrets = [{ ...secret, supersedesId: null, lastUsed: null, useCount: 0 }];
    const client = await clientTo((request) => ({ body: request.url.includes('/secrets') ? { secrets } : wire }));
    const { governed } = client.tokens;
    expect(await governed.secrets('id/1')).toMatchObject([{ id: 's', createdAt: new Date('2026-01-01T00:00:00Z') }]);
    await governed.retireSecret('id/1', 's');
    await governed.suspend('id/1', 'why');
    await governed.resume('id/1');
    expect(server.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `GET ${path}/secrets`,
      `DELETE ${path}/secrets/s`,
      `POST ${path}/suspend`,
      `POST ${path}/resume`,
    ]);
    expect(server.seen[2]?.body).toEqual({ reason: 'why' });
  });

  test('expiring pages through what expires, the first to go first', async () => {
    const pages = [[wire], []];
    const client = await clientTo(() => ({ body: { totalRecord: 1, filterRecord: 1, records: pages.shift() ?? [] } }));
    expect(await collectAll(client.tokens.governed.expiring(7))).toHaveLength(1);
    const query = new URL(server.seen[0]?.url ?? '', server.url).searchParams;
    expect([query.get('expiresWithinDays'), query.get('sort'), query.get('ownerless')]).toEqual([
      '7',
      'expiresAt',
      null,
    ]);
  });

  test('create with terms uses the route of Clavis, with no role unless told', async () => {
    const attributes = { ...wire.attributes, accessToken: 'shown-once' };
    const client = await clientTo(() => ({ body: { ...wire, attributes } }));
    await client.tokens.create({ displayName: 'etl', allowedNetworks: ['10.0.0.0/8'] });
    expect(server.seen[0]).toMatchObject({
      url: '/api/clavis/v1/api-tokens',
      body: { role: 'none', allowedNetworks: ['10.0.0.0/8'] },
    });
  });
});

describe('leaks and settings', () => {
  test('a leak is reported with its source', async () => {
    const client = await clientTo(() => ({ body: {} }));
    await client.leaks.report({ secret: 'x', source: 'a log' });
    expect(server.seen[0]).toMatchObject({ url: '/api/clavis/v1/leaks', body: { secret: 'x', source: 'a log' } });
  });

  test('settings are read and changed one by one', async () => {
    const client = await clientTo(() => ({ body: { tokens: { defaultRole: 'none' } } }));
    expect((await client.settings.get()).tokens.defaultRole).toBe('none');
    await client.settings.update({ tokens: { validitySecondsMax: null } });
    expect(server.seen[1]).toMatchObject({ method: 'PATCH', body: { tokens: { validitySecondsMax: null } } });
  });
});
