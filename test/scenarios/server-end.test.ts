import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { call, createServerStage, isAlive, postmasterOf, readBootstrapFile } from '../support/server-process.ts';

const stage = createServerStage();
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await stage.close();
});

/** A search of which the server has read the head and half of the body. */
async function startSearch(url: string, token: string) {
  const { hostname, port } = new URL(url);
  const body = JSON.stringify({ dsl: { query: { match_all: {} } } });
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString('utf8')));
  const head = [
    'POST /api/meta/search/indexsearch HTTP/1.1',
    ...[`host: ${hostname}:${port}`, `authorization: Bearer ${token}`, 'content-type: application/json'],
    ...[`content-length: ${String(body.length)}`, 'expect: 100-continue', '', ''],
  ];
  socket.write(head.join('\r\n'));
  await eventually('the server asks for the body', () => (received.includes('100 Continue') ? true : null));
  socket.write(body.slice(0, 10));
  return {
    finish: async (): Promise<string> => {
      socket.write(body.slice(10));
      return eventually(
        'the search is answered',
        () => /HTTP\/1\.1 (?!100)[\s\S]*\r\n\r\n[\s\S]+$/.exec(received)?.[0] ?? null,
      );
    },
  };
}

/** Whether new connections are refused. */
function refuses(url: string): Promise<true | null> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => {
      socket.destroy();
      resolve(null);
    });
    socket.once('error', () => resolve(true));
  });
}

async function startWithToken(dataDir?: string) {
  const folder = dataDir ?? (await stage.folder());
  const file = join(folder, 'first-admin.json');
  const server = await stage.start({ dataDir: folder, flags: ['--bootstrap-file', file] });
  return { ...server, token: (await readBootstrapFile(file)).token };
}

describe('a server that is asked to end', () => {
  it('answers what it has begun, takes nothing new, and takes its PostgreSQL with it', async () => {
    const server = await startWithToken();
    const postgres = (await postmasterOf(server.dataDir)) ?? 0;
    expect(await isAlive(postgres)).toBe(true);
    const search = await startSearch(server.url, server.token);
    server.signal('SIGTERM');
    await eventually('new connections are refused', () => refuses(server.url));
    const answer = await search.finish();
    const answeredAt = performance.now();
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('"approximateCount"');
    expect(await server.ended()).toEqual({ code: 0, signal: null });
    // The client keeps its connection; that alone is no reason to wait for it.
    expect(performance.now() - answeredAt).toBeLessThan(8_000);
    expect(await isAlive(postgres)).toBe(false);
    expect(await postmasterOf(server.dataDir)).toBeNull();
  });

  it('does not wait for ever for a client that never finishes its request', async () => {
    const database = await createTestDatabase();
    const file = join(await stage.folder(), 'first-admin.json');
    const server = await stage.start({ flags: ['--database-url', database.url, '--bootstrap-file', file] });
    const { token } = await readBootstrapFile(file);
    await startSearch(server.url, token);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    await database.close();
  });

  it('ends at once when it is asked a second time', async () => {
    const database = await createTestDatabase();
    const file = join(await stage.folder(), 'first-admin.json');
    const server = await stage.start({ flags: ['--database-url', database.url, '--bootstrap-file', file] });
    await startSearch(server.url, (await readBootstrapFile(file)).token);
    server.signal('SIGTERM');
    await eventually('new connections are refused', () => refuses(server.url));
    server.signal('SIGTERM');
    expect(await server.ended()).toEqual({ code: 1, signal: null });
    await database.close();
  });
});

describe('a server that was killed', () => {
  it('starts again on its folder, finds the PostgreSQL that outlived it, and has lost nothing it acknowledged', async () => {
    const server = await startWithToken();
    const postgres = (await postmasterOf(server.dataDir)) ?? 0;
    const made = await call(`${server.url}/api/service/apikeys`, {
      ...{ token: server.token, method: 'POST' },
      body: { displayName: 'kept', description: '', personaQualifiedNames: [], validitySeconds: 3600 },
    });
    expect(made.status).toBe(200);
    await server.kill();
    expect(await isAlive(postgres)).toBe(true);

    const again = await startWithToken(server.dataDir);
    expect(again.token).toBe(server.token);
    expect(await postmasterOf(server.dataDir)).toBe(postgres);
    const found = `${again.url}/api/service/apikeys?filter=${encodeURIComponent('{"displayName":"kept"}')}`;
    expect(await call(found, { token: again.token })).toMatchObject({ status: 200, body: { filterRecord: 1 } });
    expect(await again.stop()).toEqual({ code: 0, signal: null });
    expect(await isAlive(postgres)).toBe(false);
  });
});
