import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { password } from '../../../test/security/people-scene.ts';
import {
  createRefreshTokenScene,
  type HeldToken,
  type NumberedPerson,
  type RefreshTokenScene,
} from '../../../test/security/refresh-token-scene.ts';
import { createSecret } from '../../foundation/index.ts';

const invalid = { detail: 'Refresh token provided is invalid.', code: '401000' };
const accessEnded = { detail: 'API Access Token provided is expired or revoked.', code: '401000' };
const notProvided = { detail: 'Authentication credentials were not provided.', code: '403000' };

/** Who is let in by what: passwords, switches, and the header of the data API (contract, sections 4.1, 5 and 10.2). */
describe('the doors of the Alation wire', () => {
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

  describe('a password', () => {
    it('that is wrong, of nobody, or of an account without one answers 401, one body for all', async () => {
      const byProvider = await scene.addNumberedPerson();
      await scene.world.database.db
        .updateTable('local_account')
        .set({ password_hash: null })
        .where('actor_id', '=', byProvider.id)
        .execute();
      const texts = new Set<string>();
      for (const [username, words] of [
        [person.username, 'a wrong password'],
        ['nobody', password],
        [byProvider.username, password],
      ]) {
        const answer = await scene.ask('createRefreshToken', { username, password: words, name: 'x' });
        expect(answer).toMatchObject({ status: 401, json: { code: '401000' } });
        texts.add(answer.text);
      }
      expect(texts.size).toBe(1);
    });

    it('runs out for an address as it does for one that is nobody’s, and says nothing of whose it is', async () => {
      const guess = (username: string) =>
        scene.ask('createRefreshToken', { username, password: 'a wrong password', name: 'x' });
      const address = `${person.username}@example.org`;
      const statuses: number[][] = [];
      for (const known of [address, 'nobody@example.org']) {
        await scene.forgetBudgets();
        const own: number[] = [];
        for (let count = 0; count < 10; count += 1) own.push((await guess(known)).status);
        own.push((await guess(known.toUpperCase())).status);
        statuses.push(own);
      }
      expect(statuses[0]).toEqual([...Array<number>(10).fill(401), 429]);
      expect(statuses[1]).toEqual(statuses[0]);
      await scene.forgetBudgets();
      for (let count = 0; count < 10; count += 1) await guess(address);
      const byName = await scene.ask('createRefreshToken', { username: person.username, password, name: 'x' });
      expect(byName.status).toBe(201);
    });

    it('makes a token for who names their e-mail address', async () => {
      const body = { username: `${person.username}@EXAMPLE.org`, password, name: 'x' };
      expect((await scene.ask('createRefreshToken', body)).json).toMatchObject({ user_id: person.userId });
    });

    it('that is right may be proved a hundred times and more; wrong ones run into the budget of sign-ins', async () => {
      for (let count = 0; count < 104; count += 1) {
        const answer = await scene.ask('createRefreshToken', { username: person.username, password, name: 'again' });
        expect(answer.status, `${String(count)}: ${answer.text}`).toBe(201);
      }
      const statuses = [];
      for (let count = 0; count < 11; count += 1) {
        const body = { username: person.username, password: `guess ${String(count)}`, name: 'x' };
        const answer = await scene.ask('createRefreshToken', body);
        statuses.push(answer.status);
        if (answer.status === 429) {
          expect(answer.json).toMatchObject({ code: '429000' });
          expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
        }
      }
      expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
    });

    it.each([
      ['1 character', 'x', 201],
      ['255 characters and blanks', ` ${'é'.repeat(255)} `, 201],
      ['256 characters', 'x'.repeat(256), 400],
      ['10,000 characters', 'x'.repeat(10_000), 400],
      ['none', '', 400],
      ['blanks', '   ', 400],
    ])('with a name of %s answers as it should', async (_, name, status) => {
      const answer = await scene.ask('createRefreshToken', { username: person.username, password, name });
      expect(answer.status).toBe(status);
      expect(answer.json).toMatchObject(status === 201 ? { name: name.trim() } : { code: '400000' });
    });
  });

  describe('switches', () => {
    it('of the feature refuse every endpoint and every access token, and give all back', async () => {
      const access = await scene.makeAccessToken(held);
      await scene.set({ enabled: false });
      const create = await scene.ask('createRefreshToken', { username: person.username, password, name: 'x' });
      const validate = await scene.ask('validateAPIAccessToken', accessPair(access));
      const mint = await scene.ask('createAPIAccessToken', pair());
      const data = await scene.whoIs(access);
      const unknown = await scene.ask('validateRefreshToken', { ...pair(), refresh_token: createSecret('ref') });
      await scene.set({ enabled: true });
      for (const { status, json } of [create, validate, mint]) {
        expect(status).toBe(401);
        expect(json['reason']).toBe('feature_disabled');
      }
      expect(unknown.json).toMatchObject(invalid);
      expect(data).toMatchObject({ status: 403, json: notProvided });
      expect((await scene.whoIs(access)).status).toBe(200);
    });

    it('of the password route leave the other five', async () => {
      await scene.set({ passwordRoute: false });
      const create = await scene.ask('createRefreshToken', { username: person.username, password, name: 'x' });
      const mint = await scene.ask('createAPIAccessToken', pair());
      await scene.set({ passwordRoute: true });
      expect([create.status, mint.status]).toEqual([401, 201]);
    });
  });

  describe('the data API', () => {
    const ask = (headers: Record<string, string>) => send({ url: '/integration/v1/userinfo/', headers });

    it('answers 403 to every bad TOKEN and to none, and 401 to every bad bearer', async () => {
      const token = { ...notProvided, message: notProvided.detail };
      const api = await scene.world.makeToken('admin');
      for (const text of ['x', createSecret('acc'), held.text, api.secret, `${held.text},x`]) {
        const answer = await ask({ token: text });
        expect(answer).toMatchObject({ status: 403, json: { ...token, reason: 'token_invalid' } });
        expect(answer.answer.headers['www-authenticate']).toBeUndefined();
      }
      expect(await ask({})).toMatchObject({ status: 403, json: { ...token, reason: 'token_missing' } });
      const bearer = { detail: 'Authentication failed: invalid bearer token.', code: '401000' };
      for (const text of ['no_token', held.text, api.secret]) {
        expect(await ask({ authorization: `Bearer ${text}` })).toMatchObject({ status: 401, json: bearer });
      }
    });

    it('takes an access token from either header; TOKEN decides, and one that repeats itself is one', async () => {
      const access = await scene.makeAccessToken(held);
      const statuses = [];
      for (const headers of [
        { authorization: `Bearer ${access}` },
        { token: ` ${access} ` },
        { token: `${access}, ${access}` },
        { token: access, authorization: 'Bearer no_token' },
        { token: 'x', authorization: `Bearer ${access}` },
        { token: `${access}, ${createSecret('acc')}` },
      ]) {
        statuses.push((await ask(headers)).status);
      }
      expect(statuses).toEqual([200, 200, 200, 200, 403, 403]);
    });

    it('does not look at cookies, and the Atlan wire takes no access token', async () => {
      const browser = await scene.signIn(person);
      expect((await ask(browser.headers)).status).toBe(403);
      const access = await scene.makeAccessToken(held);
      const answer = await send({ url: '/api/service/users/current', headers: { authorization: `Bearer ${access}` } });
      expect(answer.status).toBe(401);
    });

    it('tells who holds an expired token that it has expired, in the reason alone', async () => {
      const access = await scene.makeAccessToken(held);
      await scene.ageSecret(await scene.liveSecretId(person, 'acc'), '25 hours');
      expect(await ask({ token: access })).toMatchObject({
        status: 403,
        json: { ...notProvided, reason: 'token_expired' },
      });
      expect(await scene.ask('validateAPIAccessToken', accessPair(access))).toMatchObject({
        status: 401,
        json: accessEnded,
      });
    });
  });
});
