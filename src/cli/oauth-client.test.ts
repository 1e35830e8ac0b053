import { afterEach, describe, expect, test } from 'vitest';
import {
  type Answer,
  type AnsweringServer,
  type SeenRequest,
  startAnsweringServer,
} from '../../test/support/answering-server.ts';
import { createTestTerminal } from '../../test/support/test-terminal.ts';
import { type Io } from './io.ts';
import { runProgram } from './run-program.ts';

let server: AnsweringServer;
afterEach(() => server.close());

const terminal = (change: Partial<Io> = {}) =>
  createTestTerminal({ env: { CLAVIS_URL: server.url, CLAVIS_TOKEN: 'a-token' }, ...change });

function wireClient(name: string): Record<string, unknown> {
  const at = '2026-01-01T00:00:00.000Z';
  return {
    ...{ id: `id-${name}`, clientId: `oauth-client-${name}`, displayName: name, description: '', role: '$guest' },
    ...{ personaQNs: [], tokenExpirySeconds: 600, createdAt: at, createdBy: 'jsmith', updatedAt: at },
    ...{ updatedBy: 'jsmith', exchangeRoleMax: null, signedTokenSeconds: 3600, lastUsedAt: null },
  };
}

/** The list of clients, filtered by name as the server does; what `change` answers for everything else. */
async function serve(clients: readonly string[], change: (request: SeenRequest) => Answer = () => ({})): Promise<void> {
  server = await startAnsweringServer((request) => {
    const url = new URL(request.url, 'http://x');
    if (request.method !== 'GET') return change(request);
    const filter = JSON.parse(url.searchParams.get('filter') ?? '{}') as { displayName?: string };
    const known = clients.filter((name) => filter.displayName === undefined || name === filter.displayName);
    const records = url.searchParams.get('offset') === '0' ? known.map(wireClient) : [];
    return { body: { totalRecord: known.length, filterRecord: known.length, records } };
  });
}

