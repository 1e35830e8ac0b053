import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSecret } from '../../src/foundation/index.ts';
import { addNode } from './node.ts';
import { cli, createOauthScene, type OauthScene, type Person, type SecretClient } from './oauth-scene.ts';

describe('introspection (RFC 7662)', () => {
  let scene: OauthScene;
  let person: Person;
  let client: SecretClient;
  beforeAll(async () => {
    scene = await createOauthScene();
    person = await scene.addPerson('jsmith');
    client = await scene.addClient();
  });
  afterAll(() => scene.world.close());

  const credentials = () => ({ client_id: client.clientId, client_secret: client.clientSecret });
  const introspect = (token: string, fields: Record<string, string | undefined> = {}) =>
    scene.form('introspectToken', { ...credentials(), token, ...fields });

  it('tells what an access token is: whose, for whom, until when', async () => {
    const { accessToken } = await scene.signInCli(person);
    const { json } = await introspect(accessToken);
    expect(json).toMatchObject({
      ...{ active: true, client_id: cli, sub: person.principal.actorId, username: 'jsmith', token_type: 'Bearer' },
      ...{ scope: 'openid offline_access' },
    });
    const seconds = Number(json['exp']) - Date.now() / 1000;
    expect(seconds).toBeGreaterThan(3500);
    expect(seconds).toBeLessThanOrEqual(3600);
  });

  it('tells the same of API tokens, of bearers of clients and of people, and of refresh tokens', async () => {
    const { secret } = await scene.world.makeToken('default');
    const api = await introspect(secret);
    expect(api.json).toMatchObject({
      active: true,
      username: expect.stringMatching(/^service-account-apikey-/) as string,
    });
    expect(api.json['client_id']).toMatch(/^apikey-/);
    const own = await introspect(await scene.clientToken(client));
    expect(own.json).toMatchObject({ active: true, client_id: client.clientId });
    const { json: made } = await scene.asPerson(person, 'createBearer');
    expect((await introspect(String(made['secret']))).json).toMatchObject({ active: true, username: 'jsmith' });
    const { refreshToken } = await scene.signInCli(person);
    expect((await introspect(refreshToken)).json).toMatchObject({ active: true, client_id: cli });
  });

  it('everything else is inactive and nothing more is said: never issued, damaged, of a kind that is no bearer, ended', async () => {
    const { accessToken } = await scene.signInCli(person);
    await scene.form('revokeToken', { client_id: cli, token: accessToken });
    const { id, secret } = await scene.world.makeToken('none');
    await scene.asBearer(scene.world.admin.tokenSecret, 'purgeApiToken', { part: id });
    const others = [
      createSecret('usr'),
      createSecret('api').slice(0, -1),
      'x'.repeat(2000),
      client.clientSecret,
      person.session,
      accessToken,
      secret,
    ];
    for (const token of others) expect((await introspect(token)).json).toEqual({ active: false });
  });

  it('is for clients that have proved themselves: a public client learns nothing, a stranger is refused', async () => {
    const { accessToken } = await scene.signInCli(person);
    const asPublic = await scene.form('introspectToken', { client_id: cli, token: accessToken });
    expect(asPublic.json).toEqual({ active: false });
    for (const fields of [
      { client_id: undefined, client_secret: undefined },
      { client_secret: createSecret('cli') },
      { client_id: 'oauth-client-0' },
      { client_id: cli },
    ]) {
      const answer = await introspect(accessToken, fields);
      expect([400, 401]).toContain(answer.status);
      expect(answer.json).not.toHaveProperty('active');
    }
    expect((await scene.form('introspectToken', credentials())).status).toBe(400);
  });

  it('a bearer that may be used from some networks only is active only there', async () => {
    const boss = await scene.addPerson('boss', 'admin');
    const make = async (allowedNetworks: readonly string[]) => {
      const body = { displayName: 'tied', allowedNetworks };
      const { json } = await scene.asPerson(boss, 'createNativeApiToken', { body });
      return String((json['attributes'] as { accessToken: string }).accessToken);
    };
    expect((await introspect(await make(['127.0.0.0/8']))).json).toMatchObject({ active: true });
    expect((await introspect(await make(['192.0.2.0/24']))).json).toEqual({ active: false });
  });
});

