import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { password, type Browser } from '../../../test/security/people-scene.ts';
import {
  createRefreshTokenScene,
  type HeldToken,
  type NumberedPerson,
  type RefreshTokenScene,
} from '../../../test/security/refresh-token-scene.ts';
import { sweepDeadTokens } from '../../identity/refresh-tokens/sweep-dead-tokens.ts';

/** What a program or a person sees of a token: how the wire answers it, and the state in the page. */
type Seen = 'active' | 'expired' | 'revoked' | 'swept';
type RefreshState = 'active' | 'expired in grace' | 'expired' | 'revoked' | 'swept';
type AccessState = 'none' | 'active' | 'expired' | 'revoked';

const refreshStates: readonly RefreshState[] = ['active', 'expired in grace', 'expired', 'revoked', 'swept'];

/**
 * Contract, sections 4 and 6: every event in every state of a refresh token. A number is what the wire answers; the word is the
 * state afterwards. `ended` and `invalid` are the two 401.
 */
type Outcome = readonly [answer: 200 | 201 | 404 | 409 | 'ended' | 'invalid', after: Seen];
const same = (answer: Outcome[0], after: Seen): Outcome => [answer, after];
const refreshTable = {
  validateRefreshToken: {
    active: [200, 'active'],
    'expired in grace': ['ended', 'expired'],
    expired: ['ended', 'expired'],
    revoked: ['ended', 'revoked'],
    swept: ['invalid', 'swept'],
  },
  createAPIAccessToken: {
    active: [201, 'active'],
    'expired in grace': ['ended', 'expired'],
    expired: ['ended', 'expired'],
    revoked: ['ended', 'revoked'],
    swept: ['invalid', 'swept'],
  },
  revokeAPIAccessTokens: {
    active: [200, 'active'],
    'expired in grace': ['ended', 'expired'],
    expired: ['ended', 'expired'],
    revoked: ['ended', 'revoked'],
    swept: ['invalid', 'swept'],
  },
  regenRefreshToken: {
    active: [201, 'revoked'],
    'expired in grace': [201, 'revoked'],
    expired: ['ended', 'expired'],
    revoked: ['ended', 'revoked'],
    swept: ['invalid', 'swept'],
  },
  'access token in the page': {
    active: [200, 'active'],
    'expired in grace': [409, 'expired'],
    expired: [409, 'expired'],
    revoked: [409, 'revoked'],
    swept: [404, 'swept'],
  },
  'regenerate in the page': {
    active: [200, 'revoked'],
    'expired in grace': [200, 'revoked'],
    expired: [409, 'expired'],
    revoked: [409, 'revoked'],
    swept: [404, 'swept'],
  },
  'revoke by the owner': {
    active: [200, 'revoked'],
    'expired in grace': [200, 'revoked'],
    expired: [200, 'revoked'],
    revoked: [200, 'revoked'],
    swept: [404, 'swept'],
  },
  'revoke by an admin': {
    active: [200, 'revoked'],
    'expired in grace': [200, 'revoked'],
    expired: [200, 'revoked'],
    revoked: [200, 'revoked'],
    swept: [404, 'swept'],
  },
  'revoke all of the user': {
    active: [200, 'revoked'],
    'expired in grace': [200, 'revoked'],
    expired: [200, 'revoked'],
    revoked: [200, 'revoked'],
    swept: [200, 'swept'],
  },
  'disable the user': {
    active: [200, 'revoked'],
    'expired in grace': [200, 'revoked'],
    expired: [200, 'revoked'],
    revoked: [200, 'revoked'],
    swept: [200, 'swept'],
  },
  'change the role': {
    active: same(200, 'active'),
    'expired in grace': same(200, 'expired'),
    expired: same(200, 'expired'),
    revoked: same(200, 'revoked'),
    swept: same(200, 'swept'),
  },
  'change the password': {
    active: same(200, 'active'),
    'expired in grace': same(200, 'expired'),
    expired: same(200, 'expired'),
    revoked: same(200, 'revoked'),
    swept: same(200, 'swept'),
  },
} as const satisfies Record<string, Record<RefreshState, Outcome>>;
type RefreshEvent = keyof typeof refreshTable;

const accessStates: readonly AccessState[] = ['none', 'active', 'expired', 'revoked'];

/**
 * Contract, 6.2: what every event makes of the access tokens of a refresh token. `latest` is the state in the page of the one made last;
 * `former` is what the one that was there before has become.
 */
