import { afterEach, describe, expect, test } from 'vitest';
import {
  type Answer,
  type AnsweringServer,
  type SeenRequest,
  startAnsweringServer,
} from '../../test/support/answering-server.ts';
import { ClavisClient, collectAll } from './index.ts';

let server: AnsweringServer;
afterEach(() => server.close());

async function clientTo(answer: (request: SeenRequest) => Answer): Promise<ClavisClient> {
  server = await startAnsweringServer(answer);
  return new ClavisClient({ baseUrl: server.url });
}

const [at, later] = ['2026-01-01T00:00:00.000000Z', '2026-03-02T00:00:00.000000Z'];
const refresh = {
  ...{ refresh_token: 'a-refresh-token', user_id: 7, created_at: at, token_expires_at: later },
  ...{ token_status: 'ACTIVE', last_used_at: null, name: 'etl' },
};
const access = {
  ...{ api_access_token: 'an-access-token', user_id: 7, created_at: at, token_expires_at: later },
  token_status: 'ACTIVE',
};
const native = {
  ...{ id: 12, name: 'etl', state: 'active', username: 'jsmith', userId: 7, createdAt: at, expiresAt: later },
  ...{ daysLeft: 60, lastUsedAt: at, regeneratedFrom: null },
  accessToken: { state: 'revoked', createdAt: at, expiresAt: later },
};
const pair = { secret: 'a-refresh-token', userId: 7 };

describe('refreshTokens, on the Alation wire', () => {
  test('create, regenerate and validate give the pair with its dates, and send what that wire wants', async () => {
    const client = await clientTo(() => ({ status: 201, body: refresh }));
    const credentials = { username: 'jsmith', password: 'a-password', name: 'etl' };
    const expected = {
      ...{ secret: 'a-refresh-token', userId: 7, name: 'etl', createdAt: new Date(at), expiresAt: new Date(later) },
      lastUsedAt: null,
    };
    expect(await client.refreshTokens.create(credentials)).toEqual(expected);
    expect(await client.refreshTokens.regenerate(pair)).toEqual(expected);
    expect(await client.refreshTokens.validate(pair)).toEqual(expected);
    expect(server.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', '/integration/v1/createRefreshToken/', credentials],
      ['POST', '/integration/v1/regenRefreshToken/', { refresh_token: 'a-refresh-token', user_id: 7 }],
      ['POST', '/integration/v1/validateRefreshToken/', { refresh_token: 'a-refresh-token', user_id: 7 }],
    ]);
    expect(server.seen.every(({ headers }) => headers['authorization'] === undefined)).toBe(true);
  });

  test('access tokens are made, checked and ended', async () => {
    const client = await clientTo(() => ({ status: 201, body: access }));
    const made = await client.refreshTokens.createAccessToken(pair);
    expect(made).toEqual({
      ...{ secret: 'an-access-token', userId: 7, createdAt: new Date(at), expiresAt: new Date(later) },
    });
    expect(await client.refreshTokens.validateAccessToken(made)).toEqual(made);
    await client.refreshTokens.revokeAccessTokens(pair);
    expect(server.seen.map(({ url, body }) => [url, body])).toEqual([
      ['/integration/v1/createAPIAccessToken/', { refresh_token: 'a-refresh-token', user_id: 7 }],
      ['/integration/v1/validateAPIAccessToken/', { api_access_token: 'an-access-token', user_id: 7 }],
      ['/integration/v1/revokeAPIAccessTokens/', { refresh_token: 'a-refresh-token', user_id: 7 }],
    ]);
  });

  test('a refusal has the code and the text of that wire, and our own word for it', async () => {
    const detail = 'Refresh token provided is invalid.';
    const body = { detail, code: '401000', message: detail, reason: 'refresh_token_invalid' };
    const client = await clientTo(() => ({ status: 401, body }));
    await expect(client.refreshTokens.validate(pair)).rejects.toMatchObject({
      ...{ status: 401, code: '401000', message: detail, reason: 'refresh_token_invalid' },
    });
  });

  test('all problems of an input are told by field', async () => {
    const errors = [{ name: ['must not be empty', 'must have at most 255 characters'] }];
    const client = await clientTo(() => ({ status: 400, body: { detail: 'refused', code: '400000', errors } }));
    const failure = client.refreshTokens.create({ username: 'u', password: 'p', name: '' });
    await expect(failure).rejects.toMatchObject({
      ...{ code: '400000', message: 'refused' },
      problems: [
        { path: 'name', message: 'must not be empty' },
        { path: 'name', message: 'must have at most 255 characters' },
      ],
    });
  });
});

