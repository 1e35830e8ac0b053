import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSecret, digestSecret } from '../../src/foundation/index.ts';
import { createCuttableWay } from '../support/cuttable-way.ts';
import { addNode } from './node.ts';
import { createOauthScene, type Answer, type OauthScene, type Person, type SecretClient } from './oauth-scene.ts';

/** Another character in place of the one at that place, of the same alphabet. */
function damagedAt(text: string, place: number): string {
  const at = place < 0 ? text.length + place : place;
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
}

describe('signed access tokens of OAuth clients', () => {
  let scene: OauthScene;
  let admin: string;
  let boss: Person;
  beforeAll(async () => {
    scene = await createOauthScene();
    admin = scene.world.admin.tokenSecret;
    boss = await scene.addPerson('boss', 'admin');
  });
  afterAll(() => scene.world.close());

  const credentials = (client: SecretClient) => ({ client_id: client.clientId, client_secret: client.clientSecret });
  const basic = ({ clientId, clientSecret }: SecretClient) => ({
    authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
  });
  const ask = (fields: Record<string, string | undefined>, headers = {}) =>
    scene.form('issueSignedToken', { grant_type: 'client_credentials', ...fields }, { headers });
  const tokenOf = async (client: SecretClient) => {
    const answer = await ask(credentials(client));
    expect(answer.status, answer.text).toBe(200);
    return String(answer.json['access_token']);
  };
  const introspect = (client: SecretClient, token: string) =>
    scene.form('introspectSignedToken', { ...credentials(client), token, token_type_hint: 'access_token' });
  const statusOf = async (token: string) => (await scene.asBearer(token, 'getCurrentUser')).status;
  const keys = async () =>
    JSON.parse((await scene.world.server.inject('/oauth/v2/.well-known/jwks.json/')).body) as JSONWebKeySet;
  const audited = async (action: string) => {
    const { rows } = await scene.world.database.pool.query<{ actor_name: string; detail: Record<string, unknown> }>(
      'SELECT actor_name, detail FROM audit_record WHERE action = $1 ORDER BY sequence DESC LIMIT 1',
      [action],
    );
    return rows[0];
  };

  it('are JWTs that the published keys verify, act as the client, and live as long as the answer says', async () => {
    const client = await scene.addClient();
    const answer = await ask(credentials(client));
    expect(Object.keys(answer.json).toSorted()).toEqual(['access_token', 'expires_in', 'token_type']);
    expect(answer.json).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    const token = String(answer.json['access_token']);
    const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(await keys()));
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
    expect(payload).toMatchObject({ client_id: client.clientId, iss: expect.stringMatching(/\/oauth\/v2$/) as string });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(3600);
    const { json } = await scene.asBearer(token, 'getCurrentUser');
    expect(json).toMatchObject({ username: `service-account-${client.clientId}`, id: payload.sub });
  });

  it('are asked for by form or by HTTP Basic, with and without a slash, past whatever bearer comes along', async () => {
    const client = await scene.addClient();
    expect((await ask({}, basic(client))).status).toBe(200);
    expect((await ask({ client_id: client.clientId }, basic(client))).status).toBe(200);
    expect((await ask(credentials(client), { authorization: 'Bearer no_token', token: 'no_token' })).status).toBe(200);
    for (const url of ['/oauth/v2/token', '/oauth/v2/token/', '//oauth/v2/token/']) {
      const { statusCode } = await scene.world.server.inject({
        ...{ method: 'POST', url, headers: { 'content-type': 'application/x-www-form-urlencoded', ...basic(client) } },
        payload: 'grant_type=client_credentials',
      });
      expect([url, statusCode]).toEqual([url, 200]);
    }
  });

  it('a client has one at a time: the next one ends the one before, and no other client’s or kind’s', async () => {
    const [client, other] = [await scene.addClient(), await scene.addClient()];
    const [first, others, short] = [await tokenOf(client), await tokenOf(other), await scene.clientToken(client)];
    expect(await statusOf(first)).toBe(200);
    const second = await tokenOf(client);
    expect([await statusOf(first), await statusOf(second), await statusOf(others)]).toEqual([401, 200, 200]);
    expect(await statusOf(short)).toBe(200);
    expect(await audited('oauth-token.create')).toMatchObject({
      actor_name: `service-account-${client.clientId}`,
      detail: { clientId: client.clientId, isSigned: true, endedId: decodeJwt(first).jti },
    });
  });

  it('of many asked for at one moment exactly one is live afterwards', async () => {
    const client = await scene.addClient();
    const tokens = await Promise.all(Array.from({ length: 8 }, () => tokenOf(client)));
    const statuses = await Promise.all(tokens.map(statusOf));
    expect(statuses.toSorted((one, two) => one - two)).toEqual([200, ...Array<number>(7).fill(401)]);
  });

  it('die with their client, its secret, or by themselves, at once and on every node, though their signature is good', async () => {
    const node = await addNode(scene.world);
    const everywhere = async (token: string) => {
      const answers = [scene.world.server, node.server].map((server) =>
        scene.asBearer(token, 'getCurrentUser', { server }),
      );
      return (await Promise.all(answers)).map(({ status }) => status);
    };
    const ends: Record<string, (client: SecretClient, token: string) => Promise<Answer>> = {
      deleted: (client) => scene.asBearer(admin, 'deleteOauthClient', { part: client.clientId }),
      rotated: (client) =>
        scene.asPerson(boss, 'rotateOauthClient', { part: client.clientId, body: { overlapSeconds: 0 } }),
      ended: (client) => scene.asBearer(admin, 'endClientTokens', { part: client.clientId }),
      reported: (_client, secret) => scene.asBearer('', 'reportLeak', { body: { secret } }),
    };
    for (const [name, end] of Object.entries(ends)) {
      const client = await scene.addClient();
      const token = await tokenOf(client);
      expect([name, ...(await everywhere(token))]).toEqual([name, 200, 200]);
      const answer = await end(client, token);
      expect([200, 202, 204], `${name}: ${answer.text}`).toContain(answer.status);
      expect([name, ...(await everywhere(token))]).toEqual([name, 401, 401]);
      await expect(jwtVerify(token, createLocalJWKSet(await keys()))).resolves.toBeDefined();
    }
    await node.close();
  });

  it('a client that is switched off gets none and is let in by none', async () => {
    const client = await scene.addClient();
    const token = await tokenOf(client);
    const { pool } = scene.world.database;
    await pool.query(`UPDATE actor SET state = 'disabled' WHERE username = $1`, [`service-account-${client.clientId}`]);
    expect(await statusOf(token)).toBe(401);
    expect((await ask(credentials(client))).status).toBe(401);
  });

  it('how long they live is the admin’s to say, for those that are issued from then on', async () => {
    const client = await scene.addClient();
    const set = (seconds: unknown, as = admin) =>
      scene.asBearer(as, 'setSignedTokenDuration', { part: client.clientId, body: { seconds } });
    expect((await set(300)).json).toMatchObject({ clientId: client.clientId, signedTokenSeconds: 300 });
    expect(await audited('oauth-client.set-token-duration')).toMatchObject({ detail: { seconds: 300 } });
    expect((await ask(credentials(client))).json).toMatchObject({ expires_in: 300 });
    expect((await set(259_200)).status).toBe(200);
    for (const wrong of [299, 259_201, 0, -1, 1.5, '300', null]) {
      expect([wrong, (await set(wrong)).status]).toEqual([wrong, 400]);
    }
    const { secret } = await scene.world.makeToken('default');
    expect((await set(300, secret)).status).toBe(403);
    const { rows } = await scene.world.database.pool.query(
      `SELECT FROM secret WHERE digest = $1 AND expires_at > now() + interval '299 minutes'`,
      [digestSecret(await tokenOf(client))],
    );
    expect(rows).toHaveLength(1);
  });

  it('an admin ends all that a client has, and is told how many were live', async () => {
    const client = await scene.addClient();
    const [signed, short] = [await tokenOf(client), await scene.clientToken(client)];
    const end = (as: string) => scene.asBearer(as, 'endClientTokens', { part: client.clientId });
    const { secret } = await scene.world.makeToken('default');
    expect((await end(secret)).status).toBe(403);
    expect((await end(admin)).json).toEqual({ ended: 2 });
    expect((await end(admin)).json).toEqual({ ended: 0 });
    expect([await statusOf(signed), await statusOf(short)]).toEqual([401, 401]);
    expect(await statusOf(await tokenOf(client))).toBe(200);
  });

  describe('refusals', () => {
    const refusal = { error: 'invalid_client', error_description: 'client authentication failed', code: '401' };

    it('unknown, wrong, of another client, of an API token, by Basic and by form: one answer, byte for byte', async () => {
      const [client, other] = [await scene.addClient(), await scene.addClient()];
      const { secret } = await scene.world.makeToken('admin');
      const { pool } = scene.world.database;
      const { rows } = await pool.query<{ client_id: string }>(
        `SELECT client_id FROM api_token JOIN secret USING (actor_id) WHERE digest = $1`,
        [digestSecret(secret)],
      );
      const apiToken = { clientId: rows[0]?.client_id ?? '', clientSecret: secret };
      // The API token is a client elsewhere, which is the control: it is refused here for what it is, not for a wrong secret.
      expect(typeof (await scene.clientToken(apiToken))).toBe('string');
      const wrong = [
        { ...client, clientSecret: createSecret('cli') },
        { ...client, clientSecret: 'wrong' },
        { ...client, clientSecret: other.clientSecret },
        { ...client, clientId: 'oauth-client-0' },
        { ...client, clientId: 'a\u0000b' },
        apiToken,
      ];
      const answers = [
        ...(await Promise.all(wrong.map((one) => ask({}, basic(one))))),
        ...(await Promise.all(
          wrong.filter(({ clientId }) => !clientId.includes('\u0000')).map((one) => ask(credentials(one))),
        )),
        await ask({}),
        await ask({ client_id: client.clientId }),
        await ask({}, { authorization: 'Basic !' }),
      ];
      for (const { status, json } of answers) expect([status, json]).toEqual([401, refusal]);
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    });

    it('two proofs, no grant type, another grant type, no token to introspect: what RFC 6749 says', async () => {
      const client = await scene.addClient();
      const twice = await ask(credentials(client), basic(client));
      expect([twice.status, twice.json['error']]).toEqual([400, 'invalid_request']);
      const none = await scene.form('issueSignedToken', credentials(client));
      expect([none.status, none.json['error']]).toEqual([400, 'invalid_request']);
      for (const grantType of ['password', 'authorization_code', 'CLIENT_CREDENTIALS']) {
        const answer = await ask({ ...credentials(client), grant_type: grantType });
        expect([answer.status, Object.keys(answer.json).toSorted()]).toEqual([400, ['error', 'error_description']]);
        expect(answer.json['error']).toBe('unsupported_grant_type');
      }
      const nothing = await scene.form('introspectSignedToken', credentials(client));
      expect([nothing.status, nothing.json['error']]).toEqual([400, 'invalid_request']);
    });

    it('JSON, a field that stands there twice and GET are refused in the body of this wire, and of OAuth', async () => {
      const client = await scene.addClient();
      const { server } = scene.world;
      const json = await server.inject({ method: 'POST', url: '/oauth/v2/token', payload: credentials(client) });
      expect([json.statusCode, json.json<{ code: string }>().code]).toEqual([400, '400000']);
      const twice = await server.inject({
        ...{ method: 'POST', url: '/oauth/v2/token', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
        payload: 'grant_type=client_credentials&grant_type=password',
      });
      expect(twice.statusCode).toBe(400);
      for (const { body } of [json, twice]) {
        const said = JSON.parse(body) as Record<string, unknown>;
        expect([said['error'], said['error_description']]).toEqual(['invalid_request', said['detail']]);
      }
      const get = await server.inject('/oauth/v2/token/');
      expect(get.json()).toMatchObject({ code: '405000', detail: 'Method "GET" not allowed.' });
    });

    it('a site that guessed too often is told to come back; a database that cannot be reached is no bad client', async () => {
      const client = await scene.addClient();
      const fields = { grant_type: 'client_credentials', client_id: client.clientId };
      const limited = await addNode(scene.world, { failuresPerMinute: 5, monotonicMs: () => 1000 });
      const statuses = new Set<number>();
      for (let index = 0; index < 40; index += 1) {
        const guess = { ...fields, client_secret: createSecret('cli') };
        statuses.add((await scene.form('issueSignedToken', guess, { server: limited.server })).status);
      }
      expect(statuses).toEqual(new Set([401, 429]));
      await limited.close();
      const way = await createCuttableWay(scene.world.database.url);
      const node = await addNode(scene.world, { databaseUrl: way.url });
      const right = { ...fields, client_secret: client.clientSecret };
      expect((await scene.form('issueSignedToken', right, { server: node.server })).status).toBe(200);
      await way.cut();
      const lost = await scene.form('issueSignedToken', right, { server: node.server });
      expect([lost.status, lost.json['code']]).toEqual([503, '503000']);
      await way.repair();
      await node.close();
      await way.cut();
    });
  });

  describe('as texts', () => {
    it('damaged in head, claims or signature they let nobody in; cut short they are not even looked up', async () => {
      const client = await scene.addClient();
      const token = await tokenOf(client);
      const [head = '', claims = '', signature = ''] = token.split('.');
      const forged = [
        ...[0, 60, head.length + 20, -1, -300].map((place) => damagedAt(token, place)),
        `${head}.${claims}.${signature.slice(0, -1)}`,
        `${head}.${claims}.`,
        `${head}.${claims}.${signature}A`,
        `${head}.${Buffer.from(JSON.stringify({ ...decodeJwt(token), sub: 'somebody' })).toString('base64url')}.${signature}`,
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`,
      ];
      for (const text of forged) expect(await statusOf(text)).toBe(401);
      expect(await statusOf(token)).toBe(200);
      const node = await addNode(scene.world);
      const lookUps = async (text: string) => {
        node.statements.clear();
        await scene.asBearer(text, 'getCurrentUser', { server: node.server });
        return node.statements.texts.filter((statement) => statement.includes('find-secret')).length;
      };
      expect(await lookUps(token)).toBe(1);
      expect(await lookUps(`${head}.${claims}.${signature.slice(0, -1)}`)).toBe(0);
      await node.close();
    });

    it('an id token, which the same keys sign, is no access token', async () => {
      const person = await scene.addPerson('with-id-token');
      const issued = await scene.form('issueToken', await scene.obtainCode(person));
      const idToken = String(issued.json['id_token']);
      expect(decodeProtectedHeader(idToken)).toMatchObject({ alg: 'RS256' });
      expect(await statusOf(idToken)).toBe(401);
      const client = await scene.addClient();
      expect((await introspect(client, idToken)).json).toEqual({ active: false });
    });

    it('they stand nowhere: not in the database, the log or the record, and never in a URL', async () => {
      const client = await scene.addClient();
      const token = await tokenOf(client);
      await introspect(client, token);
      const inUrl = await scene.world.server.inject(`/api/service/users/current?note=${token}`);
      expect(inUrl.statusCode).toBe(400);
      const signature = token.slice(-200);
      expect(scene.world.logged.join('\n')).not.toContain(signature);
      const { rows } = await scene.world.database.pool.query<{ text: string }>(
        `SELECT string_agg(secret::text, ' ') || (SELECT string_agg(audit_record::text, ' ') FROM audit_record) AS text
         FROM secret`,
      );
      expect(rows[0]?.text).not.toContain(signature);
      expect(inUrl.body).not.toContain(signature);
    });
  });

  describe('introspection', () => {
    it('tells a client that proved itself what a live one says, whatever `verify_token` is', async () => {
      const [client, other] = [await scene.addClient(), await scene.addClient()];
      const token = await tokenOf(client);
      const { json } = await introspect(other, token);
      expect(json).toMatchObject({
        ...{ active: true, client_id: client.clientId, token_type: 'Bearer' },
        ...{ username: `service-account-${client.clientId}`, jti: decodeJwt(token).jti, exp: decodeJwt(token).exp },
      });
      for (const query of ['?verify_token=true', '?verify_token=false', '']) {
        const { body } = await scene.world.server.inject({
          ...{ method: 'POST', url: `/oauth/v2/introspect/${query}` },
          headers: { 'content-type': 'application/x-www-form-urlencoded', ...basic(client) },
          payload: `token=${token}&token_type_hint=access_token`,
        });
        expect(JSON.parse(body)).toMatchObject({ active: true });
      }
    });

    it('everything else is inactive and nothing more is said', async () => {
      const client = await scene.addClient();
      const ended = await tokenOf(client);
      const token = await tokenOf(client);
      const { secret } = await scene.world.makeToken('default');
      const others = [ended, damagedAt(token, -5), await scene.clientToken(client), secret, client.clientSecret, 'x'];
      for (const one of others) expect((await introspect(client, one)).json).toEqual({ active: false });
    });

    it('a stranger learns nothing', async () => {
      const client = await scene.addClient();
      const token = await tokenOf(client);
      const answer = await introspect({ ...client, clientSecret: createSecret('cli') }, token);
      expect([answer.status, answer.json['active']]).toEqual([401, undefined]);
    });
  });

  it('the published keys have no private half', async () => {
    const { keys: published } = await keys();
    expect(published.length).toBeGreaterThan(0);
    for (const key of published) {
      expect(Object.keys(key).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    }
  });
});
