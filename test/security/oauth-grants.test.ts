import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  authorizeUrl,
  cli,
  createOauthScene,
  deviceGrant,
  newPkce,
  redirectUri,
  type OauthScene,
  type Person,
} from './oauth-scene.ts';

describe('authorization code', () => {
  let scene: OauthScene;
  let person: Person;
  beforeAll(async () => {
    scene = await createOauthScene();
    person = await scene.addPerson('jsmith');
  });
  afterAll(() => scene.world.close());

  const whoIs = (bearer: string) => scene.asBearer(bearer, 'getCurrentUser');
  const begin = async () => {
    const { challenge } = newPkce();
    const begun = await scene.browse(authorizeUrl({ code_challenge: challenge }));
    return { uid: begun.location.split('/').at(-1) ?? '', cookies: begun.cookies };
  };

  it('ends in a bearer of one hour that acts as the person who said yes', async () => {
    const issued = await scene.form('issueToken', await scene.obtainCode(person));
    expect(issued.status, issued.text).toBe(200);
    expect(issued.json).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'openid offline_access' });
    expect(issued.json['access_token']).toMatch(/^clv_usr_/);
    expect(issued.json).toHaveProperty('id_token');
    expect(issued.json).toHaveProperty('refresh_token');
    expect((await whoIs(String(issued.json['access_token']))).json).toMatchObject({ username: 'jsmith' });
  });

  it('shows the person who asks, for what, from where, and where the answer goes', async () => {
    const { uid, cookies } = await begin();
    const shown = await scene.asPerson(person, 'getOauthInteraction', { part: uid, cookies });
    expect(shown.json).toMatchObject({
      uid,
      clientId: cli,
      clientName: 'Clavis command line',
      scopes: ['openid', 'offline_access'],
      address: '127.0.0.1',
      redirectTo: '127.0.0.1:43210',
    });
  });

  it('is refused by the person: the client is told, and there is no code', async () => {
    const { uid, cookies } = await begin();
    const refused = await scene.asPerson(person, 'refuseOauthInteraction', { part: uid, cookies });
    const back = await scene.browse(String(refused.json['redirectTo']), cookies);
    const answer = new URL(back.location);
    expect(answer.origin + answer.pathname).toBe(redirectUri);
    expect(Object.fromEntries(answer.searchParams)).toMatchObject({ error: 'access_denied', state: 'a state' });
    expect(answer.searchParams.has('code')).toBe(false);
  });

  it('is decided once', async () => {
    const { uid, cookies } = await begin();
    const decisions = await Promise.all(
      [1, 2, 3].map(() => scene.asPerson(person, 'allowOauthInteraction', { part: uid, cookies })),
    );
    expect(decisions.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
    expect((await scene.asPerson(person, 'getOauthInteraction', { part: uid, cookies })).status).toBe(404);
  });

  it('is decided in the browser that asked, or not at all', async () => {
    const { uid, cookies } = await begin();
    const other = await begin();
    for (const foreign of [{}, other.cookies]) {
      const answer = await scene.asPerson(person, 'allowOauthInteraction', { part: uid, cookies: foreign });
      expect(answer.status).toBe(404);
    }
    const allowed = await scene.asPerson(person, 'allowOauthInteraction', { part: uid, cookies });
    const elsewhere = await scene.browse(String(allowed.json['redirectTo']), other.cookies);
    expect(elsewhere.status).toBe(400);
    expect(elsewhere.location).toBe('');
  });

  it('is decided by a person in a session; a bearer says yes to nothing', async () => {
    const { accessToken } = await scene.signInCli(person);
    const { uid, cookies } = await begin();
    const cookie = Object.entries(cookies)
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
    const answer = await scene.asBearer(accessToken, 'allowOauthInteraction', { part: uid, headers: { cookie } });
    expect(answer.status).toBe(403);
  });

  it('asks for PKCE by S256, a registered redirect and a known client', async () => {
    const { challenge } = newPkce();
    const without = await scene.browse(authorizeUrl({}));
    expect(new URL(without.location).searchParams.get('error')).toBe('invalid_request');
    const plain = await scene.browse(authorizeUrl({ code_challenge: challenge, code_challenge_method: 'plain' }));
    expect(new URL(plain.location).searchParams.get('error')).toBe('invalid_request');
    for (const fields of [
      { redirect_uri: 'https://evil.example/callback' },
      { redirect_uri: 'http://127.0.0.1:43210/elsewhere' },
      { redirect_uri: 'http://localhost:43210/callback' },
      { client_id: 'somebody' },
    ]) {
      const answer = await scene.browse(authorizeUrl({ code_challenge: challenge, ...fields }));
      expect([answer.status, answer.location]).toEqual([400, '']);
    }
  });

  it('gives nothing for a wrong verifier, another redirect or another client', async () => {
    const wrong = [
      { code_verifier: newPkce().verifier },
      { redirect_uri: 'http://127.0.0.1:1/callback' },
      { client_id: 'somebody' },
    ];
    for (const fields of wrong) {
      const answer = await scene.form('issueToken', { ...(await scene.obtainCode(person)), ...fields });
      expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
      expect(answer.json).not.toHaveProperty('access_token');
    }
  });

  it('a code that comes twice ends everything that was made from it', async () => {
    const fields = await scene.obtainCode(person);
    const first = await scene.form('issueToken', fields);
    const bearer = String(first.json['access_token']);
    expect((await whoIs(bearer)).status).toBe(200);
    const second = await scene.form('issueToken', fields);
    expect(second.status).toBe(400);
    expect(second.json).toMatchObject({ error: 'invalid_grant' });
    expect((await whoIs(bearer)).status).toBe(401);
  });

  it('of many uses of a code at one moment at most one succeeds, and what it got ends', async () => {
    const fields = await scene.obtainCode(person);
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => scene.form('issueToken', fields)));
    const bearers = answers.flatMap(({ json }) =>
      typeof json['access_token'] === 'string' ? [json['access_token']] : [],
    );
    expect(bearers.length).toBeLessThanOrEqual(1);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    for (const bearer of bearers) expect((await whoIs(bearer)).status).toBe(401);
  });

  it('each authorization is asked for anew, also with the cookies of the one before', async () => {
    const { challenge } = newPkce();
    const first = await scene.browse(authorizeUrl({ code_challenge: challenge }));
    const uid = first.location.split('/').at(-1) ?? '';
    const allowed = await scene.asPerson(person, 'allowOauthInteraction', { part: uid, cookies: first.cookies });
    const back = await scene.browse(String(allowed.json['redirectTo']), first.cookies);
    const cookies = { ...first.cookies, ...back.cookies };
    const again = await scene.browse(authorizeUrl({ code_challenge: challenge }), cookies);
    expect(again.location).toMatch(/^\/consent\//);
    const silent = await scene.browse(authorizeUrl({ code_challenge: challenge, prompt: 'none' }), cookies);
    expect(new URL(silent.location).searchParams.get('error')).toMatch(/login_required|interaction_required/);
  });

  it('sets no cookie that script reads, that another site sends or that goes without TLS', async () => {
    const { challenge } = newPkce();
    const url = authorizeUrl({ code_challenge: challenge });
    const answer = await scene.world.server.inject({ url });
    const cookies = [answer.headers['set-cookie'] ?? []].flat();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-clavis-oidc/);
      const parts = cookie.toLowerCase().split('; ');
      expect(parts).toEqual(expect.arrayContaining(['path=/', 'secure', 'httponly', 'samesite=lax']));
      expect(cookie.toLowerCase()).not.toContain('domain=');
    }
  });

  it('tells addresses under the issuer, whatever host was asked', async () => {
    const answer = await scene.world.server.inject({
      url: '/auth/realms/default/.well-known/openid-configuration',
      headers: { host: 'evil.example', origin: 'https://evil.example' },
    });
    expect(answer.body).not.toContain('evil.example');
    const described = JSON.parse(answer.body) as Record<string, unknown>;
    const issuer = String(described['issuer']);
    const endpoints = Object.entries(described).filter(([name]) => name.endsWith('_endpoint') || name === 'jwks_uri');
    expect(endpoints.length).toBe(8);
    for (const [name, url] of endpoints) expect(String(url), name).toMatch(new RegExp(`^${issuer}/`));
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('refresh', () => {
  let scene: OauthScene;
  let person: Person;
  beforeAll(async () => {
    scene = await createOauthScene();
    person = await scene.addPerson('jsmith');
  });
  afterAll(() => scene.world.close());

  const refresh = (refreshToken: string) =>
    scene.form('issueToken', { grant_type: 'refresh_token', client_id: cli, refresh_token: refreshToken });
  const works = async (bearer: unknown) => (await scene.asBearer(String(bearer), 'getCurrentUser')).status === 200;
  /** Moves the uses of all refresh tokens into the past; the database's clock cannot be moved. */
  const age = (seconds: number) =>
    scene.world.database.pool.query(
      "UPDATE oauth_artifact SET consumed_at = consumed_at - make_interval(secs => $1) WHERE kind = 'RefreshToken'",
      [seconds],
    );

  it('gives a new bearer and a new refresh token; the bearer before goes on', async () => {
    const { accessToken, refreshToken } = await scene.signInCli(person);
    const next = await refresh(refreshToken);
    expect(next.status, next.text).toBe(200);
    expect(next.json['refresh_token']).not.toBe(refreshToken);
    expect(await works(next.json['access_token'])).toBe(true);
    expect(await works(accessToken)).toBe(true);
  });

  it('many refreshes at one moment all get the same successor and a bearer that works', async () => {
    const { refreshToken } = await scene.signInCli(person);
    const answers = await Promise.all(Array.from({ length: 12 }, () => refresh(refreshToken)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ json }) => json['refresh_token'])).size).toBe(1);
    for (const { json } of answers) expect(await works(json['access_token'])).toBe(true);
    expect((await refresh(String(answers[0]?.json['refresh_token']))).status).toBe(200);
  });

  it('a used refresh token that comes back late ends the family, its bearers included, and is recorded', async () => {
    const { refreshToken } = await scene.signInCli(person);
    const next = await refresh(refreshToken);
    await age(31);
    const replay = await refresh(refreshToken);
    expect(replay.json).toMatchObject({ error: 'invalid_grant' });
    expect(await works(next.json['access_token'])).toBe(false);
    expect((await refresh(String(next.json['refresh_token']))).status).toBe(400);
    const { rows } = await scene.world.database.pool.query<{ detail: { reason: string } }>(
      "SELECT detail FROM audit_record WHERE action = 'oauth-grant.end' ORDER BY sequence DESC LIMIT 1",
    );
    expect(rows[0]?.detail.reason).toBe('refresh token reused');
  });

  it('without the mark of its use a replay would be let in, which shows that it is the mark that refuses it', async () => {
    const { refreshToken } = await scene.signInCli(person);
    expect((await refresh(refreshToken)).status).toBe(200);
    await age(31);
    await scene.world.database.pool.query("UPDATE oauth_artifact SET consumed_at = NULL WHERE kind = 'RefreshToken'");
    expect((await refresh(refreshToken)).status).toBe(200);
  });

  it('the one before the last is too old at once, when the last was used', async () => {
    const { refreshToken } = await scene.signInCli(person);
    const second = await refresh(refreshToken);
    expect((await refresh(String(second.json['refresh_token']))).status).toBe(200);
    expect((await refresh(refreshToken)).json).toMatchObject({ error: 'invalid_grant' });
    expect(await works(second.json['access_token'])).toBe(false);
  });

  it('a refresh that runs while the family ends brings nothing back', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { refreshToken } = await scene.signInCli(person);
      const [first, revoked] = await Promise.all([
        refresh(refreshToken),
        scene.form('revokeToken', { client_id: cli, token: refreshToken }),
      ]);
      expect(revoked.status).toBe(200);
      expect(first.status).toBeLessThan(500);
      expect(await works(first.json['access_token'] ?? 'nothing')).toBe(false);
      expect((await refresh(String(first.json['refresh_token'] ?? 'nothing'))).status).toBe(400);
    }
  });

  it('gives nothing to another client, nor in the name of somebody who was switched off, also not when switched on again', async () => {
    const other = await scene.addPerson('leaver');
    const { accessToken, refreshToken } = await scene.signInCli(other);
    const client = await scene.addClient();
    const foreign = await scene.form('issueToken', {
      grant_type: 'refresh_token',
      client_id: client.clientId,
      client_secret: client.clientSecret,
      refresh_token: refreshToken,
    });
    expect(foreign.status).toBe(400);
    const { pool } = scene.world.database;
    await pool.query("UPDATE actor SET state = 'disabled' WHERE username = 'leaver'");
    expect(await works(accessToken)).toBe(false);
    expect((await refresh(refreshToken)).json).toMatchObject({ error: 'invalid_grant' });
    await pool.query("UPDATE actor SET state = 'active' WHERE username = 'leaver'");
    expect((await refresh(refreshToken)).json).toMatchObject({ error: 'invalid_grant' });
    expect(await works(accessToken)).toBe(false);
  });
});

