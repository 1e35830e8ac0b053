import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSecret } from '../../src/foundation/index.ts';
import type { OperationId } from '../../src/contract/index.ts';
import { createOauthScene, exchangeGrant, type OauthScene, type Person, type SecretClient } from './oauth-scene.ts';

type Asked = Readonly<Record<string, string | undefined>>;

/** T38: a client that acts for people, and everything it must not become by it. */
describe('token exchange (RFC 8693)', () => {
  let scene: OauthScene;
  let boss: Person;
  let member: Person;
  let guest: Person;
  let client: SecretClient;
  let ownToken: string;
  beforeAll(async () => {
    scene = await createOauthScene();
    boss = await scene.addPerson('boss', 'admin');
    member = await scene.addPerson('member');
    guest = await scene.addPerson('guest', 'guest');
    client = await scene.addClient('$guest');
    await allow(client, 'member');
    ownToken = await scene.clientToken(client);
  });
  afterAll(() => scene.world.close());

  const allow = (who: SecretClient, roleMax: string | null, by = boss) =>
    scene.asPerson(by, 'setExchangeRight', { part: who.clientId, body: { roleMax } });
  const exchange = (fields: Asked = {}, who = client) =>
    scene.form('issueToken', {
      ...{ grant_type: exchangeGrant, client_id: who.clientId, client_secret: who.clientSecret },
      ...{ subject_token: ownToken, requested_subject: member.principal.actorId },
      ...fields,
    });
  const bearerFor = async (person: Person, who = client, subjectToken = ownToken) => {
    const fields = { requested_subject: person.principal.actorId, subject_token: subjectToken };
    const { json, text } = await exchange(fields, who);
    if (typeof json['access_token'] !== 'string') throw new Error(text);
    return json['access_token'];
  };
  const nameOf = async (bearer: string) => (await scene.asBearer(bearer, 'getCurrentUser')).json['username'];

  it('gives a bearer of ten minutes that acts as the person; every record of what it does names both', async () => {
    const issued = await exchange({ scope: 'openid' });
    expect(issued.json).toMatchObject({
      ...{ expires_in: 600, token_type: 'Bearer', refresh_expires_in: 0 },
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    });
    const bearer = String(issued.json['access_token']);
    expect(await nameOf(bearer)).toBe('member');
    await scene.asBearer(bearer, 'updateUser', { part: member.principal.actorId, body: { firstName: 'M' } });
    const { rows } = await scene.world.database.pool.query<{ actor_name: string; on_behalf_of_actor_name: string }>(
      "SELECT actor_name, on_behalf_of_actor_name FROM audit_record WHERE action IN ('token.exchange', 'user.update') ORDER BY sequence DESC LIMIT 2",
    );
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      expect(row).toEqual({
        actor_name: `service-account-${client.clientId}`,
        on_behalf_of_actor_name: 'member',
      });
    }
  });

  it('is told by introspection with the client that acts', async () => {
    const bearer = await bearerFor(member);
    const fields = { client_id: client.clientId, client_secret: client.clientSecret, token: bearer };
    const { json } = await scene.form('introspectToken', fields);
    expect(json).toMatchObject({
      ...{ active: true, sub: member.principal.actorId, username: 'member' },
      act: { username: `service-account-${client.clientId}` },
    });
  });

  const subjects: readonly [string, () => string][] = [
    ['a person above the role that came with the right', () => boss.principal.actorId],
    ['itself', () => 'self'],
    ['nobody', () => '00000000-0000-4000-8000-000000000000'],
    ['a name instead of a guid', () => 'member'],
    ['a text with NUL', () => 'a\u0000'],
  ];
  it.each(subjects)('is refused for %s', async (_, subject) => {
    let guid = subject();
    if (guid === 'self') {
      guid = String((await scene.asBearer(ownToken, 'getCurrentUser')).json['id']);
    }
    const answer = await exchange({ requested_subject: guid });
    expect(answer.status).toBe(400);
    expect(answer.json).not.toHaveProperty('access_token');
  });

  it('is refused for API tokens and other clients: they are no people', async () => {
    const other = await scene.addClient();
    const otherId = String((await scene.asBearer(await scene.clientToken(other), 'getCurrentUser')).json['id']);
    const token = await scene.world.makeToken('none');
    const tokenActor = String((await scene.asBearer(token.secret, 'getCurrentUser')).json['id']);
    for (const guid of [otherId, tokenActor]) {
      expect((await exchange({ requested_subject: guid })).json).toMatchObject({ error: 'invalid_target' });
    }
  });

  it('tells of nobody why not: unknown, switched off and too high answer alike', async () => {
    const off = await scene.addPerson('switched-off');
    await scene.world.database.pool.query("UPDATE actor SET state = 'disabled' WHERE username = 'switched-off'");
    const guids = [off.principal.actorId, boss.principal.actorId, '00000000-0000-4000-8000-000000000000'];
    const answers = await Promise.all(guids.map((guid) => exchange({ requested_subject: guid })));
    const bodies = answers.map(({ status, json }) => JSON.stringify({ status, ...json, requestId: '' }));
    expect(new Set(bodies).size).toBe(1);
  });

  const tokens: readonly [string, () => Promise<string | undefined>][] = [
    ['no subject token', () => Promise.resolve(undefined)],
    ['a token that was never issued', () => Promise.resolve(createSecret('usr'))],
    ['a text', () => Promise.resolve('anything')],
    ['the client’s own secret', () => Promise.resolve(client.clientSecret)],
    ['the access token of another client', async () => scene.clientToken(await scene.addClient())],
    ['an API token', async () => (await scene.world.makeToken('admin')).secret],
    ['a person’s access token', async () => (await scene.signInCli(member)).accessToken],
    ['a person’s refresh token', async () => (await scene.signInCli(member)).refreshToken],
    ['a person’s session', () => Promise.resolve(member.session)],
    ['a bearer of a person', async () => String((await scene.asPerson(boss, 'createBearer')).json['secret'])],
    ['a bearer that was itself exchanged', () => bearerFor(member)],
  ];
  it.each(tokens)('is refused for %s as the subject token', async (_, token) => {
    const answer = await exchange({ subject_token: await token() });
    expect(answer.status).toBe(400);
    expect(answer.json).not.toHaveProperty('access_token');
  });

  it('is refused for a subject token that has ended', async () => {
    const ended = await scene.clientToken(client);
    await scene.form('revokeToken', {
      ...{ client_id: client.clientId, client_secret: client.clientSecret, token: ended },
    });
    expect((await exchange({ subject_token: ended })).json).toMatchObject({ error: 'invalid_grant' });
  });

  const parameters: readonly [string, Asked][] = [
    ['an actor token', { actor_token: 'x' }],
    ['an act of its own', { act: '{"sub":"somebody"}', actor_token: 'x', actor_token_type: 'y' }],
    ['another audience', { audience: 'https://elsewhere.example' }],
    ['a resource', { resource: 'https://elsewhere.example' }],
    ['another subject token type', { subject_token_type: 'urn:ietf:params:oauth:token-type:jwt' }],
    ['a refresh token in return', { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' }],
    ['a scope of its own', { scope: 'admin' }],
    ['no subject', { requested_subject: undefined }],
  ];
  it.each(parameters)('is refused with %s', async (_, fields) => {
    const answer = await exchange(fields);
    expect(answer.status).toBe(400);
    expect(answer.json).not.toHaveProperty('access_token');
  });

  it('cannot say who acts: what a request adds is not read', async () => {
    const issued = await exchange({
      act: '{"sub":"somebody"}',
      act_actor_id: boss.principal.actorId,
      username: 'boss',
    });
    const { rows } = await scene.world.database.pool.query<{ act_username: string }>(
      'SELECT act_username FROM secret WHERE act_actor_id IS NOT NULL ORDER BY created_at DESC LIMIT 1',
    );
    expect(issued.status).toBe(200);
    expect(rows[0]?.act_username).toBe(`service-account-${client.clientId}`);
  });

  it('is refused to who did not get the right: another client, an API token, the command line, a wrong secret', async () => {
    const other = await scene.addClient('$admin');
    const otherToken = await scene.clientToken(other);
    expect((await exchange({ subject_token: otherToken }, other)).status).toBe(400);
    const token = await scene.world.makeToken('admin');
    const { rows } = await scene.world.database.pool.query<{ client_id: string }>(
      'SELECT client_id FROM api_token WHERE id = $1',
      [token.id],
    );
    const asClient = { clientId: rows[0]?.client_id ?? '', clientSecret: token.secret };
    const tokenBearer = await scene.clientToken(asClient);
    expect((await exchange({ subject_token: tokenBearer }, asClient)).status).toBe(400);
    expect((await exchange({ client_id: 'clavis-cli', client_secret: undefined })).status).toBe(400);
    expect((await exchange({ client_secret: createSecret('cli') })).status).toBe(401);
  });

  it('the right is a person’s to give: no token, no client, no member, no exchanged bearer gives it', async () => {
    const other = await scene.addClient('$admin');
    const body = { roleMax: 'admin' };
    const by = [scene.world.admin.tokenSecret, await scene.clientToken(other), ownToken, await bearerFor(member)];
    for (const bearer of by) {
      expect((await scene.asBearer(bearer, 'setExchangeRight', { part: other.clientId, body })).status).toBe(403);
    }
    expect((await allow(other, 'admin', member)).status).toBe(403);
    expect((await allow({ ...other, clientId: 'oauth-client-0' }, 'member')).status).toBe(404);
    expect((await allow(other, 'owner')).status).toBe(400);
  });

  it('taken away, every bearer by it is dead at once; so when the client is switched off, replaced or deleted', async () => {
    const ways: readonly [string, (who: SecretClient) => Promise<unknown>][] = [
      ['taken away', (who) => allow(who, null)],
      ['lowered', (who) => allow(who, 'guest')],
      [
        'switched off',
        (who) =>
          scene.world.database.pool.query("UPDATE actor SET state = 'disabled' WHERE username = $1", [
            `service-account-${who.clientId}`,
          ]),
      ],
      [
        'a new secret',
        (who) => scene.asPerson(boss, 'rotateOauthClient', { part: who.clientId, body: { overlapSeconds: 0 } }),
      ],
      ['deleted', (who) => scene.asPerson(boss, 'deleteOauthClient', { part: who.clientId })],
    ];
    for (const [way, end] of ways) {
      const who = await scene.addClient('$guest');
      await allow(who, 'member');
      const bearer = await bearerFor(member, who, await scene.clientToken(who));
      expect(await nameOf(bearer), way).toBe('member');
      await end(who);
      expect((await scene.asBearer(bearer, 'getCurrentUser')).status, way).toBe(401);
    }
  });

  it('ends when the person is switched off or gets another role, and does not come back', async () => {
    const { pool } = scene.world.database;
    const person = await scene.addPerson('changing');
    for (const change of ["state = 'disabled'", "state = 'active', role = 'admin'"]) {
      await pool.query("UPDATE actor SET state = 'active', role = 'member' WHERE username = 'changing'");
      const bearer = await bearerFor(person);
      expect(await nameOf(bearer)).toBe('changing');
      await pool.query(`UPDATE actor SET ${change} WHERE username = 'changing'`);
      expect((await scene.asBearer(bearer, 'getCurrentUser')).status).toBe(401);
      await pool.query("UPDATE actor SET state = 'active', role = 'member' WHERE username = 'changing'");
      expect((await scene.asBearer(bearer, 'getCurrentUser')).status).toBe(401);
    }
  });

  it('a change of role beside an exchange leaves no bearer with the new role', async () => {
    const { pool } = scene.world.database;
    const person = await scene.addPerson('racing');
    for (let round = 0; round < 10; round += 1) {
      await pool.query("UPDATE actor SET role = 'member' WHERE username = 'racing'");
      const [answer] = await Promise.all([
        exchange({ requested_subject: person.principal.actorId }),
        pool.query("UPDATE actor SET role = 'admin' WHERE username = 'racing'"),
      ]);
      const bearer = answer.json['access_token'];
      if (typeof bearer === 'string') expect((await scene.asBearer(bearer, 'getWhoAmI')).status).toBe(401);
    }
  });

  describe('makes and changes no secrets, even where the person might', () => {
    let bearer: string;
    let tokenId: string;
    beforeAll(async () => {
      const strong = await scene.addClient('$guest');
      await allow(strong, 'admin');
      bearer = await bearerFor(boss, strong, await scene.clientToken(strong));
      tokenId = (await scene.world.makeToken('none')).id;
    });

    const newPassword = { currentPassword: 'correct horse battery', newPassword: 'correct horse battery staple' };
    const forbidden: readonly [OperationId, () => { part?: string; body?: object }][] = [
      ['createApiToken', () => ({ body: { displayName: 'x' } })],
      ['createNativeApiToken', () => ({ body: { displayName: 'x', role: 'none' } })],
      ['rotateApiToken', () => ({ part: tokenId, body: {} })],
      ['getClientSecretOfToken', () => ({ part: tokenId })],
      ['createOauthClient', () => ({ body: { displayName: 'x', role: '$guest' } })],
      ['rotateOauthClient', () => ({ part: client.clientId, body: {} })],
      ['setExchangeRight', () => ({ part: client.clientId, body: { roleMax: 'admin' } })],
      ['createBearer', () => ({})],
      ['changePassword', () => ({ body: newPassword })],
      ['createPasswordReset', () => ({ part: member.principal.actorId })],
      ['createInvitation', () => ({ part: member.principal.actorId })],
      ['allowDevice', () => ({ body: { userCode: 'BCDF-GHJK' } })],
      ['allowOauthInteraction', () => ({ part: 'anything' })],
    ];
    it.each(forbidden)('%s', async (id, call) => {
      const answer = await scene.asBearer(bearer, id, call());
      expect(answer.status, answer.text).toBe(403);
    });

    it('and yet it acts as the person everywhere else', async () => {
      expect(await nameOf(bearer)).toBe('boss');
      expect((await scene.asBearer(bearer, 'listApiTokens')).status).toBe(200);
      expect((await scene.asBearer(bearer, 'listOauthClients')).status).toBe(200);
    });

    it('the person’s own bearer may, which shows that it is the client that may not', async () => {
      const { json } = await scene.asPerson(boss, 'createBearer');
      const own = String(json['secret']);
      expect((await scene.asBearer(own, 'createNativeApiToken', { body: { displayName: 'x' } })).status).toBe(200);
      expect((await scene.asBearer(own, 'getClientSecretOfToken', { part: tokenId })).status).toBe(200);
    });
  });

  it('is good for a guest where it is good for a member', async () => {
    expect(await nameOf(await bearerFor(guest))).toBe('guest');
  });
});