describe('clavis oauth-client', () => {
  test('create shows the secret once, with the client id it belongs to', async () => {
    await serve([], () => ({ body: { ...wireClient('etl'), clientSecret: 'shown-once' } }));
    const io = terminal();
    expect(await runProgram(['oauth-client', 'create', 'etl', '--role', 'default'], { io })).toBe(0);
    expect(server.seen[0]).toMatchObject({
      ...{ method: 'POST', url: '/api/service/oauth-clients' },
      body: { displayName: 'etl', description: '', role: '$api-token-default-access', personaQNs: [] },
    });
    expect(io.out).toContain('oauth-client-etl');
    expect(io.out.match(/shown-once/g)).toHaveLength(1);
  });

  test('list and show tell everything but a secret', async () => {
    await serve(['etl', 'reports']);
    const list = terminal();
    expect(await runProgram(['oauth-client', 'list'], { io: list })).toBe(0);
    expect(list.out).toContain('oauth-client-reports');
    const show = terminal();
    expect(await runProgram(['oauth-client', 'show', 'etl'], { io: show })).toBe(0);
    expect(show.out).toContain('acts for     nobody');
    const json = terminal();
    expect(await runProgram(['oauth-client', 'list', '--json'], { io: json })).toBe(0);
    expect(JSON.parse(json.out)).toMatchObject([
      { clientId: 'oauth-client-etl' },
      { clientId: 'oauth-client-reports' },
    ]);
  });

  test('no client is an invitation to make one', async () => {
    await serve([]);
    const io = terminal();
    expect(await runProgram(['oauth-client', 'list'], { io })).toBe(0);
    expect(io.out).toContain('clavis oauth-client create');
  });

  test('rotate sends the overlap and shows the new secret', async () => {
    const body = { clientId: 'oauth-client-etl', clientSecret: 'a-new-one', predecessorEndsAt: null };
    await serve(['etl'], () => ({ body }));
    const io = terminal();
    expect(await runProgram(['oauth-client', 'rotate', 'etl', '--overlap', '0'], { io })).toBe(0);
    expect(server.seen.at(-1)).toMatchObject({
      ...{ method: 'POST', url: '/api/clavis/v1/oauth-clients/oauth-client-etl/rotate', body: { overlapSeconds: 0 } },
    });
    expect(io.out).toContain('old secret  ended');
    expect(io.out).toContain('a-new-one');
  });

  test('exchange says for whom, and nobody takes it back', async () => {
    await serve(['etl'], () => ({ body: wireClient('etl') }));
    const io = terminal();
    expect(await runProgram(['oauth-client', 'exchange', 'etl', '--up-to', 'member'], { io })).toBe(0);
    expect(await runProgram(['oauth-client', 'exchange', 'etl', '--up-to', 'nobody'], { io })).toBe(0);
    const sent = server.seen.filter(({ method }) => method === 'PUT').map(({ body }) => body);
    expect(sent).toEqual([{ roleMax: 'member' }, { roleMax: null }]);
    expect(await runProgram(['oauth-client', 'exchange', 'etl'], { io })).toBe(2);
    expect(await runProgram(['oauth-client', 'exchange', 'etl', '--up-to', 'owner'], { io })).toBe(2);
  });

  test('duration is told in words and sent in seconds, within its bounds', async () => {
    await serve(['etl'], () => ({ body: wireClient('etl') }));
    const io = terminal();
    expect(await runProgram(['oauth-client', 'duration', 'etl', '--lifetime', '1h'], { io })).toBe(0);
    expect(server.seen.at(-1)).toMatchObject({
      ...{ method: 'PUT', url: '/api/clavis/v1/oauth-clients/oauth-client-etl/signed-token-duration' },
      body: { seconds: 3600 },
    });
    expect(io.out).toContain('3600 seconds');
    for (const wrong of ['299s', '4d', 'never', '3600']) {
      expect(await runProgram(['oauth-client', 'duration', 'etl', '--lifetime', wrong], { io })).toBe(2);
    }
  });

  test('end-tokens asks a person, and says how many there were', async () => {
    await serve(['etl'], () => ({ body: { ended: 2 } }));
    const no = terminal({ ask: () => Promise.resolve('n') });
    expect(await runProgram(['oauth-client', 'end-tokens', 'etl'], { io: no })).toBe(1);
    expect(server.seen.every(({ method }) => method === 'GET')).toBe(true);
    const yes = terminal();
    expect(await runProgram(['oauth-client', 'end-tokens', 'etl', '--yes'], { io: yes })).toBe(0);
    expect(server.seen.at(-1)?.url).toBe('/api/clavis/v1/oauth-clients/oauth-client-etl/end-tokens');
    expect(yes.out).toContain('2 access tokens ended');
  });

  test('delete asks a person, and does nothing without a yes', async () => {
    await serve(['etl']);
    const no = terminal({ ask: () => Promise.resolve('n') });
    expect(await runProgram(['oauth-client', 'delete', 'etl'], { io: no })).toBe(1);
    expect(server.seen.some(({ method }) => method === 'DELETE')).toBe(false);
    const yes = terminal({ ask: () => Promise.resolve('y') });
    expect(await runProgram(['oauth-client', 'delete', 'etl'], { io: yes })).toBe(0);
    expect(server.seen.at(-1)).toMatchObject({ method: 'DELETE', url: '/api/service/oauth-clients/oauth-client-etl' });
  });

  test.each([
    ['there is none of that name', [], 'there is no OAuth client'],
    ['several have that name', ['etl', 'etl'], 'oauth-client-etl'],
  ])('when %s nothing is done and it says so', async (_, clients, text) => {
    await serve(clients);
    const io = terminal();
    expect(await runProgram(['oauth-client', 'delete', 'etl', '--yes'], { io })).toBe(1);
    expect(io.err).toContain(text);
    expect(server.seen.every(({ method }) => method === 'GET')).toBe(true);
  });
});