describe('revocation (RFC 7009)', () => {
  let scene: OauthScene;
  let person: Person;
  beforeAll(async () => {
    scene = await createOauthScene();
    person = await scene.addPerson('jsmith');
  });
  afterAll(() => scene.world.close());

  const revoke = (token: string, fields: Record<string, string> = { client_id: cli }) =>
    scene.form('revokeToken', { ...fields, token });
  const works = async (bearer: string) => (await scene.asBearer(bearer, 'getCurrentUser')).status === 200;
  const refresh = (refreshToken: string) =>
    scene.form('issueToken', { grant_type: 'refresh_token', client_id: cli, refresh_token: refreshToken });

  it('of an access token ends that one, of a refresh token everything that was allowed', async () => {
    const { accessToken, refreshToken } = await scene.signInCli(person);
    expect((await revoke(accessToken)).status).toBe(200);
    expect(await works(accessToken)).toBe(false);
    const next = await refresh(refreshToken);
    expect(next.status).toBe(200);
    expect((await revoke(String(next.json['refresh_token']))).status).toBe(200);
    expect(await works(String(next.json['access_token']))).toBe(false);
    expect((await refresh(String(next.json['refresh_token']))).status).toBe(400);
  });

  it('holds on every node, for every request that starts after the answer', async () => {
    const node = await addNode(scene.world);
    const { accessToken } = await scene.signInCli(person);
    const there = () => scene.asBearer(accessToken, 'getCurrentUser', { server: node.server });
    expect((await there()).status).toBe(200);
    await revoke(accessToken);
    expect((await there()).status).toBe(401);
    const second = await scene.signInCli(person);
    const { json } = await scene.asPerson(person, 'listOwnGrants', { server: node.server });
    const [newest] = json['grants'] as { id: string; clientName: string }[];
    expect(newest?.clientName).toBe('Clavis command line');
    await scene.asPerson(person, 'endOwnGrant', { part: newest?.id ?? '', server: node.server });
    expect(await works(second.accessToken)).toBe(false);
    expect((await refresh(second.refreshToken)).status).toBe(400);
    await node.close();
  });

  it('answers 200 to what is unknown or ended, and nothing happens', async () => {
    const { accessToken } = await scene.signInCli(person);
    await revoke(accessToken);
    for (const token of [accessToken, createSecret('usr'), 'anything']) expect((await revoke(token)).status).toBe(200);
  });

  it('ends nothing of another client, nor the secret of an API token', async () => {
    const { accessToken } = await scene.signInCli(person);
    const client = await scene.addClient();
    const credentials = { client_id: client.clientId, client_secret: client.clientSecret };
    await revoke(accessToken, credentials);
    expect(await works(accessToken)).toBe(true);
    const { secret } = await scene.world.makeToken('none');
    const { rows } = await scene.world.database.pool.query<{ client_id: string }>(
      'SELECT client_id FROM api_token JOIN actor ON actor.id = actor_id ORDER BY actor.created_at DESC LIMIT 1',
    );
    const answer = await revoke(secret, { client_id: rows[0]?.client_id ?? '', client_secret: secret });
    expect(answer.json).toMatchObject({ error: 'unsupported_token_type' });
    expect(await works(secret)).toBe(true);
  });

  it('takes no bearer for a client', async () => {
    const { accessToken } = await scene.signInCli(person);
    const headers = { authorization: `Bearer ${accessToken}` };
    const answer = await scene.form('revokeToken', { token: accessToken }, { headers });
    expect(answer.status).toBe(400);
    expect(await works(accessToken)).toBe(true);
  });

  it('one sees and takes back one’s own grants only', async () => {
    const other = await scene.addPerson('other');
    const { accessToken } = await scene.signInCli(other);
    const { json } = await scene.asPerson(other, 'listOwnGrants');
    const [grant] = json['grants'] as { id: string }[];
    expect((await scene.asPerson(person, 'endOwnGrant', { part: grant?.id ?? '' })).status).toBe(404);
    expect(await works(accessToken)).toBe(true);
    const { json: mine } = await scene.asPerson(person, 'listOwnGrants');
    expect((mine['grants'] as { id: string }[]).map(({ id }) => id)).not.toContain(grant?.id);
  });
});

describe('claims about the person', () => {
  let scene: OauthScene;
  let person: Person;
  beforeAll(async () => {
    scene = await createOauthScene();
    person = await scene.addPerson('jsmith');
  });
  afterAll(() => scene.world.close());

  it('are told to who holds an access token that the person has allowed, by GET and by POST', async () => {
    const { accessToken } = await scene.signInCli(person);
    for (const id of ['getUserInfo', 'getUserInfoByPost'] as const) {
      const answer = await scene.asBearer(accessToken, id);
      expect(answer.status, answer.text).toBe(200);
      expect(answer.json).toEqual({ sub: person.principal.actorId, preferred_username: 'jsmith' });
    }
  });

  it('are not told for other bearers, nor after the end of the grant', async () => {
    const client = await scene.addClient();
    const { json } = await scene.asPerson(person, 'createBearer');
    for (const bearer of [await scene.clientToken(client), String(json['secret'])]) {
      expect((await scene.asBearer(bearer, 'getUserInfo')).status).toBe(403);
    }
    const { accessToken, refreshToken } = await scene.signInCli(person);
    await scene.form('revokeToken', { client_id: cli, token: refreshToken });
    expect((await scene.asBearer(accessToken, 'getUserInfo')).status).toBe(401);
  });
});

