import { afterEach, describe, expect, test } from 'vitest';
import {
  startAnsweringServer,
  type Answer,
  type AnsweringServer,
  type SeenRequest,
} from '../../test/support/answering-server.ts';
import { ClavisClient, collectAll } from './index.ts';

let server: AnsweringServer;
afterEach(() => server.close());

async function clientTo(answer: (request: SeenRequest) => Answer): Promise<ClavisClient> {
  server = await startAnsweringServer(answer);
  return new ClavisClient({ baseUrl: server.url, token: 'a-token' });
}

describe('connection admins', () => {
  const path = '/api/clavis/v1/connections/default%2Fglue%2F1/admins';
  const entry = { kind: 'token', name: 'service-account-apikey-x' };

  test('list tells who is living', async () => {
    const connection = { guid: 'g', qualifiedName: 'default/glue/1' };
    const admins = [{ ...entry, displayName: 'etl', living: false }];
    const client = await clientTo(() => ({ body: { connection, version: 3, admins } }));
    expect(await client.connections.admins('default/glue/1').list()).toEqual({
      ...{ connection, version: 3 },
      admins: [{ ...entry, displayName: 'etl', isLiving: false }],
    });
    expect(server.seen[0]).toMatchObject({ method: 'GET', url: path });
  });

  test('add and remove send the lists that are given, and the version where one is', async () => {
    const answers = { POST: { added: [entry], alreadyThere: [] }, DELETE: { removed: [], notThere: [entry] } };
    const client = await clientTo(({ method }) => ({ body: answers[method as keyof typeof answers] }));
    const admins = client.connections.admins('default/glue/1');
    expect(await admins.add({ tokens: ['apikey-x'] }, { version: 3 })).toEqual(answers.POST);
    expect(await admins.remove({ users: ['ada'], groups: [], roles: ['$admin'] })).toEqual(answers.DELETE);
    expect(server.seen[0]).toMatchObject({ method: 'POST', url: path, body: { tokens: ['apikey-x'] } });
    expect(server.seen[0]?.headers['if-match']).toBe('"3"');
    expect(server.seen[1]).toMatchObject({ method: 'DELETE', body: { users: ['ada'], groups: [], roles: ['$admin'] } });
    expect(server.seen[1]?.headers['if-match']).toBeUndefined();
  });

  test('what is held against a version is not repeated by itself, the rest is', async () => {
    const answers: Answer[] = [{ status: 503 }, { status: 503, headers: { 'retry-after': '0' } }];
    const client = await clientTo(() => answers.shift() ?? { body: { added: [entry], alreadyThere: [] } });
    const admins = client.connections.admins('g');
    await expect(admins.add({ users: ['ada'] }, { version: 1 })).rejects.toMatchObject({ status: 503 });
    expect(server.seen).toHaveLength(1);
    expect(await admins.add({ users: ['ada'] })).toMatchObject({ added: [entry] });
    expect(server.seen).toHaveLength(3);
  });
});

describe('access requests', () => {
  const path = '/api/clavis/v1/access-requests';
  const wire = {
    ...{ id: 'id/1', kind: 'connection-admin', target: 'default/glue/1', object: null, reason: 'a load' },
    ...{ status: 'pending', decidedAt: null, decidedBy: null, decisionReason: null, mayDecide: false },
    requester: { kind: 'token', username: 'service-account-apikey-x', displayName: 'etl' },
    ...{ createdAt: '2026-01-01T00:00:00.000Z', expiresAt: '2026-01-08T00:00:00.000Z' },
  };

  test('times are times, and every verb goes to its own path', async () => {
    const client = await clientTo(() => ({ body: { ...wire, decidedAt: '2026-01-02T00:00:00.000Z' } }));
    const { accessRequests } = client;
    const input = { kind: 'connection-admin', target: 'default/glue/1', reason: 'a load', expiresInDays: 3 } as const;
    expect(await accessRequests.create(input)).toMatchObject({
      createdAt: new Date('2026-01-01T00:00:00Z'),
      expiresAt: new Date('2026-01-08T00:00:00Z'),
      decidedAt: new Date('2026-01-02T00:00:00Z'),
    });
    await accessRequests.get('id/1');
    await accessRequests.approve('id/1', { reason: 'as agreed' });
    await accessRequests.refuse('id/1');
    await accessRequests.withdraw('id/1');
    expect(server.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `POST ${path}`,
      `GET ${path}/id%2F1`,
      `POST ${path}/id%2F1/approve`,
      `POST ${path}/id%2F1/refuse`,
      `POST ${path}/id%2F1/withdraw`,
    ]);
    expect(server.seen.map(({ body }) => body)).toEqual([input, undefined, { reason: 'as agreed' }, {}, undefined]);
  });

  test('the list is paged, for one role and status where asked', async () => {
    const pages = [[wire], []];
    const client = await clientTo(() => ({ body: { totalRecord: 1, filterRecord: 1, records: pages.shift() ?? [] } }));
    const asked = { role: 'decider', status: 'pending', pageSize: 5 } as const;
    expect(await collectAll(client.accessRequests.list(asked))).toMatchObject([{ id: 'id/1', decidedAt: null }]);
    const query = new URL(server.seen[0]?.url ?? '', server.url).searchParams;
    expect(Object.fromEntries(query)).toEqual({ role: 'decider', status: 'pending', offset: '0', limit: '5' });
  });
});