describe('device', () => {
  let scene: OauthScene;
  let person: Person;
  beforeAll(async () => {
    scene = await createOauthScene();
    person = await scene.addPerson('jsmith');
  });
  afterAll(() => scene.world.close());

  const poll = (deviceCode: string, clientId = cli) =>
    scene.form('issueToken', { grant_type: deviceGrant, client_id: clientId, device_code: deviceCode });
  /** Lets the pause between two questions pass. */
  const wait = () =>
    scene.world.database.pool.query(
      "UPDATE oauth_artifact SET created_at = created_at - interval '1 minute', last_polled_at = last_polled_at - interval '1 minute'",
    );
  const decide = (id: 'findDeviceRequest' | 'allowDevice' | 'refuseDevice', userCode: string, by = person) =>
    scene.asPerson(by, id, { body: { userCode } });

  it('ends in a bearer that acts as the person who typed the code', async () => {
    const { deviceCode, userCode } = await scene.beginDevice();
    await wait();
    expect((await poll(deviceCode)).json).toMatchObject({ error: 'authorization_pending' });
    expect((await decide('allowDevice', userCode.toLowerCase().replace('-', ' '))).status).toBe(200);
    await wait();
    const issued = await poll(deviceCode);
    expect(issued.status, issued.text).toBe(200);
    expect(issued.json).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    expect(issued.json).toHaveProperty('refresh_token');
    const who = await scene.asBearer(String(issued.json['access_token']), 'getCurrentUser');
    expect(who.json).toMatchObject({ username: 'jsmith' });
  });

  it('shows who asks, from where, for what, and makes no place up', async () => {
    const { userCode } = await scene.beginDevice();
    const shown = await decide('findDeviceRequest', userCode);
    expect(shown.json).toMatchObject({
      userCode,
      clientName: 'Clavis command line',
      scopes: ['openid', 'offline_access'],
      address: '127.0.0.1',
      place: 'unknown',
      client: 'lightMyRequest',
    });
  });

  it('tells no link that has the code in it', async () => {
    const begun = await scene.form('authorizeDevice', { client_id: cli, scope: 'openid' });
    expect(begun.json).not.toHaveProperty('verification_uri_complete');
    expect(begun.json).toMatchObject({ verification_uri: expect.stringMatching(/\/device$/) as string, interval: 5 });
    expect(begun.json['user_code']).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
  });

  it('is refused: the device is told, and nobody can say yes any more', async () => {
    const { deviceCode, userCode } = await scene.beginDevice();
    expect((await decide('refuseDevice', userCode)).status).toBe(200);
    await wait();
    expect((await poll(deviceCode)).json).toMatchObject({ error: 'access_denied' });
    expect((await decide('allowDevice', userCode)).status).toBe(404);
  });

  it('asks too often: it is told to slow down, and has to wait longer each time', async () => {
    const { deviceCode } = await scene.beginDevice();
    expect((await poll(deviceCode)).json).toMatchObject({ error: 'slow_down' });
    expect((await poll(deviceCode)).json).toMatchObject({ error: 'slow_down' });
    const { rows } = await scene.world.database.pool.query<{ poll_seconds: number }>(
      "SELECT poll_seconds FROM oauth_artifact WHERE kind = 'DeviceCode' ORDER BY created_at DESC LIMIT 1",
    );
    expect(rows[0]?.poll_seconds).toBe(15);
    await wait();
    expect((await poll(deviceCode)).json).toMatchObject({ error: 'authorization_pending' });
  });

  it('is approved once, by one person, and fetched once', async () => {
    const other = await scene.addPerson('other');
    const { deviceCode, userCode } = await scene.beginDevice();
    const decisions = await Promise.all([person, other].map((by) => decide('allowDevice', userCode, by)));
    expect(decisions.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect((await decide('allowDevice', userCode, other)).status).toBe(404);
    await wait();
    const fetched = await poll(deviceCode);
    expect(fetched.status).toBe(200);
    await wait();
    expect((await poll(deviceCode)).json).toMatchObject({ error: 'invalid_grant' });
    const gone = await scene.asBearer(String(fetched.json['access_token']), 'getCurrentUser');
    expect(gone.status).toBe(401);
  });

  it('runs out after ten minutes, for the device and for the page', async () => {
    const { deviceCode, userCode } = await scene.beginDevice();
    await scene.world.database.pool.query("UPDATE oauth_artifact SET expires_at = now() - interval '1 second'");
    await wait();
    expect((await poll(deviceCode)).json).toMatchObject({ error: 'expired_token' });
    expect((await decide('allowDevice', userCode)).status).toBe(404);
  });

  it('gives nothing to another client', async () => {
    const { deviceCode, userCode } = await scene.beginDevice();
    await decide('allowDevice', userCode);
    const client = await scene.addClient();
    await wait();
    const answer = await scene.form('issueToken', {
      grant_type: deviceGrant,
      client_id: client.clientId,
      client_secret: client.clientSecret,
      device_code: deviceCode,
    });
    expect(answer.status).toBe(400);
    expect(answer.json).not.toHaveProperty('access_token');
  });
});