describe('refreshTokens, native', () => {
  test('one’s own and a user’s come with states and dates, without secrets', async () => {
    const client = await clientTo(() => ({ body: { refreshTokens: [native] } }));
    const [own] = await client.refreshTokens.list();
    expect(own).toMatchObject({
      ...{ id: 12, state: 'active', userId: 7, expiresAt: new Date(later), lastUsedAt: new Date(at) },
      accessToken: { state: 'revoked', expiresAt: new Date(later) },
    });
    expect(await client.refreshTokens.listOfUser('a-guid')).toEqual([own]);
    expect(server.seen.map(({ url }) => url)).toEqual([
      '/api/clavis/v1/refresh-tokens',
      '/api/clavis/v1/users/a-guid/refresh-tokens',
    ]);
  });

  test('everybody’s come page after page, filtered', async () => {
    const pages = [[native], [{ ...native, id: 11, accessToken: null, lastUsedAt: null }], []];
    const client = await clientTo(() => ({ body: { totalRecord: 2, filterRecord: 2, records: pages.shift() ?? [] } }));
    const all = await collectAll(client.refreshTokens.listAll({ filter: { state: 'active' }, pageSize: 1 }));
    expect(all.map(({ id, accessToken }) => [id, accessToken?.state ?? null])).toEqual([
      [12, 'revoked'],
      [11, null],
    ]);
    const asked = server.seen.map(({ url }) => new URL(url, 'http://x').searchParams);
    expect(asked.map((query) => query.get('offset'))).toEqual(['0', '1', '2']);
    expect(asked[0]?.get('filter')).toBe('{"state":"active"}');
  });

  test('ends one, the access tokens of one, and all of a user', async () => {
    const answers = [native, { accessTokensRevoked: 1 }, { refreshTokensRevoked: 3 }];
    const client = await clientTo(() => ({ body: answers.shift() }));
    expect(await client.refreshTokens.revoke(12)).toMatchObject({ id: 12 });
    expect(await client.refreshTokens.endAccessTokens(12)).toBe(1);
    expect(await client.refreshTokens.revokeAllOfUser('a-guid')).toBe(3);
    expect(server.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'DELETE /api/clavis/v1/refresh-tokens/12',
      'DELETE /api/clavis/v1/refresh-tokens/12/access-tokens',
      'DELETE /api/clavis/v1/users/a-guid/refresh-tokens',
    ]);
  });

  test('a page that is signed in makes both kinds without a password', async () => {
    const made = { secret: 'an-access-token', userId: 7, name: 'etl', createdAt: at, expiresAt: later, superseded: 1 };
    const client = await clientTo(({ url }) => ({
      body: url.endsWith('/access-tokens') ? made : { ...native, secret: 'a-refresh-token' },
    }));
    expect(await client.refreshTokens.createInSession('etl')).toMatchObject({
      ...{ secret: 'a-refresh-token', token: { id: 12, name: 'etl' } },
    });
    expect(await client.refreshTokens.regenerateInSession(12)).toMatchObject({ secret: 'a-refresh-token' });
    expect(await client.refreshTokens.createAccessTokenInSession(12)).toEqual({
      ...made,
      ...{ createdAt: new Date(at), expiresAt: new Date(later) },
    });
    expect(server.seen.map(({ url, body }) => [url, body])).toEqual([
      ['/api/clavis/v1/refresh-tokens', { name: 'etl' }],
      ['/api/clavis/v1/refresh-tokens/12/regenerate', {}],
      ['/api/clavis/v1/refresh-tokens/12/access-tokens', {}],
    ]);
  });
});