describe('an API token as a client', () => {
  let scene: OauthScene;
  let boss: Person;
  beforeAll(async () => {
    scene = await createOauthScene();
    boss = await scene.addPerson('boss', 'admin');
  });
  afterAll(() => scene.world.close());

  interface Token {
    readonly id: string;
    readonly clientId: string;
    readonly secret: string;
  }

  async function makeToken(terms: object = {}): Promise<Token> {
    const { json } = await scene.asPerson(boss, 'createNativeApiToken', { body: { displayName: 'T', ...terms } });
    const { accessToken } = json['attributes'] as { accessToken: string };
    return { id: String(json['id']), clientId: String(json['clientId']), secret: accessToken };
  }

  const reveal = (bearer: string, token: Token) => scene.asBearer(bearer, 'getClientSecretOfToken', { part: token.id });
  const grant = (clientId: string, clientSecret: string) =>
    scene.form('issueToken', {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: 'openid',
    });
  const nameOf = async (bearer: string) => (await scene.asBearer(bearer, 'getCurrentUser')).json['username'];
  const secretOf = async (bearer: string, token: Token) => String((await reveal(bearer, token)).json['value']);
  const tokenOf = async (token: Token, secret: string) =>
    String((await grant(token.clientId, secret)).json['access_token']);

  it('the way of the Python client: from the guid of a token to a bearer that is that token', async () => {
    const admin = await makeToken({ role: 'admin' });
    const first = await tokenOf(admin, admin.secret);
    const target = await makeToken({ role: 'default' });
    const revealed = await reveal(first, target);
    expect(revealed.json).toMatchObject({ type: 'secret', value: expect.stringMatching(/^clv_cli_/) as string });
    const list = await scene.asBearer(first, 'listApiTokens', { query: `filter={"id":"${target.id}"}` });
    expect(list.json).toMatchObject({ records: [{ clientId: target.clientId }] });
    const bearer = await tokenOf(target, String(revealed.json['value']));
    expect(await nameOf(bearer)).toBe(`service-account-${target.clientId}`);
    expect((await scene.asBearer(bearer, 'getWhoAmI')).json).toMatchObject({
      roles: [{ name: '$api-token-default-access' }],
    });
  });

  it('its own secret opens as its client secret, and no other client’s', async () => {
    const [one, other] = [await makeToken(), await makeToken()];
    expect(await nameOf(await tokenOf(one, one.secret))).toBe(`service-account-${one.clientId}`);
    expect((await grant(other.clientId, one.secret)).status).toBe(401);
  });

  it('a client secret is no bearer, and is stored nowhere', async () => {
    const token = await makeToken();
    const secret = await secretOf(scene.world.admin.tokenSecret, token);
    expect((await scene.asBearer(secret, 'getCurrentUser')).status).toBe(401);
    const { rows } = await scene.world.database.pool.query<{ detail: unknown }>(
      "SELECT detail FROM audit_record WHERE action = 'api-token.reveal-client-secret' ORDER BY sequence DESC LIMIT 1",
    );
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(rows).toHaveLength(1);
  });

  it('the secret of a token that holds more is not revealed; nor to who may not manage tokens', async () => {
    const admin = await makeToken({ role: 'admin' });
    const low = await makeToken({ role: 'default' });
    const member = await scene.addPerson('member');
    expect((await reveal(low.secret, admin)).status).toBe(403);
    expect((await scene.asPerson(member, 'getClientSecretOfToken', { part: low.id })).status).toBe(403);
    // An admin's token that is held down may not become one that is not.
    const scoped = await makeToken({ role: 'admin', scopes: { connections: ['default/glue/1'] } });
    expect((await reveal(scoped.secret, admin)).status).toBe(403);
    // A token with grants of its own is not another token's to be.
    const connection = { qualifiedName: 'default/glue/777', name: 'c', connectorName: 'glue', category: 'lake' };
    const attributes = { ...connection, adminUsers: [`service-account-${low.clientId}`] };
    const entities = [{ typeName: 'Connection', guid: '-1', attributes }];
    await scene.asPerson(boss, 'saveEntities', { body: { entities } });
    expect((await reveal(admin.secret, low)).status).toBe(403);
    expect((await scene.asPerson(boss, 'getClientSecretOfToken', { part: low.id })).status).toBe(200);
  });

  it('of many revealed secrets the last five live', async () => {
    const token = await makeToken();
    const secrets: string[] = [];
    for (let index = 0; index < 7; index += 1) secrets.push(await secretOf(scene.world.admin.tokenSecret, token));
    const statuses = await Promise.all(secrets.map(async (secret) => (await grant(token.clientId, secret)).status));
    expect(statuses).toEqual([401, 401, 200, 200, 200, 200, 200]);
  });

  it('a revealed secret ends after ten minutes, and with its token at once', async () => {
    const token = await makeToken();
    const secret = await secretOf(scene.world.admin.tokenSecret, token);
    const bearer = await tokenOf(token, secret);
    await scene.world.database.pool.query(
      "UPDATE secret SET created_at = created_at - interval '10 minutes', expires_at = expires_at - interval '10 minutes' WHERE kind = 'cli'",
    );
    expect((await grant(token.clientId, secret)).status).toBe(401);
    const fresh = await secretOf(scene.world.admin.tokenSecret, token);
    await scene.asPerson(boss, 'purgeApiToken', { part: token.id });
    expect((await grant(token.clientId, fresh)).status).toBe(401);
    expect((await scene.asBearer(bearer, 'getCurrentUser')).status).toBe(401);
  });

  it('what it gets has the token’s networks and scopes, and ends when the token is suspended', async () => {
    const scoped = await makeToken({ role: 'default', scopes: { readOnly: true } });
    const bearer = await tokenOf(scoped, scoped.secret);
    const body = { displayName: 'x', role: 'none' };
    expect((await scene.asBearer(bearer, 'createNativeApiToken', { body })).status).toBe(403);
    expect((await scene.asBearer(bearer, 'listApiTokens')).status).toBe(200);
    await scene.world.database.pool.query("UPDATE api_token SET allowed_networks = '{192.0.2.0/24}' WHERE id = $1", [
      scoped.id,
    ]);
    expect((await scene.asBearer(bearer, 'getCurrentUser')).status).toBe(403);
    expect((await grant(scoped.clientId, scoped.secret)).status).toBe(401);
    const other = await makeToken();
    const second = await tokenOf(other, other.secret);
    await scene.asPerson(boss, 'suspendApiToken', { part: other.id, body: { reason: 'test' } });
    expect((await scene.asBearer(second, 'getCurrentUser')).status).toBe(401);
    expect((await scene.asPerson(boss, 'getClientSecretOfToken', { part: other.id })).status).toBe(409);
  });

  it('who stole a token’s secret keeps nothing once it was replaced, however many secrets it made meanwhile', async () => {
    const stolen = await makeToken({ role: 'admin' });
    // A chain: each link is made with the one before.
    let bearer = await tokenOf(stolen, stolen.secret);
    const links: string[] = [bearer];
    for (let index = 0; index < 4; index += 1) {
      bearer = await tokenOf(stolen, await secretOf(bearer, stolen));
      links.push(bearer);
    }
    expect(await nameOf(bearer)).toBe(`service-account-${stolen.clientId}`);
    const last = await secretOf(bearer, stolen);
    const rotated = await scene.asPerson(boss, 'rotateApiToken', { part: stolen.id, body: { overlapSeconds: 0 } });
    expect(rotated.status, rotated.text).toBe(200);
    for (const link of links) expect((await scene.asBearer(link, 'getCurrentUser')).status).toBe(401);
    expect((await grant(stolen.clientId, last)).status).toBe(401);
  });

  it('when the stolen secret only runs out, the chain can make nothing more', async () => {
    const stolen = await makeToken({ role: 'admin' });
    const bearer = await tokenOf(stolen, stolen.secret);
    const derived = await secretOf(bearer, stolen);
    await scene.world.database.pool.query(
      `UPDATE secret SET retires_at = now() WHERE kind = 'api' AND actor_id = (SELECT actor_id FROM api_token WHERE id = $1)`,
      [stolen.id],
    );
    expect((await grant(stolen.clientId, derived)).status).toBe(401);
    expect((await reveal(bearer, stolen)).status).toBe(401);
  });

  it('the realm finds people and service accounts by their exact name, with their roles', async () => {
    const token = await makeToken({ role: 'default' });
    const find = (username: string) =>
      scene.asBearer(scene.world.admin.tokenSecret, 'findRealmUsers', { query: `username=${username}` });
    const found = JSON.parse((await find(`service-account-${token.clientId}`)).text) as { id: string }[];
    expect(found).toHaveLength(1);
    expect(found[0]?.id).not.toBe(token.id);
    const roles = await scene.asBearer(scene.world.admin.tokenSecret, 'getRealmRoleMappings', {
      part: found[0]?.id ?? '',
    });
    expect(roles.json).toMatchObject({ realmMappings: [{ name: '$api-token-default-access' }] });
    const boss = JSON.parse((await find('boss')).text) as { id: string; username: string }[];
    expect(boss).toMatchObject([{ username: 'boss', enabled: true }]);
    expect((await find('nobody')).text).toBe('[]');
    expect((await find('bos')).text).toBe('[]');
    const without = await scene.asBearer(scene.world.admin.tokenSecret, 'findRealmUsers');
    expect(without.status).toBe(400);
  });
});
