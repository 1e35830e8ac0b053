import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdapterPayload } from 'oidc-provider';
import { createSecret, fixedClock, newNanoid } from '../../foundation/index.ts';
import { transact } from '../../postgres/index.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import {
  authenticateBearer,
  createLocalUser,
  createOauthStore,
  endGrantsOf,
  type OauthStoreDeps,
  type Principal,
} from '../index.ts';
import { insertGrant } from './grants.ts';
import { successorOf } from './refresh-succession.ts';

const models = ['Session', 'Interaction', 'AuthorizationCode', 'DeviceCode', 'RefreshToken'] as const;

describe('the store of the OAuth provider', () => {
  let database: TestDatabase;
  let deps: OauthStoreDeps;
  let person: Principal;
  beforeAll(async () => {
    database = await createTestDatabase();
    const originNow = () => ({ address: '192.0.2.1', client: 'a browser' });
    deps = { db: database.db, clock: fixedClock(new Date()), originNow };
    person = await transact(deps.db, (tx) =>
      createLocalUser(tx, { username: 'jsmith', role: 'member', passwordHash: null, createdBy: 'test' }),
    );
  });
  afterAll(() => database.close());

  const store = (model: string, with_: OauthStoreDeps = deps) => createOauthStore(with_)(model);
  const grant = () =>
    transact(deps.db, (tx) => insertGrant(tx, { actor: person, clientId: 'clavis-cli', scope: 'openid' }));
  const count = async () => {
    const { rows } = await database.pool.query<{ count: number }>('SELECT count(*)::int AS count FROM oauth_artifact');
    return rows[0]?.count;
  };
  const payloadOf = async (model: string, id: string, payload: AdapterPayload): Promise<string> => {
    await store(model).upsert(id, payload, 60);
    const { rows } = await database.pool.query<{ text: string }>(
      'SELECT payload::text AS text FROM oauth_artifact ORDER BY created_at DESC LIMIT 1',
    );
    return rows[0]?.text ?? '';
  };

  it.each(models)(
    '%s: what was stored is found by its id, under its own kind only, until it is destroyed',
    async (model) => {
      const id = newNanoid();
      await store(model).upsert(id, { kind: model, clientId: 'clavis-cli', uid: 'a uid' }, 60);
      expect(await store(model).find(id)).toMatchObject({ kind: model, jti: id });
      for (const other of models.filter((name) => name !== model)) expect(await store(other).find(id)).toBeUndefined();
      expect(await store(model).find(`${id}x`)).toBeUndefined();
      await store(model).destroy(id);
      expect(await store(model).find(id)).toBeUndefined();
    },
  );

  it('an id, a user code, the library’s session and the address to go on at stand in no payload', async () => {
    const [id, userCode, cookie] = [newNanoid(), 'BCDFGHJK', newNanoid()];
    const payload = {
      ...{ jti: id, params: { client_id: 'clavis-cli' } },
      ...{ returnTo: `https://clavis.test/auth/${id}`, session: { cookie, accountId: person.actorId, uid: cookie } },
    };
    for (const model of ['Interaction', 'DeviceCode'] as const) {
      const typed = model === 'DeviceCode' ? { userCode } : {};
      const text = await payloadOf(model, newNanoid(), { ...payload, ...typed, kind: model });
      for (const secret of [id, userCode, cookie]) expect(text).not.toContain(secret);
      expect(text).toContain('clavis-cli');
    }
  });

  it('of the library’s session nothing says who signed in or what was allowed', async () => {
    const session = {
      ...{ kind: 'Session', uid: 'u', accountId: person.actorId, loginTs: 1, state: { secret: 'x' } },
      authorizations: { 'clavis-cli': { grantId: 'g', sid: 's' } },
    };
    const text = await payloadOf('Session', newNanoid(), session);
    expect(JSON.parse(text)).toEqual({ kind: 'Session', uid: 'u', state: { secret: 'x' } });
  });

  it('where an interaction began is noted for the person who is asked', async () => {
    const text = await payloadOf('Interaction', newNanoid(), { kind: 'Interaction', params: {} });
    expect(JSON.parse(text)).toMatchObject({ origin: { address: '192.0.2.1', client: 'a browser' } });
  });

  it.each([-86_400, -1, 0, 1, 86_400])(
    'whether something has run out is the database’s to say, with this clock %i seconds off',
    async (seconds) => {
      const clock = fixedClock(new Date(Date.now() + seconds * 1000));
      const now = clock.now().getTime() / 1000;
      const skewed = store('AuthorizationCode', { ...deps, clock });
      const [live, over] = [newNanoid(), newNanoid()];
      await skewed.upsert(live, { kind: 'AuthorizationCode' }, 60);
      await skewed.upsert(over, { kind: 'AuthorizationCode' }, -5);
      const secondsLeft = async (id: string) => ((await skewed.find(id)) as { exp: number }).exp - now;
      expect(await secondsLeft(live)).toBeGreaterThan(57);
      expect(await secondsLeft(live)).toBeLessThanOrEqual(60);
      expect(await secondsLeft(over)).toBeLessThan(0);
    },
  );

  it('a code is consumed once; the second use is refused and ends the grant', async () => {
    const codes = store('AuthorizationCode');
    const [id, grantId] = [newNanoid(), await grant()];
    await codes.upsert(id, { kind: 'AuthorizationCode', grantId }, 60);
    await codes.consume(id);
    expect(await codes.find(id)).toHaveProperty('consumed');
    await expect(codes.consume(id)).rejects.toMatchObject({ error: 'invalid_grant', statusCode: 400 });
    expect(await codes.find(id)).toBeUndefined();
    expect(await store('Grant').find(grantId)).toBeUndefined();
  });

  it('ending a grant ends codes, refresh tokens and access tokens in one statement', async () => {
    const grantId = await grant();
    const [code, refresh, bearer] = [newNanoid(), newNanoid(), createSecret('usr')];
    await store('AuthorizationCode').upsert(code, { kind: 'AuthorizationCode', grantId }, 60);
    await store('RefreshToken').upsert(refresh, { kind: 'RefreshToken', grantId }, 60);
    const times = { iat: 0, exp: 3600 };
    const token = { accountId: person.actorId, clientId: 'clavis-cli', grantId, scope: 'openid', ...times };
    await store('AccessToken').upsert(bearer, token, 3600);
    expect(await authenticateBearer(deps, bearer)).toMatchObject({
      status: 'valid',
      principal: { username: 'jsmith' },
    });
    expect(await store('AccessToken').find(bearer)).toMatchObject({
      accountId: person.actorId,
      grantId,
      scope: 'openid',
    });
    await store('Grant').destroy(grantId);
    expect(await authenticateBearer(deps, bearer)).toEqual({ status: 'unknown' });
    for (const [model, id] of [
      ['AuthorizationCode', code],
      ['RefreshToken', refresh],
      ['AccessToken', bearer],
    ] as const) {
      expect(await store(model).find(id)).toBeUndefined();
    }
  });

  it('nothing is made from a grant that has ended', async () => {
    const grantId = await grant();
    await transact(deps.db, (tx) => endGrantsOf(tx, person.actorId));
    const token = { accountId: person.actorId, clientId: 'clavis-cli', grantId, scope: '', iat: 0, exp: 60 };
    for (const [model, id] of [
      ['RefreshToken', newNanoid()],
      ['AccessToken', createSecret('usr')],
    ] as const) {
      await expect(store(model).upsert(id, { kind: model, ...token }, 60)).rejects.toMatchObject({
        error: 'invalid_grant',
      });
    }
  });

  it('a refresh token has one successor, which neither its text nor the database gives alone', async () => {
    const [id, grantId] = [newNanoid(), await grant()];
    await store('RefreshToken').upsert(id, { kind: 'RefreshToken', grantId }, 60);
    const { succession } = (await store('RefreshToken').find(id)) as { succession: string };
    const salt = Buffer.from(succession, 'base64url');
    const successor = successorOf(id, salt);
    expect(successorOf(id, salt)).toBe(successor);
    expect(successorOf(newNanoid(), salt)).not.toBe(successor);
    expect(successorOf(id, Buffer.alloc(32))).not.toBe(successor);
    expect(successor).toMatch(/^[\w-]{43}$/);
    // Two who make it at one moment make it once.
    await Promise.all([1, 2].map(() => store('RefreshToken').upsert(successor, { kind: 'RefreshToken', grantId }, 60)));
    expect(await store('RefreshToken').find(successor)).toBeDefined();
  });

  it('keeps nothing of models that are switched off', async () => {
    const before = await count();
    for (const model of ['ReplayDetection', 'PushedAuthorizationRequest', 'ClientCredentials']) {
      await expect(store(model).upsert(newNanoid(), {}, 60)).rejects.toMatchObject({ code: 'internal' });
      expect(await store(model).find(newNanoid())).toBeUndefined();
    }
    expect(await count()).toBe(before);
  });

  it('what has run out more than an hour ago is swept when something new is stored', async () => {
    await store('DeviceCode').upsert(newNanoid(), { kind: 'DeviceCode' }, -7200);
    const before = await count();
    await store('DeviceCode').upsert(newNanoid(), { kind: 'DeviceCode' }, 60);
    expect(await count()).toBe(before);
  });
});
