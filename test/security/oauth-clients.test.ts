import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSecret } from '../../src/foundation/index.ts';
import { createCuttableWay } from '../support/cuttable-way.ts';
import { addNode } from './node.ts';
import { createOauthScene, type OauthScene, type Person, type SecretClient } from './oauth-scene.ts';

describe('OAuth clients', () => {
  let scene: OauthScene;
  let admin: string;
  let boss: Person;
  beforeAll(async () => {
    scene = await createOauthScene();
    admin = scene.world.admin.tokenSecret;
    boss = await scene.addPerson('boss', 'admin');
  });
  afterAll(() => scene.world.close());

  const clientPath = (client: SecretClient) => ({ part: client.clientId });
  const grant = (client: SecretClient, fields: Record<string, string> = {}) =>
    scene.form('issueToken', {
      grant_type: 'client_credentials',
      client_id: client.clientId,
      client_secret: client.clientSecret,
      ...fields,
    });
  const byJson = (client: SecretClient) =>
    scene.world.server.inject({
      method: 'POST',
      url: '/api/service/oauth-clients/token',
      payload: { clientId: client.clientId, clientSecret: client.clientSecret },
    });
  const audited = async (action: string) => {
    const { rows } = await scene.world.database.pool.query<{ actor_name: string; detail: Record<string, unknown> }>(
      'SELECT actor_name, detail FROM audit_record WHERE action = $1 ORDER BY sequence DESC LIMIT 1',
      [action],
    );
    return rows[0];
  };

  it('are made with everything that the official clients read, and the secret once', async () => {
    const body = { displayName: 'etl', description: '', role: '$guest', personaQNs: [] };
    const made = await scene.asBearer(admin, 'createOauthClient', { body });
    expect(made.status).toBe(200);
    expect(made.json).toMatchObject({
      clientId: expect.stringMatching(/^oauth-client-[0-9a-f-]{36}$/) as string,
      clientSecret: expect.stringMatching(/^clv_cli_/) as string,
      ...{ displayName: 'etl', description: '', role: '$guest', personaQNs: [], tokenExpirySeconds: 600 },
      ...{ createdAt: expect.any(String) as string, updatedAt: expect.any(String) as string },
    });
    const read = await scene.asBearer(admin, 'getOauthClient', { part: String(made.json['clientId']) });
    expect(read.json).toMatchObject({ displayName: 'etl', role: '$guest' });
    expect(read.json).not.toHaveProperty('clientSecret');
    expect(await audited('oauth-client.create')).toMatchObject({ detail: { role: 'guest', linked: [] } });
  });

  it('are listed page by page, each once, with counts that agree', async () => {
    for (const name of ['one', 'two', 'three']) {
      await scene.asBearer(admin, 'createOauthClient', { body: { displayName: name, role: '$guest' } });
    }
    const seen: unknown[] = [];
    let total = -1;
    for (let offset = 0; offset < 50; offset += 1) {
      const page = await scene.asBearer(admin, 'listOauthClients', {
        query: `count=true&limit=1&offset=${String(offset)}&sort=createdAt`,
      });
      const { records, totalRecord } = page.json as { records: { clientId: string }[]; totalRecord: number };
      total = totalRecord;
      if (records.length === 0) break;
      seen.push(records[0]?.clientId);
    }
    expect(seen.length).toBe(total);
    expect(new Set(seen).size).toBe(total);
    const filtered = await scene.asBearer(admin, 'listOauthClients', { query: 'filter={"displayName":"two"}' });
    expect(filtered.json).toMatchObject({ filterRecord: 1, records: [{ displayName: 'two' }] });
  });

  it('keep their personas when their texts change, by PUT and by POST', async () => {
    const persona = { typeName: 'Persona', guid: '-1', attributes: { name: 'P', qualifiedName: 'P' } };
    const saved = await scene.asBearer(admin, 'saveEntities', { body: { entities: [persona] } });
    const created = (saved.json['mutatedEntities'] as { CREATE: { attributes: { qualifiedName: string } }[] }).CREATE;
    const qualifiedName = created[0]?.attributes.qualifiedName ?? '';
    const body = { displayName: 'linked', role: '$member', personaQNs: [qualifiedName] };
    const { json } = await scene.asBearer(admin, 'createOauthClient', { body });
    const part = String(json['clientId']);
    for (const id of ['updateOauthClient', 'updateOauthClientByPost'] as const) {
      const updated = await scene.asBearer(admin, id, { part, body: { description: id } });
      expect(updated.json).toMatchObject({ description: id, displayName: 'linked', personaQNs: [qualifiedName] });
      expect(updated.json).not.toHaveProperty('clientSecret');
    }
    const client = { clientId: part, clientSecret: String(json['clientSecret']) };
    const self = await scene.asBearer(await scene.clientToken(client), 'getWhoAmI');
    expect(self.json).toMatchObject({ personas: [{ qualifiedName }] });
    const unlinked = await scene.asBearer(admin, 'updateOauthClient', { part, body: { personaQNs: [] } });
    expect(unlinked.json).toMatchObject({ personaQNs: [] });
  });

  it.each([
    ['a role that no client has', { displayName: 'x', role: '$admin_users' }, 'accepted: `$admin`, `$member`'],
    ['a persona that is not there', { displayName: 'x', role: '$guest', personaQNs: ['default/none'] }, 'personaQNs'],
    ['no name', { role: '$guest' }, 'displayName'],
    ['a name of blanks', { displayName: '   ', role: '$guest' }, 'displayName'],
  ])('are not made with %s', async (_, body, text) => {
    const answer = await scene.asBearer(admin, 'createOauthClient', { body });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(text);
  });

  it('act as themselves, with the role they were given, by either token route', async () => {
    const client = await scene.addClient('$guest');
    const username = `service-account-${client.clientId}`;
    const json = await byJson(client);
    expect(json.statusCode).toBe(200);
    const { accessToken, ...rest } = JSON.parse(json.body) as Record<string, unknown>;
    expect(rest).toEqual({ tokenType: 'Bearer', expiresIn: 600, scope: '' });
    const form = await grant(client, { scope: 'openid' });
    expect(form.json).toMatchObject({
      ...{ expires_in: 600, refresh_expires_in: 0, token_type: 'Bearer', 'not-before-policy': 0, scope: 'openid' },
    });
    for (const bearer of [accessToken, form.json['access_token']].map(String)) {
      expect(bearer).toMatch(/^clv_usr_/);
      expect((await scene.asBearer(bearer, 'getCurrentUser')).json).toMatchObject({ username });
      expect((await scene.asBearer(bearer, 'getWhoAmI')).json).toMatchObject({
        username,
        workspaceRole: '$guest',
        roles: [{ name: '$guest' }],
      });
      expect((await scene.asBearer(bearer, 'listOauthClients')).status).toBe(403);
    }
  });

  it('are asked for in the ways of the official clients: form types, a stray bearer, Basic', async () => {
    const client = await scene.addClient();
    const fields = { grant_type: 'client_credentials', client_id: client.clientId, client_secret: client.clientSecret };
    const type = 'application/x-www-form-urlencoded;charset=UTF-8';
    const headers = { 'content-type': type, accept: type, authorization: `Bearer ${createSecret('api')}` };
    for (const id of ['issueToken', 'issueTokenByAdministrationPath'] as const) {
      const answer = await scene.form(id, fields, { headers });
      expect(answer.status, answer.text).toBe(200);
    }
    const basic = Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64');
    const byHeader = await scene.form(
      'issueToken',
      { grant_type: 'client_credentials' },
      { headers: { authorization: `Basic ${basic}` } },
    );
    expect(byHeader.status).toBe(200);
  });

  it('get nothing for a wrong secret, id, kind of secret or scope; the refusal has every member that clients read', async () => {
    const client = await scene.addClient();
    const other = await scene.addClient();
    const wrong = [
      { ...client, clientSecret: createSecret('cli') },
      { ...client, clientSecret: other.clientSecret },
      { ...client, clientSecret: 'no secret' },
      { ...client, clientSecret: admin },
      { ...client, clientSecret: await scene.clientToken(client) },
      { ...client, clientId: 'oauth-client-0' },
      { ...client, clientId: 'a\u0000b' },
    ];
    for (const claim of wrong) {
      const form = await grant(claim);
      expect(form.status, form.text).toBe(claim.clientId.includes('\u0000') ? form.status : 401);
      expect(form.json).not.toHaveProperty('access_token');
      expect(form.json).toMatchObject({
        ...{ errorMessage: expect.any(String) as string, message: expect.any(String) as string, causes: [] },
        ...{ error: expect.any(String) as string, code: form.status, errorCode: expect.any(String) as string },
      });
      expect([400, 401]).toContain((await byJson(claim)).statusCode);
    }
    expect((await grant(client, { scope: 'admin' })).json).toMatchObject({ error: 'invalid_scope' });
    expect((await grant(client, { grant_type: 'password' })).json).toMatchObject({ error: 'unsupported_grant_type' });
  });

  it('a bearer of theirs does not open the door of their secret, nor the other way round', async () => {
    const client = await scene.addClient('$admin');
    expect((await scene.asBearer(client.clientSecret, 'getCurrentUser')).status).toBe(401);
    const asCookie = await scene.world.server.inject({
      url: '/api/service/users/current',
      headers: { cookie: `__Host-clavis=${client.clientSecret}` },
    });
    expect(asCookie.statusCode).toBe(401);
  });

  it('deleted, they are nobody on every node: secret, access tokens, persona links', async () => {
    const node = await addNode(scene.world);
    const client = await scene.addClient();
    const bearer = await scene.clientToken(client);
    const on = (server: typeof node.server) => scene.asBearer(bearer, 'getCurrentUser', { server });
    expect([(await on(node.server)).status, (await on(scene.world.server)).status]).toEqual([200, 200]);
    await scene.asBearer(admin, 'deleteOauthClient', clientPath(client));
    expect([(await on(node.server)).status, (await on(scene.world.server)).status]).toEqual([401, 401]);
    expect(
      (
        await scene.form(
          'issueToken',
          { grant_type: 'client_credentials', client_id: client.clientId, client_secret: client.clientSecret },
          { server: node.server },
        )
      ).status,
    ).toBe(401);
    expect((await scene.asBearer(admin, 'getOauthClient', clientPath(client))).status).toBe(404);
    await node.close();
  });

  it('switched off, they are let in by nothing; switched on, by what they had', async () => {
    const client = await scene.addClient();
    const bearer = await scene.clientToken(client);
    const { pool } = scene.world.database;
    const setState = (state: string) =>
      pool.query('UPDATE actor SET state = $1 WHERE username = $2', [state, `service-account-${client.clientId}`]);
    await setState('disabled');
    expect((await scene.asBearer(bearer, 'getCurrentUser')).status).toBe(401);
    expect((await grant(client)).status).toBe(401);
    await setState('active');
    expect((await grant(client)).status).toBe(200);
  });

  it('a new secret works at once; the one before until its first use ends it, or at once where no overlap is wanted', async () => {
    const client = await scene.addClient();
    const rotate = (body: object) => scene.asPerson(boss, 'rotateOauthClient', { ...clientPath(client), body });
    const rotated = await rotate({});
    expect(rotated.status, rotated.text).toBe(200);
    const next = { ...client, clientSecret: String(rotated.json['clientSecret']) };
    expect([(await grant(client)).status, (await grant(next)).status]).toEqual([200, 200]);
    const bearer = await scene.clientToken(next);
    const last = await rotate({ overlapSeconds: 0 });
    expect(last.json).toMatchObject({ predecessorEndsAt: null });
    expect([(await grant(client)).status, (await grant(next)).status]).toEqual([401, 401]);
    expect((await scene.asBearer(bearer, 'getCurrentUser')).status).toBe(401);
    expect((await grant({ ...client, clientSecret: String(last.json['clientSecret']) })).status).toBe(200);
    expect((await rotate({ overlapSeconds: -1 })).status).toBe(400);
    expect((await rotate({ overlapSeconds: 99_999_999 })).status).toBe(400);
  });

  it('asked again before its first use, the unused secret is replaced and nobody is locked out', async () => {
    const client = await scene.addClient();
    const rotate = async () => {
      const { json } = await scene.asPerson(boss, 'rotateOauthClient', { ...clientPath(client), body: {} });
      return { ...client, clientSecret: String(json['clientSecret']) };
    };
    const lost = await rotate();
    const kept = await rotate();
    expect((await grant(lost)).status).toBe(401);
    expect([(await grant(client)).status, (await grant(kept)).status]).toEqual([200, 200]);
    const { rows } = await scene.world.database.pool.query<{ live: number }>(
      `SELECT count(*)::int AS live FROM secret JOIN oauth_client USING (actor_id)
       WHERE client_id = $1 AND kind = 'cli' AND retired_at IS NULL`,
      [client.clientId],
    );
    expect(rows[0]?.live).toBe(2);
  });

  it('only people give them secrets, and nobody below an admin manages them', async () => {
    const client = await scene.addClient();
    const member = await scene.addPerson('member');
    const body = { displayName: 'x', role: '$guest' };
    expect((await scene.asBearer(admin, 'rotateOauthClient', { ...clientPath(client), body: {} })).status).toBe(403);
    expect((await scene.asPerson(member, 'rotateOauthClient', { ...clientPath(client), body: {} })).status).toBe(403);
    expect((await scene.asPerson(member, 'createOauthClient', { body })).status).toBe(403);
    expect((await scene.asPerson(member, 'deleteOauthClient', clientPath(client))).status).toBe(403);
  });

  it('an API token that is held down by scopes or networks makes none, since they have neither', async () => {
    const make = async (terms: object) => {
      const body = { displayName: 'held down', role: 'admin', ...terms };
      const { json } = await scene.asPerson(boss, 'createNativeApiToken', { body });
      return String((json['attributes'] as { accessToken: string }).accessToken);
    };
    const body = { displayName: 'wider', role: '$guest' };
    const scoped = await make({ scopes: { connections: ['default/glue/1'] } });
    expect((await scene.asBearer(scoped, 'createOauthClient', { body })).status).toBe(403);
    const tied = await make({ allowedNetworks: ['127.0.0.0/8'] });
    expect((await scene.asBearer(tied, 'createOauthClient', { body })).status).toBe(403);
  });
});

