import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHttpServer } from '../../src/http/index.ts';
import { createFirstAdminCode, createIdentity, ensureBootstrap, type Identity } from '../../src/identity/index.ts';
import { sql } from '../../src/postgres/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { bearer, host, password, send } from './people-scene.ts';
import { createWorld, type World } from './world.ts';

/** T39 of the threat table: a server that nobody has set up yet belongs to who sees its console, and to nobody else. */
describe('the first start', () => {
  let world: World;
  let database: TestDatabase;
  let identity: Identity;
  let server: FastifyInstance;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    database = await createTestDatabase();
    const { db } = database;
    const { clock, log } = world.deps;
    identity = createIdentity({ db, clock, log, failuresPerMinute: 1_000_000 });
    await ensureBootstrap(identity);
    server = createHttpServer({ ...world.deps, identity, access: { ...world.deps.access, db } });
  });
  afterEach(async () => {
    await server.close();
    await database.close();
  });

  const newCode = async () => (await createFirstAdminCode(identity))?.code ?? '';
  const claim = (code: string, username = 'grace', headers: Record<string, string> = {}) =>
    send(server, ['POST', '/api/clavis/v1/setup', { code, username, password }], headers);
  const admins = async () => {
    const { rows } = await sql<{ username: string }>`
      SELECT username FROM actor WHERE kind = 'user' AND role = 'admin'`.execute(database.db);
    return rows.map(({ username }) => username);
  };

  it.each([
    ['admin', 'admin'],
    ['admin', 'password'],
    ['admin', ''],
    ['root', 'root'],
    ['clavis', 'clavis'],
    ['ada', 'clavis'],
    ['administrator', 'changeme'],
  ])('nobody is there who could sign in as %j with %j', async (username, words) => {
    const answer = await send(server, ['POST', '/api/clavis/v1/sessions', { username, password: words }]);
    expect([400, 401]).toContain(answer.status);
    expect(answer.setCookie).toBeNull();
    const { rows } = await sql`SELECT FROM actor UNION ALL SELECT FROM secret`.execute(database.db);
    expect(rows).toEqual([]);
  });

  it.each([
    ['without a code', () => Promise.resolve('')],
    ['with a guess', () => Promise.resolve('0'.repeat(22))],
    ['with a code in other letters', async () => (await newCode()).toUpperCase()],
    ['with the beginning of the code', async () => (await newCode()).slice(0, 21)],
    ['with the code and more', async () => `${await newCode()} `],
    [
      'with a code that a later start has replaced',
      async () => {
        const former = await newCode();
        await newCode();
        return former;
      },
    ],
    [
      'with a code of more than fifteen minutes ago',
      async () => {
        const code = await newCode();
        await sql`UPDATE first_admin_code SET expires_at = now()`.execute(database.db);
        return code;
      },
    ],
  ])('nobody becomes admin %s', async (_name, find) => {
    const answer = await claim(await find());
    expect([400, 403]).toContain(answer.status);
    expect(answer.setCookie).toBeNull();
    expect(await admins()).toEqual([]);
  });

  it('another site cannot make a browser claim it', async () => {
    const code = await newCode();
    expect((await claim(code, 'eve', { host, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(await admins()).toEqual([]);
  });

  it('of many who have the code at one moment one becomes admin', async () => {
    const code = await newCode();
    const answers = await Promise.all(['a1', 'b1', 'c1', 'd1'].map((username) => claim(code, username)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await admins()).toHaveLength(1);
  });

  it('once there is an admin, even a disabled one, no code is made and none works', async () => {
    const code = await newCode();
    expect((await claim(code)).status).toBe(200);
    await sql`UPDATE actor SET state = 'disabled'`.execute(database.db);
    expect(await createFirstAdminCode(identity)).toBeNull();
    for (const used of [code, '0'.repeat(22), '']) expect([400, 409]).toContain((await claim(used, 'eve')).status);
    expect(await admins()).toEqual(['grace']);
  });

  it('a weak or breached password is refused, and the code can be used again', async () => {
    const code = await newCode();
    for (const weak of ['admin', 'correct horse', 'grace grace grace', 'sunshineprincess']) {
      const answer = await send(server, ['POST', '/api/clavis/v1/setup', { code, username: 'grace', password: weak }]);
      expect(answer.status, weak).toBe(400);
    }
    expect((await claim(code)).status).toBe(200);
  });

  it('nothing else is open before: every other operation wants a credential, and none of another server is one', async () => {
    for (const url of ['/api/service/users', '/api/service/apikeys', '/api/clavis/v1/sessions']) {
      expect((await send(server, ['GET', url])).status).toBe(401);
      expect((await send(server, ['GET', url], bearer(world.admin.tokenSecret))).status).toBe(401);
    }
  });
});
