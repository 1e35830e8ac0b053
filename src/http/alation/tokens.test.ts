import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { password } from '../../../test/security/people-scene.ts';
import {
  createRefreshTokenScene,
  tokenEndpoints,
  type HeldToken,
  type NumberedPerson,
  type RefreshTokenScene,
} from '../../../test/security/refresh-token-scene.ts';
import { createSecret } from '../../foundation/index.ts';

const invalid = { detail: 'Refresh token provided is invalid.', code: '401000' };
const ended = { detail: 'Refresh token provided is expired or revoked.', code: '401000' };
const accessInvalid = { detail: 'API Access Token provided is invalid.', code: '401000' };
const accessEnded = { detail: 'API Access Token provided is expired or revoked.', code: '401000' };
const notProvided = { detail: 'Authentication credentials were not provided.', code: '403000' };
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z$/;
const dayMs = 86_400_000;

/** Contract, section 15, tests 1 to 12. */
describe('the token endpoints of the Alation wire', () => {
  let scene: RefreshTokenScene;
  let person: NumberedPerson;
  let held: HeldToken;
  beforeAll(async () => {
    scene = await createRefreshTokenScene();
  });
  afterAll(() => scene.close());
  beforeEach(async () => {
    await scene.forgetBudgets();
    person = await scene.addNumberedPerson();
    held = await scene.makeRefreshToken(person);
  });

  const pair = () => scene.pairOf(held);
  const accessPair = (token: string, userId: number | string = held.userId) => ({
    api_access_token: token,
    user_id: userId,
  });
  const send = async (request: InjectOptions) => {
    const answer = await scene.world.server.inject(request);
    return { status: answer.statusCode, json: JSON.parse(answer.body) as Record<string, unknown>, answer };
  };
  const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
    send({ method: 'POST', url, payload, headers });

  describe('encodings', () => {
    const boundary = 'xxBOUNDARYxx';
    const encodings = {
      'application/json; charset=utf-8': (fields: Record<string, unknown>) => JSON.stringify(fields),
      'application/x-www-form-urlencoded': (fields: Record<string, unknown>) =>
        new URLSearchParams(
          Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
        ).toString(),
      [`multipart/form-data; boundary=${boundary}`]: (fields: Record<string, unknown>) =>
        `${Object.entries(fields)
          .map(
            ([name, value]) =>
              `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${String(value)}\r\n`,
          )
          .join('')}--${boundary}--\r\n`,
    };

    it.each(Object.entries(encodings))('%s carries a token from its password to the data API', async (type, encode) => {
      const sendAs = (name: string, fields: Record<string, unknown>) =>
        send({
          ...{ method: 'POST', url: `/integration/v1/${name}/`, payload: encode(fields) },
          headers: { 'Content-type': type },
        } as InjectOptions);
      const made = await sendAs('createRefreshToken', { username: person.username, password, name: 'é & co' });
      expect(made.status).toBe(201);
      expect(made.json).toMatchObject({
        ...{ user_id: person.userId, token_status: 'ACTIVE', last_used_at: null, name: 'é & co' },
      });
      const fields = { refresh_token: made.json['refresh_token'], user_id: made.json['user_id'] };
      const access = await sendAs('createAPIAccessToken', fields);
      expect(access.status).toBe(201);
      expect(Object.keys(access.json).sort()).toEqual(
        ['api_access_token', 'created_at', 'token_expires_at', 'token_status', 'user_id'].sort(),
      );
      for (const header of ['TOKEN', 'Token', 'token']) {
        const who = await scene.whoIs(String(access.json['api_access_token']), header);
        expect(who.status, who.text).toBe(200);
        expect(who.json).toMatchObject({ id: person.userId });
      }
      expect((await sendAs('validateRefreshToken', fields)).status).toBe(200);
      expect((await sendAs('revokeAPIAccessTokens', fields)).status).toBe(200);
    });

    it.each([
      ['a file', 'Content-Disposition: form-data; name="refresh_token"; filename="x"\r\n\r\nx\r\n', 400],
      ['a body that is none', 'nothing of the sort', 400],
    ])('multipart with %s is refused', async (_, part, status) => {
      const payload = `--${boundary}\r\n${part}--${boundary}--\r\n`;
      const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
      const answer = await send({
        method: 'POST',
        url: '/integration/v1/validateRefreshToken/',
        payload,
        headers,
      });
      expect(answer.status).toBe(status);
      expect(answer.json).toMatchObject({ code: '400000' });
    });

    it('a field that stands there twice is refused, whatever it says', async () => {
      const payload = `refresh_token=${held.text}&refresh_token=${held.text}&user_id=1`;
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await send({ method: 'POST', url: '/integration/v1/validateRefreshToken/', payload, headers });
      expect(answer).toMatchObject({ status: 400, json: { code: '400000' } });
      expect(JSON.stringify(answer.json)).not.toContain(held.text);
    });
  });

  describe('paths', () => {
    it.each([
      '/integration/v1/validateRefreshToken',
      '//integration/v1/validateRefreshToken/',
      '/integration//v1/validateRefreshToken//',
    ])('%s is served without a redirect', async (url) => {
      expect((await post(url, pair())).status).toBe(200);
    });

    it.each(tokenEndpoints)('GET on %s answers 405 in words that clients know', async (endpoint) => {
      const answer = await send({ method: 'GET', url: `/integration/v1/${endpoint}/` });
      const detail = 'Method "GET" not allowed.';
      expect(answer.status).toBe(405);
      expect(answer.json).toEqual({ detail, message: detail, code: '405000', reason: 'method_not_allowed' });
      expect(answer.answer.headers['allow']).toBe('POST');
    });

    it('an unknown path answers 404 in the same body', async () => {
      const answer = await send({ url: '/integration/v1/getToken/' });
      expect(answer).toMatchObject({
        status: 404,
        json: { detail: 'Not found.', code: '404000', message: 'Not found.' },
      });
    });
  });

  it('every answer forbids to be kept, and tells when the refresh token ends', async () => {
    for (const [endpoint, body] of [
      ['validateRefreshToken', pair()],
      ['createAPIAccessToken', pair()],
    ] as const) {
      const { headers } = await scene.ask(endpoint, body);
      expect(headers['cache-control']).toBe('no-store');
      const endsAt = Date.parse(String(headers['x-token-expires-at']));
      expect(endsAt - Date.now()).toBeGreaterThan(59.9 * dayMs);
      expect(Date.parse(String(headers['token-expires']))).toBe(Math.floor(endsAt / 1000) * 1000);
    }
    const who = await scene.whoIs(await scene.makeAccessToken(held));
    expect(Date.parse(String(who.headers['x-token-expires-at'])) - Date.now()).toBeLessThanOrEqual(dayMs);
  });

  describe('the pair', () => {
    it('takes the number of the owner as a number and as text', async () => {
      for (const userId of [held.userId, String(held.userId)]) {
        const answer = await scene.ask('validateRefreshToken', { refresh_token: held.text, user_id: userId });
        expect(answer.status).toBe(200);
        expect(answer.json).toMatchObject({ refresh_token: held.text, user_id: held.userId });
      }
    });

    it('with another owner answers like a token that nobody made, byte for byte', async () => {
      const access = await scene.makeAccessToken(held);
      const other = await scene.addNumberedPerson();
      const texts = { refresh: new Set<string>(), access: new Set<string>() };
      for (const userId of [other.userId, 999_999_999, 0]) {
        texts.refresh.add((await scene.ask('validateRefreshToken', { ...pair(), user_id: userId })).text);
        texts.access.add((await scene.ask('validateAPIAccessToken', accessPair(access, userId))).text);
      }
      const unknown = { ...pair(), refresh_token: createSecret('ref') };
      texts.refresh.add((await scene.ask('validateRefreshToken', unknown)).text);
      texts.refresh.add((await scene.ask('validateRefreshToken', { ...unknown, refresh_token: 'damaged' })).text);
      texts.refresh.add((await scene.ask('validateRefreshToken', { ...pair(), refresh_token: access })).text);
      texts.access.add((await scene.ask('validateAPIAccessToken', accessPair(createSecret('acc')))).text);
      texts.access.add((await scene.ask('validateAPIAccessToken', accessPair(held.text))).text);
      expect([...texts.refresh].map((text) => JSON.parse(text) as object)).toEqual([
        { ...invalid, message: invalid.detail, reason: 'refresh_token_invalid' },
      ]);
      expect([...texts.access].map((text) => JSON.parse(text) as object)).toEqual([
        { ...accessInvalid, message: accessInvalid.detail, reason: 'access_token_invalid' },
      ]);
    });

    it.each([
      ['no owner', { refresh_token: 'x' }],
      ['no token', { user_id: 1 }],
      ['an empty token', { refresh_token: '', user_id: 1 }],
      ['an owner that is no number', { refresh_token: 'x', user_id: 'ada' }],
      ['a negative owner', { refresh_token: 'x', user_id: -1 }],
      ['a fraction of an owner', { refresh_token: 'x', user_id: 1.5 }],
      ['an owner beyond all numbers', { refresh_token: 'x', user_id: '99999999999999999999' }],
      ['a list', []],
      ['nothing', null],
    ])('with %s is 400 with what is wrong', async (_, body) => {
      const answer = await scene.ask('createAPIAccessToken', body);
      expect(answer).toMatchObject({ status: 400, json: { code: '400000' } });
      expect(answer.json['detail']).toBe(answer.json['message']);
    });

    it('is all that counts: whatever else a request brings is ignored', async () => {
      const { status } = await scene.ask(
        'validateRefreshToken',
        { ...pair(), anything: { else: true } },
        { authorization: 'Bearer no_token', token: 'x', cookie: '__Host-clavis_session=x' },
      );
      expect(status).toBe(200);
    });
  });

  describe('times', () => {
    it('are absolute, in UTC with a fraction; a refresh token has 60 days and an access token 24 hours', async () => {
      const refresh = await scene.ask('validateRefreshToken', pair());
      const access = await scene.ask('createAPIAccessToken', pair());
      for (const [{ json }, lifespanMs] of [
        [refresh, 60 * dayMs],
        [access, dayMs],
      ] as const) {
        expect(String(json['created_at'])).toMatch(timestamp);
        expect(String(json['token_expires_at'])).toMatch(timestamp);
        const spanMs = Date.parse(String(json['token_expires_at'])) - Date.parse(String(json['created_at']));
        expect(Math.abs(spanMs - lifespanMs)).toBeLessThan(1000);
      }
    });

    it('change for new tokens only', async () => {
      const [before] = await scene
        .native(await scene.signIn(person), ['GET', '/refresh-tokens'])
        .then(({ json }) => json['refreshTokens'] as { expiresAt: string }[]);
      await scene.set({ refreshTokenDays: 180, accessTokenHours: 2 });
      const made = await scene.ask('createRefreshToken', { username: person.username, password, name: 'longer' });
      const access = await scene.ask('createAPIAccessToken', pair());
      await scene.set({ refreshTokenDays: 60, accessTokenHours: 24 });
      const spanOf = ({ json }: { json: Readonly<Record<string, unknown>> }) =>
        Date.parse(String(json['token_expires_at'])) - Date.parse(String(json['created_at']));
      expect(Math.abs(spanOf(made) - 180 * dayMs)).toBeLessThan(1000);
      expect(Math.abs(spanOf(access) - 2 * 3_600_000)).toBeLessThan(1000);
      const still = await scene.ask('validateRefreshToken', pair());
      expect(still.json['token_expires_at']).toBe(before?.expiresAt);
    });
  });

  describe('an access token', () => {
    it('takes the place of the one before, unless the workspace lets more be active', async () => {
      const first = await scene.makeAccessToken(held);
      const second = await scene.makeAccessToken(held);
      expect(await scene.whoIs(first)).toMatchObject({ status: 403, json: notProvided });
      expect(await scene.ask('validateAPIAccessToken', accessPair(first))).toMatchObject({
        status: 401,
        json: accessEnded,
      });
      expect((await scene.whoIs(second)).status).toBe(200);
      await scene.set({ activeAccessTokensMax: 2 });
      const third = await scene.makeAccessToken(held);
      const statuses = [];
      for (const token of [first, second, third]) statuses.push((await scene.whoIs(token)).status);
      await scene.set({ activeAccessTokensMax: 1 });
      expect(statuses).toEqual([403, 200, 200]);
    });

    it('is repeated to who asks about it', async () => {
      const token = await scene.makeAccessToken(held);
      const answer = await scene.ask('validateAPIAccessToken', accessPair(token));
      expect(answer).toMatchObject({ status: 200, json: { api_access_token: token, user_id: held.userId } });
    });

    it('notes the use of its refresh token; to ask about a token is no use', async () => {
      await scene.ask('validateRefreshToken', pair());
      expect((await scene.ask('validateRefreshToken', pair())).json['last_used_at']).toBeNull();
      await scene.makeAccessToken(held);
      expect(String((await scene.ask('validateRefreshToken', pair())).json['last_used_at'])).toMatch(timestamp);
    });

    it('is revoked with all others of its refresh token, which goes on, as often as it is asked', async () => {
      const token = await scene.makeAccessToken(held);
      const [row] = await scene.idsOf(person);
      const detail = `Revoked active access tokens for refresh token: 'an integration' with id: ${String(row?.id)}`;
      for (const _ of [1, 2]) {
        expect(await scene.ask('revokeAPIAccessTokens', pair())).toMatchObject({ status: 200, json: { detail } });
      }
      expect((await scene.whoIs(token)).status).toBe(403);
      expect((await scene.whoIs(await scene.makeAccessToken(held))).status).toBe(200);
    });

    it('of one refresh token knows nothing of another of the same person and name', async () => {
      const twin = await scene.makeRefreshToken(person);
      const [mine, theirs] = [await scene.makeAccessToken(held), await scene.makeAccessToken(twin)];
      expect((await scene.whoIs(mine)).status).toBe(200);
      await scene.ask('revokeAPIAccessTokens', scene.pairOf(twin));
      expect([(await scene.whoIs(mine)).status, (await scene.whoIs(theirs)).status]).toEqual([200, 403]);
    });

    it('beside many others that are made at once leaves exactly one active', async () => {
      const tokens = await Promise.all(Array.from({ length: 12 }, () => scene.makeAccessToken(held)));
      const statuses = await Promise.all(tokens.map(async (token) => (await scene.whoIs(token)).status));
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    });
  });

  describe('regenerating', () => {
    it('ends the former token and its access tokens, and keeps the name', async () => {
      const access = await scene.makeAccessToken(held);
      const answer = await scene.ask('regenRefreshToken', pair());
      expect(answer).toMatchObject({
        status: 201,
        json: { name: held.name, user_id: held.userId, last_used_at: null },
      });
      expect(await scene.ask('validateRefreshToken', pair())).toMatchObject({ status: 401, json: ended });
      expect(await scene.ask('regenRefreshToken', pair())).toMatchObject({ status: 401, json: ended });
      expect((await scene.whoIs(access)).status).toBe(403);
      const successor = { ...held, text: String(answer.json['refresh_token']) };
      expect((await scene.whoIs(await scene.makeAccessToken(successor))).status).toBe(200);
    });

    it('succeeds exactly once of many at once', async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => scene.ask('regenRefreshToken', pair())));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(9);
    });

    it('beside new access tokens leaves none of the former one', async () => {
      const [regenerated, ...made] = await Promise.all([
        scene.ask('regenRefreshToken', pair()),
        ...Array.from({ length: 8 }, () => scene.ask('createAPIAccessToken', pair())),
      ]);
      expect(regenerated.status).toBe(201);
      for (const { status, json } of made) {
        expect([201, 401]).toContain(status);
        if (status === 201) expect((await scene.whoIs(String(json['api_access_token']))).status).toBe(403);
      }
    });

    it.each([
      ['6 days', 7, 201],
      ['8 days', 7, 401],
      ['1 minute', 0, 401],
      ['20 days', 30, 201],
    ])('a token that expired %s ago, with a grace of %d days, answers %d', async (ago, regenerateGraceDays, status) => {
      const [row] = await scene.idsOf(person);
      await scene.ageSecret(row?.secretId ?? '', '60 days');
      await scene.ageSecret(row?.secretId ?? '', ago);
      await scene.set({ regenerateGraceDays });
      const answer = await scene.ask('regenRefreshToken', pair());
      await scene.set({ regenerateGraceDays: 7 });
      expect(answer.status).toBe(status);
      if (status === 401) expect(answer.json).toMatchObject(ended);
    });
  });
});