const accessTable = {
  'another is made': { none: 'none', active: 'revoked', expired: 'expired', revoked: 'revoked' },
  'all are revoked': { none: 'none', active: 'revoked', expired: 'expired', revoked: 'revoked' },
  'its refresh token is revoked': { none: 'none', active: 'revoked', expired: 'revoked', revoked: 'revoked' },
  'its refresh token is regenerated': { none: 'none', active: 'revoked', expired: 'revoked', revoked: 'revoked' },
  'its refresh token expires': { none: 'none', active: 'active', expired: 'expired', revoked: 'revoked' },
  'its person is disabled': { none: 'none', active: 'revoked', expired: 'revoked', revoked: 'revoked' },
  'its person gets another role': { none: 'none', active: 'active', expired: 'expired', revoked: 'revoked' },
  'its person gets another password': { none: 'none', active: 'active', expired: 'expired', revoked: 'revoked' },
} as const satisfies Record<string, Record<AccessState, AccessState>>;
type AccessEvent = keyof typeof accessTable;

const guest = 'c1a51500-0000-4000-8000-000000000003';
const day = 24;

/** The state machines of tokens as a table of transitions, all cells. */
describe('the states of tokens', () => {
  let scene: RefreshTokenScene;
  let person: NumberedPerson;
  let browser: Browser;
  let held: HeldToken;
  let tokenId = 0;
  let secretId = '';
  beforeAll(async () => {
    scene = await createRefreshTokenScene();
  });
  afterAll(() => scene.close());
  beforeEach(async () => {
    await scene.forgetBudgets();
    person = await scene.addNumberedPerson();
    browser = await scene.signIn(person);
    held = await scene.makeRefreshToken(person);
    const [row] = await scene.idsOf(person);
    tokenId = row?.id ?? 0;
    secretId = row?.secretId ?? '';
  });

  const hours = (count: number) => `${String(count)} hours`;
  const admin = (method: string, path: string, body?: unknown) => scene.native(scene.admin, [method, path], body);
  const own = (method: string, path: string, body?: unknown) => scene.native(browser, [method, path], body);

  async function bring(state: RefreshState): Promise<void> {
    if (state === 'expired in grace') await scene.ageSecret(secretId, hours(61 * day));
    if (state === 'expired') await scene.ageSecret(secretId, hours(75 * day));
    if (state === 'swept') await scene.ageSecret(secretId, hours(100 * day));
    if (state === 'swept') await sweepDeadTokens(scene.world.database.db);
    if (state === 'revoked') await own('DELETE', `/refresh-tokens/${String(tokenId)}`);
  }

  async function changePassword() {
    const body = { currentPassword: password, newPassword: 'another horse with a battery' };
    return own('POST', '/users/current/password', body);
  }

  const changeRole = async () => {
    const { db } = scene.world.database;
    const answer = await scene.world.server.inject({
      method: 'POST',
      url: `/api/service/users/${person.id}/roles/update`,
      headers: { authorization: `Bearer ${scene.world.admin.tokenSecret}` },
      payload: { roleId: guest },
    });
    const { role } = await db.selectFrom('actor').where('id', '=', person.id).select('role').executeTakeFirstOrThrow();
    expect(role, answer.body).toBe('guest');
    return { status: answer.statusCode, json: {}, text: '', headers: {} };
  };

  const refreshEvents: Record<RefreshEvent, () => ReturnType<RefreshTokenScene['ask']>> = {
    validateRefreshToken: () => scene.ask('validateRefreshToken', scene.pairOf(held)),
    createAPIAccessToken: () => scene.ask('createAPIAccessToken', scene.pairOf(held)),
    revokeAPIAccessTokens: () => scene.ask('revokeAPIAccessTokens', scene.pairOf(held)),
    regenRefreshToken: () => scene.ask('regenRefreshToken', scene.pairOf(held)),
    'access token in the page': () => own('POST', `/refresh-tokens/${String(tokenId)}/access-tokens`),
    'regenerate in the page': () => own('POST', `/refresh-tokens/${String(tokenId)}/regenerate`),
    'revoke by the owner': () => own('DELETE', `/refresh-tokens/${String(tokenId)}`),
    'revoke by an admin': () => admin('DELETE', `/refresh-tokens/${String(tokenId)}`),
    'revoke all of the user': () => admin('DELETE', `/users/${person.id}/refresh-tokens`),
    'disable the user': () => admin('POST', `/users/${person.id}/disable`),
    'change the role': changeRole,
    'change the password': changePassword,
  };

  async function seenNow(): Promise<Seen> {
    const { json } = await admin('GET', `/users/${person.id}/refresh-tokens`);
    const tokens = json['refreshTokens'] as { id: number; state: Seen }[];
    return tokens.find(({ id }) => id === tokenId)?.state ?? 'swept';
  }

  const answerOf = ({ status, json }: { status: number; json: Readonly<Record<string, unknown>> }) => {
    if (json['reason'] === 'refresh_token_ended') return status === 401 ? 'ended' : status;
    return json['reason'] === 'refresh_token_invalid' && status === 401 ? 'invalid' : status;
  };

  describe.each(Object.keys(refreshTable) as RefreshEvent[])('%s', (event) => {
    it.each(refreshStates)('of a refresh token that is %s', async (state) => {
      await bring(state);
      const [answer, after] = refreshTable[event][state];
      const given = await refreshEvents[event]();
      const seen = await seenNow();
      expect([answerOf(given), seen], given.text).toEqual([answer, after]);
      // Nothing under the same secret becomes active again, and whatever is not active is refused from now on.
      const next = await scene.ask('validateRefreshToken', scene.pairOf(held));
      expect(next.status).toBe(after === 'active' ? 200 : 401);
    });
  });

  async function accessSecrets(): Promise<string[]> {
    const rows = await scene.world.database.db
      .selectFrom('secret')
      .where('actor_id', '=', person.id)
      .where('kind', '=', 'acc')
      .select('id')
      .orderBy('created_at')
      .execute();
    return rows.map(({ id }) => id);
  }

  async function bringAccess(state: AccessState): Promise<string> {
    if (state === 'none') return '';
    const token = await scene.makeAccessToken(held);
    const [id = ''] = await accessSecrets();
    if (state === 'expired') await scene.ageSecret(id, hours(25));
    if (state === 'revoked') await scene.ask('revokeAPIAccessTokens', scene.pairOf(held));
    return token;
  }

  const accessEvents: Record<AccessEvent, () => Promise<unknown>> = {
    'another is made': () => scene.makeAccessToken(held),
    'all are revoked': () => scene.ask('revokeAPIAccessTokens', scene.pairOf(held)),
    'its refresh token is revoked': () => own('DELETE', `/refresh-tokens/${String(tokenId)}`),
    'its refresh token is regenerated': () => scene.ask('regenRefreshToken', scene.pairOf(held)),
    'its refresh token expires': () => scene.ageSecret(secretId, hours(61 * day)),
    'its person is disabled': () => admin('POST', `/users/${person.id}/disable`),
    'its person gets another role': changeRole,
    'its person gets another password': changePassword,
  };

  /** What the first access token is in the table, by the rule of the contract: revoked, else expired, else active. */
  async function formerState(): Promise<AccessState> {
    const [id] = await accessSecrets();
    if (id === undefined) return 'none';
    const { retired_at, expires_at } = await scene.world.database.db
      .selectFrom('secret')
      .where('id', '=', id)
      .select(['retired_at', 'expires_at'])
      .executeTakeFirstOrThrow();
    if (retired_at !== null) return 'revoked';
    return (expires_at?.getTime() ?? 0) <= Date.now() ? 'expired' : 'active';
  }

  describe.each(Object.keys(accessTable) as AccessEvent[])('an access token when %s', (event) => {
    it.each(accessStates)('that was %s', async (state) => {
      const token = await bringAccess(state);
      await accessEvents[event]();
      const after = accessTable[event][state];
      if (state !== 'none' || event !== 'another is made') expect(await formerState()).toBe(after);
      if (state === 'none') return;
      expect((await scene.whoIs(token)).status).toBe(after === 'active' ? 200 : 403);
      const validity = await scene.ask('validateAPIAccessToken', { api_access_token: token, user_id: held.userId });
      expect(validity.status).toBe(after === 'active' ? 200 : 401);
    });
  });

  it('a role that changed is the one of the next call', async () => {
    const token = await scene.makeAccessToken(held);
    const before = (await scene.whoIs(token)).json['role'];
    await changeRole();
    expect([before, (await scene.whoIs(token)).json['role']]).toEqual(['COMPOSER', 'VIEWER']);
  });

  it('of a person who is let in again are as dead as before', async () => {
    const token = await scene.makeAccessToken(held);
    await admin('POST', `/users/${person.id}/disable`);
    expect((await scene.whoIs(token)).status).toBe(403);
    await admin('POST', `/users/${person.id}/enable`);
    expect((await scene.whoIs(token)).status).toBe(403);
    expect((await scene.ask('createAPIAccessToken', scene.pairOf(held))).status).toBe(401);
  });

  it('of a person who is shut out at this moment never come out alive', async () => {
    const made = await Promise.all([
      ...Array.from({ length: 6 }, () => scene.ask('createAPIAccessToken', scene.pairOf(held))),
      scene.ask('regenRefreshToken', scene.pairOf(held)),
      admin('POST', `/users/${person.id}/disable`),
    ]);
    expect(made.at(-1)?.status).toBe(200);
    const { count } = await scene.world.database.db
      .selectFrom('secret')
      .where('actor_id', '=', person.id)
      .where('retired_at', 'is', null)
      .select((build) => build.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    expect(count).toBe(0);
  });
});
