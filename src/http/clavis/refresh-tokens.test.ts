import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bearer, type Browser } from '../../../test/security/people-scene.ts';
import {
  createRefreshTokenScene,
  type HeldToken,
  type NumberedPerson,
  type RefreshTokenScene,
} from '../../../test/security/refresh-token-scene.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { parseSecret } from '../../foundation/index.ts';

interface Listed {
  readonly id: number;
  readonly name: string;
  readonly state: string;
  readonly username: string;
  readonly daysLeft: number;
  readonly regeneratedFrom: number | null;
  readonly accessToken: { readonly state: string } | null;
}

/** What the page needs: contract, sections 9 and 14. */
describe('refresh tokens as people and admins manage them', () => {
  let scene: RefreshTokenScene;
  let person: NumberedPerson;
  let browser: Browser;
  let other: Browser;
  beforeAll(async () => {
    scene = await createRefreshTokenScene();
    other = await scene.signIn(await scene.addNumberedPerson());
  });
  afterAll(() => scene.close());
  beforeEach(async () => {
    await scene.forgetBudgets();
    person = await scene.addNumberedPerson();
    browser = await scene.signIn(person);
  });

  const own = (method: string, path: string, body?: unknown) => scene.native(browser, [method, path], body);
  const admin = (method: string, path: string, body?: unknown) => scene.native(scene.admin, [method, path], body);
  const listed = async (): Promise<Listed[]> => {
    const { json } = await own('GET', '/refresh-tokens');
    return json['refreshTokens'] as Listed[];
  };
  const make = async (name = 'nightly'): Promise<HeldToken & { id: number }> => {
    const { status, json, text } = await own('POST', '/refresh-tokens', { name });
    expect(status, text).toBe(200);
    return { text: String(json['secret']), userId: Number(json['userId']), name, id: Number(json['id']) };
  };

  it('are made without a password in a browser, and work at the token endpoints', async () => {
    const held = await make('  nightly ');
    expect(parseSecret(held.text)?.kind).toBe('ref');
    expect(held.userId).toBe(person.userId);
    const access = await own('POST', `/refresh-tokens/${String(held.id)}/access-tokens`);
    expect(access).toMatchObject({ status: 200, json: { name: 'nightly', userId: person.userId, superseded: 0 } });
    expect((await scene.whoIs(String(access.json['secret']))).status).toBe(200);
    const again = await own('POST', `/refresh-tokens/${String(held.id)}/access-tokens`);
    expect(again.json['superseded']).toBe(1);
  });

  it('are listed with their state and that of the latest access token, and never with a secret', async () => {
    const [first, second] = [await make('first'), await make('second')];
    await scene.makeAccessToken(first);
    await own('DELETE', `/refresh-tokens/${String(second.id)}`);
    const successor = await own('POST', `/refresh-tokens/${String(first.id)}/regenerate`);
    expect(successor.json).toMatchObject({ name: 'first', state: 'active', regeneratedFrom: first.id });
    const tokens = await listed();
    expect(tokens.map(({ name, state, accessToken }) => [name, state, accessToken?.state ?? ''])).toEqual([
      ['first', 'active', ''],
      ['second', 'revoked', ''],
      ['first', 'revoked', 'revoked'],
    ]);
    expect(tokens.map(({ daysLeft }) => daysLeft)).toEqual([60, 60, 60]);
    expect(JSON.stringify(tokens)).not.toMatch(/clv_|secret/);
  });

  it.each(['POST /refresh-tokens', 'POST /refresh-tokens/1/access-tokens', 'POST /refresh-tokens/1/regenerate'])(
    '%s takes a browser session: a bearer must not make itself good for two months',
    async (line) => {
      const [method = '', path = ''] = line.split(' ');
      const { id } = await make();
      const lent: Browser = { ...browser, headers: bearer(await scene.makeBearer(browser)) };
      const answer = await scene.native(lent, [method, path.replace('1', String(id))], { name: 'x' });
      expect(answer).toMatchObject({ status: 403, json: { info: 'permission_denied' } });
      expect((await scene.native(lent, ['GET', '/refresh-tokens'])).status).toBe(200);
    },
  );

  it('ask for a fresh sign-in before they show a secret, where the workspace wants that', async () => {
    const { id } = await make();
    await admin('PATCH', '/settings', { sessions: { confirmBeforeSecrets: true } });
    await scene.age(browser.sessionId, '11 minutes');
    const answers = [
      await own('POST', '/refresh-tokens', { name: 'x' }),
      await own('POST', `/refresh-tokens/${String(id)}/access-tokens`),
      await own('POST', `/refresh-tokens/${String(id)}/regenerate`),
    ];
    await admin('PATCH', '/settings', { sessions: { confirmBeforeSecrets: false } });
    expect(answers.map(({ json }) => json['info'])).toEqual(Array(3).fill('confirmation_required'));
  });

  it('of somebody else are like ones that never were, except to an admin', async () => {
    const held = await make();
    const id = String(held.id);
    for (const [method, path] of [
      ['POST', `/refresh-tokens/${id}/access-tokens`],
      ['POST', `/refresh-tokens/${id}/regenerate`],
      ['DELETE', `/refresh-tokens/${id}`],
      ['DELETE', `/refresh-tokens/${id}/access-tokens`],
    ] as const) {
      const hidden = await scene.native(other, [method, path]);
      const missing = await scene.native(other, [method, path.replace(id, '99999999')]);
      expect(hidden).toMatchObject({ status: 404, json: { info: 'record_not_found' } });
      expect({ ...hidden.json, requestId: '' }).toEqual({ ...missing.json, requestId: '' });
    }
    for (const path of ['/refresh-tokens/of-everybody', `/users/${person.id}/refresh-tokens`]) {
      expect((await scene.native(other, ['GET', path])).status).toBe(403);
    }
    expect((await scene.native(other, ['DELETE', `/users/${person.id}/refresh-tokens`])).status).toBe(403);
    expect((await scene.ask('validateRefreshToken', scene.pairOf(held))).status).toBe(200);
    // An admin ends what is not theirs, and never makes anything from it.
    expect((await admin('POST', `/refresh-tokens/${id}/access-tokens`)).status).toBe(404);
    expect((await admin('POST', `/refresh-tokens/${id}/regenerate`)).status).toBe(404);
    expect((await admin('DELETE', `/refresh-tokens/${id}`)).json['state']).toBe('revoked');
    expect((await scene.ask('validateRefreshToken', scene.pairOf(held))).status).toBe(401);
  });

  it('of a person are ended all at once by an admin, with their access tokens', async () => {
    const tokens = [await make('one'), await make('two')];
    const access = await Promise.all(tokens.map((held) => scene.makeAccessToken(held)));
    const answer = await admin('DELETE', `/users/${person.id}/refresh-tokens`);
    expect(answer).toMatchObject({ status: 200, json: { refreshTokensRevoked: 2 } });
    for (const token of access) expect((await scene.whoIs(token)).status).toBe(403);
    expect((await listed()).map(({ state }) => state)).toEqual(['revoked', 'revoked']);
  });

  it('of everybody are paged and filtered for an admin', async () => {
    for (const name of ['a', 'b', 'c']) await make(name);
    const filter = encodeURIComponent(JSON.stringify({ username: person.username, state: 'active' }));
    const { json } = await admin('GET', `/refresh-tokens/of-everybody?filter=${filter}&limit=2&sort=name`);
    expect(json).toMatchObject({ filterRecord: 3 });
    expect((json['records'] as Listed[]).map(({ name }) => name)).toEqual(['a', 'b']);
    const unknown = encodeURIComponent(JSON.stringify({ secret: 'x' }));
    expect((await admin('GET', `/refresh-tokens/of-everybody?filter=${unknown}`)).status).toBe(400);
  });

  it('cannot be made while the feature is off; those there are can be seen and ended', async () => {
    const { id } = await make();
    await scene.set({ enabled: false });
    const created = await own('POST', '/refresh-tokens', { name: 'x' });
    const access = await own('POST', `/refresh-tokens/${String(id)}/access-tokens`);
    const ended = await own('DELETE', `/refresh-tokens/${String(id)}`);
    await scene.set({ enabled: true });
    expect([created, access].map(({ status, json }) => [status, json['info']])).toEqual(
      Array(2).fill([409, 'feature_disabled']),
    );
    expect(ended.json['state']).toBe('revoked');
  });

  it.each([[''], ['   '], ['x'.repeat(256)], [`x ${'clv_ref_'}${'0'.repeat(49)}`]])(
    'are not made with the name %j',
    async (name) => {
      expect((await own('POST', '/refresh-tokens', { name })).json['info']).toBe('field_invalid');
    },
  );

  it.each([
    [{ refreshTokenDays: 0 }],
    [{ refreshTokenDays: 3651 }],
    [{ accessTokenHours: 1.5 }],
    [{ regenerateGraceDays: -1 }],
    [{ activeAccessTokensMax: 0 }],
    [{ enabled: null }],
    [{ lifespan: 1 }],
  ])('have settings that refuse %j, and change nothing', async (alation) => {
    const before = (await admin('GET', '/settings')).json;
    expect((await admin('PATCH', '/settings', { alation })).status).toBe(400);
    expect((await own('PATCH', '/settings', { alation: { enabled: false } })).status).toBe(403);
    expect((await admin('GET', '/settings')).json).toEqual(before);
  });

  it('leave a record of everything that was done to them, by whoever did it', async () => {
    const held = await make('audited');
    const byPassword = await scene.makeRefreshToken(person, 'audited');
    await scene.makeAccessToken(byPassword);
    await scene.ask('revokeAPIAccessTokens', scene.pairOf(byPassword));
    await scene.ask('regenRefreshToken', scene.pairOf(byPassword));
    await admin('DELETE', `/refresh-tokens/${String(held.id)}`);
    await admin('DELETE', `/users/${person.id}/refresh-tokens`);
    await scene.ask('createAPIAccessToken', scene.pairOf(held));
    const read = () =>
      scene.world.database.db
        .selectFrom('audit_record')
        .select(['action', 'actor_name as actor'])
        .where((where) =>
          where.or([
            where('actor_name', '=', person.username),
            where.and([where('actor_name', '=', 'ada'), where('action', 'like', 'refresh-token.%')]),
          ]),
        )
        .orderBy('sequence')
        .execute();
    const rows = await eventually('the use of the revoked token is recorded', async () => {
      await scene.world.deps.journal.flush();
      const found = await read();
      return found.at(-1)?.action === 'secret.retired-use' ? found : null;
    });
    const ofTokens = rows.filter(({ action }) => /token|retired/.test(action));
    const mine = ofTokens.slice(-8).map(({ action, actor }) => `${action} ${actor === 'ada' ? 'ada' : 'owner'}`);
    expect(mine).toEqual([
      'refresh-token.create owner',
      'refresh-token.create owner',
      'access-token.create owner',
      'access-token.revoke owner',
      'refresh-token.regenerate owner',
      'refresh-token.revoke ada',
      'refresh-token.revoke-all ada',
      'secret.retired-use owner',
    ]);
  });

  it('are worthless once they are reported as leaked, with all that was made from them', async () => {
    const held = await make();
    const access = await scene.makeAccessToken(held);
    const report = (secret: string) => scene.native(other, ['POST', '/leaks'], { secret });
    expect((await report(access)).status).toBe(200);
    expect((await scene.whoIs(access)).status).toBe(403);
    const another = await scene.makeAccessToken(held);
    expect((await report(held.text)).status).toBe(200);
    expect((await scene.whoIs(another)).status).toBe(403);
    expect((await listed())[0]?.state).toBe('revoked');
  });

  it('that have expired are ended by a report too, for they could still be regenerated', async () => {
    const held = await make();
    await scene.ageSecret(await scene.liveSecretId(person, 'ref'), '61 days');
    const pair = { refresh_token: held.text, user_id: held.userId };
    expect((await scene.native(other, ['POST', '/leaks'], { secret: held.text })).status).toBe(200);
    expect((await scene.ask('regenRefreshToken', pair)).status).toBe(401);
  });

  it('are for guests too: the rights are the person’s, not the token’s', async () => {
    await scene.world.database.db.updateTable('actor').set({ role: 'guest' }).where('id', '=', person.id).execute();
    const held = await make();
    expect((await scene.whoIs(await scene.makeAccessToken(held))).json['role']).toBe('VIEWER');
  });
});
