import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../src/contract/index.ts';
import { createHttpServer } from '../../src/http/index.ts';
import { createIdentity } from '../../src/identity/index.ts';
import { openDatabase } from '../../src/postgres/index.ts';
import { createWorld, type World } from './world.ts';

/** A way to the database that can be cut and repaired. */
async function createCuttable(url: string) {
  const { hostname, port: databasePort } = new URL(url);
  const sockets = new Set<Socket>();
  const forward = (near: Socket): void => {
    const far = connect(Number(databasePort), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    near.pipe(far).pipe(near);
  };
  let server: Server = createServer(forward);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: url.replace(`:${databasePort}/`, `:${String(port)}/`),
    cut: async () => {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
    repair: async () => {
      server = createServer(forward);
      await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
    },
  };
}

describe('a database that cannot be reached', () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
  });

  afterAll(() => world.close());

  it('answers 503 with Retry-After on every surface, never 401, and recovers without a restart', async () => {
    const way = await createCuttable(world.database.url);
    const database = openDatabase({ url: way.url });
    const { clock, log } = world.deps;
    const deps = {
      ...world.deps,
      identity: createIdentity({ db: database.db, clock, log }),
      access: { db: database.db, clock },
      catalog: { ...world.deps.catalog, db: database.db },
    };
    const server = createHttpServer(deps);
    const ask = (id: 'getCurrentUser' | 'listUsers' | 'getReadiness' | 'getHealth' | 'listTypedefs') =>
      server.inject({ url: operations[id].path, headers: { authorization: `Bearer ${world.admin.tokenSecret}` } });

    expect((await ask('getCurrentUser')).statusCode).toBe(200);
    await way.cut();
    for (const id of ['getCurrentUser', 'listUsers', 'listTypedefs', 'getReadiness'] as const) {
      const answer = await ask(id);
      expect(answer.statusCode, `${id}: ${answer.body}`).toBe(503);
      expect(answer.headers['retry-after']).toBe('2');
      expect(answer.json()).toMatchObject({ info: 'store_unavailable', code: 503 });
    }
    expect((await ask('getHealth')).statusCode).toBe(200);

    await way.repair();
    expect((await ask('getCurrentUser')).statusCode).toBe(200);
    expect((await ask('getReadiness')).statusCode).toBe(200);
    await server.close();
    await database.close();
    await way.cut();
  });
});
