import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../src/contract/index.ts';
import { createFirstAdminCode, createIdentity, createSignInCode, ensureBootstrap } from '../../src/identity/index.ts';
import { sql } from '../../src/postgres/index.ts';
import { createHttpServer } from '../../src/http/index.ts';
import { createTestDatabase } from '../support/database.ts';
import { createWorld, type World } from './world.ts';

const host = 'clavis.test:7373';
const own = { host, 'sec-fetch-site': 'same-origin' };

describe('sessions and bearers', () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
  });

  afterAll(() => world.close());

  async function signIn(headers: Record<string, string> = own): Promise<string> {
    const { username, password } = world.admin;
    const answer = await world.server.inject({
      method: 'POST',
      url: operations.signIn.path,
      headers,
      payload: { username, password },
    });
    expect(answer.statusCode, answer.body).toBe(200);
    expect(answer.body).not.toContain('clv_');
    return String(answer.headers['set-cookie']).split(';', 1)[0] ?? '';
  }

  function currentUser(headers: Record<string, string>) {
    return world.server.inject({ url: operations.getCurrentUser.path, headers });
  }

  it('a session cookie is the person', async () => {
    const answer = await currentUser({ cookie: await signIn() });
    expect(answer.json()).toMatchObject({ username: 'ada' });
    expect(new Date(String(answer.headers['token-expires'])).getTime()).toBeGreaterThan(Date.now());
  });

  it('the one-time code of the console begins a session once, from this site only', async () => {
    const { code } = await createSignInCode(world.deps.identity, { username: world.admin.username });
    const request = { method: 'POST', url: operations.signInWithCode.path, payload: { code } } as const;
    const foreign = await world.server.inject({ ...request, headers: { host, 'sec-fetch-site': 'cross-site' } });
    expect(foreign.statusCode).toBe(403);
    const answer = await world.server.inject({ ...request, headers: own });
    expect(answer.statusCode, answer.body).toBe(200);
    const cookie = String(answer.headers['set-cookie']).split(';', 1)[0] ?? '';
    expect((await currentUser({ cookie })).json()).toMatchObject({ username: world.admin.username });
    expect((await world.server.inject({ ...request, headers: own })).statusCode).toBe(401);
  });

  it('a wrong password and an unknown name answer alike, and set no cookie', async () => {
    const bodies = await Promise.all(
      ['ada', 'nobody'].map(async (username) => {
        const answer = await world.server.inject({
          method: 'POST',
          url: operations.signIn.path,
          headers: own,
          payload: { username, password: 'wrong horse battery staple' },
        });
        expect(answer.statusCode).toBe(401);
        expect(answer.headers['set-cookie']).toBeUndefined();
        return JSON.stringify({ ...answer.json<object>(), requestId: '' });
      }),
    );
    expect(new Set(bodies).size).toBe(1);
  });

  it('another site can neither use the cookie nor sign the browser in', async () => {
    const cookie = await signIn();
    const foreign = [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }];
    for (const headers of [...foreign, {}]) {
      const answer = await world.server.inject({
        method: 'POST',
        url: operations.createBearer.path,
        headers: { host, cookie, ...headers },
      });
      expect(answer.statusCode).toBe(403);
    }
    for (const headers of foreign) {
      const answer = await world.server.inject({
        method: 'POST',
        url: operations.signIn.path,
        headers: { host, ...headers },
        payload: { username: 'ada', password: world.admin.password },
      });
      expect(answer.statusCode).toBe(403);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  it('a session makes a bearer that acts as the person; a bearer makes none', async () => {
    const cookie = await signIn();
    const make = (headers: Record<string, string>) =>
      world.server.inject({ method: 'POST', url: operations.createBearer.path, headers });
    const made = await make({ ...own, cookie });
    expect(made.statusCode, made.body).toBe(200);
    const { secret } = made.json<{ secret: string }>();
    expect((await currentUser({ authorization: `Bearer ${secret}` })).json()).toMatchObject({ username: 'ada' });
    expect((await make({ authorization: `Bearer ${secret}` })).statusCode).toBe(403);
  });

  it('after signing out the cookie is a stranger, and the browser is told to forget it', async () => {
    const cookie = await signIn();
    const out = await world.server.inject({
      method: 'DELETE',
      url: operations.signOut.path,
      headers: { ...own, cookie },
    });
    expect(out.statusCode).toBe(200);
    expect(out.headers['set-cookie']).toContain('Max-Age=0');
    expect((await currentUser({ cookie })).statusCode).toBe(401);
  });

  it('an API token in the cookie, or a session in the header, is a stranger', async () => {
    const session = (await signIn()).replace(/^[^=]+=/, '');
    expect((await currentUser({ authorization: `Bearer ${session}` })).statusCode).toBe(401);
    const cookie = `__Host-clavis=${world.admin.tokenSecret}`;
    expect((await currentUser({ cookie })).statusCode).toBe(401);
  });

  it('two credentials are refused, even when both are good', async () => {
    const headers = { cookie: await signIn(), authorization: `Bearer ${world.admin.tokenSecret}` };
    expect((await currentUser(headers)).statusCode).toBe(400);
  });

  it('a credential in the URL is refused, even when it is good', async () => {
    const url = `${operations.getCurrentUser.path}?access_token=${world.admin.tokenSecret}`;
    const answer = await world.server.inject({ url });
    expect(answer.statusCode).toBe(400);
    expect(world.logged.join('')).not.toContain(world.admin.tokenSecret);
  });

  it('expiry is told to who holds the right secret, and the header warns before', async () => {
    const { id, secret } = await world.makeToken('default', 'short-lived');
    const headers = { authorization: `Bearer ${secret}` };
    const expires = (await currentUser(headers)).headers['token-expires'];
    expect(new Date(String(expires)).getTime()).toBeGreaterThan(Date.now());
    expect((await currentUser({ authorization: `Bearer ${world.admin.tokenSecret}` })).headers).not.toHaveProperty(
      'token-expires',
    );
    await sql`UPDATE api_token SET expires_at = now() - interval '1 second' WHERE id = ${id}`.execute(
      world.deps.identity.db,
    );
    const refused = await currentUser(headers);
    expect(refused.statusCode).toBe(401);
    expect(refused.json()).toMatchObject({ info: 'token_expired' });
  });

  it('the one-time code makes the first admin once', async () => {
    const database = await createTestDatabase();
    const identity = createIdentity({ db: database.db, clock: world.deps.clock, log: world.deps.log });
    await ensureBootstrap(identity);
    const code = await createFirstAdminCode(identity);
    const server = createHttpServer({ ...world.deps, identity });
    const claim = (username: string) =>
      server.inject({
        method: 'POST',
        url: operations.setUp.path,
        payload: { code: code?.code ?? '', username, password: 'correct horse battery staple' },
      });
    expect((await claim('grace')).json()).toMatchObject({ username: 'grace', role: 'admin' });
    expect((await claim('eve')).statusCode).toBe(409);
    await server.close();
    await database.close();
  });
});