describe('a database that cannot be reached', () => {
  let scene: OauthScene;
  beforeAll(async () => {
    scene = await createOauthScene();
  });
  afterAll(() => scene.world.close());

  it('is a 503 with Retry-After at every endpoint of the protocol, never a bad client, and passes', async () => {
    const way = await createCuttableWay(scene.world.database.url);
    const node = await addNode(scene.world, { databaseUrl: way.url });
    const { server } = node;
    const client = await scene.addClient();
    const fields = { grant_type: 'client_credentials', client_id: client.clientId, client_secret: client.clientSecret };
    const device = { client_id: 'clavis-cli', scope: 'openid' };
    expect((await scene.form('issueToken', fields, { server })).status).toBe(200);
    await way.cut();
    const answers = [
      await scene.form('issueToken', fields, { server }),
      await scene.form('introspectToken', { ...fields, token: 'x' }, { server }),
      await scene.form('authorizeDevice', device, { server }),
    ];
    for (const answer of answers) {
      expect(answer.status, answer.text).toBe(503);
      expect(answer.json).toMatchObject({ error: 'temporarily_unavailable', info: 'store_unavailable', code: 503 });
    }
    const byJson = await server.inject({
      method: 'POST',
      url: '/api/service/oauth-clients/token',
      payload: { clientId: client.clientId, clientSecret: client.clientSecret },
    });
    expect([byJson.statusCode, byJson.headers['retry-after']]).toEqual([503, '2']);
    await way.repair();
    expect((await scene.form('issueToken', fields, { server })).status).toBe(200);
    await node.close();
    await way.cut();
  });

  it('a site that failed too often is told to come back, before anything is looked up', async () => {
    const node = await addNode(scene.world, { failuresPerMinute: 5, monotonicMs: () => 1000 });
    const { server } = node;
    const client = await scene.addClient();
    const fields = { grant_type: 'client_credentials', client_id: client.clientId };
    const guess = () => scene.form('issueToken', { ...fields, client_secret: createSecret('cli') }, { server });
    const statuses: number[] = [];
    for (let index = 0; index < 40; index += 1) statuses.push((await guess()).status);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    expect((await guess()).json).toMatchObject({ error: 'temporarily_unavailable', info: 'rate_limited' });
    await node.close();
  });
});
