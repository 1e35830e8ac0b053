import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertIdentityProvider, signIn as signInLocally } from '../../src/identity/index.ts';
import { sql, transact } from '../../src/postgres/index.ts';
import { startHonestProvider, type HonestProvider } from '../support/honest-identity-provider.ts';
import { createProviderKey, signToken } from '../support/hostile-identity-provider.ts';
import { publicUrl, SingleSignOnScene, type Ended, type KnownProvider } from './single-sign-on-scene.ts';

const own = { host: '127.0.0.1:7373', 'sec-fetch-site': 'same-origin' };

/** The admin in person, at a browser. */
async function adminCookie({ world }: SingleSignOnScene): Promise<string> {
  const { username, password } = world.admin;
  const { session } = await signInLocally(world.deps.identity, { username, password, address: '127.0.0.1' });
  return `__Host-clavis=${session}`;
}

describe('signing in at an honest provider', () => {
  const alias = 'honest';
  let scene: SingleSignOnScene;
  let honest: HonestProvider;

  beforeAll(async () => {
    scene = await SingleSignOnScene.create({
      limits: { timeoutMs: 5_000, answerBytesMax: 262_144, descriptionMs: 60_000, failureMs: 5_000, keysMs: 60_000 },
    });
    honest = await startHonestProvider(`${publicUrl}/api/clavis/v1/sso/${alias}/callback`, {
      ...{ sub: 'katherine', preferred_username: 'Katherine@nasa.example', given_name: 'Katherine' },
      ...{ family_name: 'Johnson', email: 'katherine@nasa.example', email_verified: true, groups: ['orbits', 'staff'] },
    });
    const { issuer, clientId, clientSecret } = honest;
    await transact(scene.db, (tx) =>
      insertIdentityProvider(tx, scene.world.deps.singleSignOn.sealer, {
        ...{ alias, displayName: 'Honest', issuer, clientId, clientSecret, scopes: ['openid', 'profile', 'email'] },
        ...{ groupsClaim: null, usernameClaim: 'preferred_username', signingAlgorithms: ['RS256', 'ES256'] },
        ...{ createsUsers: true, role: 'member', enabled: true, by: 'ada' },
      }),
    );
    await sql`
      INSERT INTO user_group (id, name, alias, is_default, created_by, updated_by)
      SELECT gen_random_uuid(), name, name, name = 'everybody', 'ada', 'ada'
      FROM unnest(ARRAY['everybody', 'orbits', 'data', 'once', 'unmapped']) AS name`.execute(scene.db);
    await addMapper('orbits', { 'attribute.value': 'orbits' });
    await addMapper('data', { 'attribute.value': 'data-.*', 'are.attribute.values.regex': 'true' });
    await addMapper('once', { 'attribute.value': 'staff', syncMode: 'IMPORT' });
  });

  afterAll(async () => {
    await honest.close();
    await scene.close();
  });

  async function addMapper(group: string, config: Record<string, string>): Promise<void> {
    const answer = await scene.server.inject({
      method: 'POST',
      url: `/api/service/idp/${alias}/mappers`,
      headers: { authorization: `Bearer ${scene.world.admin.tokenSecret}` },
      payload: {
        ...{ name: group, identityProviderMapper: 'saml-group-idp-mapper', identityProviderAlias: alias },
        config: { syncMode: 'FORCE', 'attribute.name': 'memberOf', group, ...config },
      },
    });
    expect(answer.statusCode, answer.body).toBe(200);
  }

  async function signIn(returnTo?: string, session?: string): Promise<Ended> {
    const visit = await scene.begin(alias, returnTo);
    const back = await honest.visit(visit.location);
    expect(back.origin + back.pathname).toBe(`${publicUrl}/api/clavis/v1/sso/${alias}/callback`);
    const cookie = session === undefined ? visit.cookie : `${session}; ${visit.cookie}`;
    return scene.comeBack(alias, back.searchParams, cookie);
  }

  async function groupsOf(username: string): Promise<string[]> {
    const { rows } = await sql<{ name: string }>`
      SELECT user_group.name FROM user_group_member AS member
      JOIN user_group ON user_group.id = member.group_id JOIN actor ON actor.id = member.actor_id
      WHERE actor.username = ${username} ORDER BY user_group.name`.execute(scene.db);
    return rows.map(({ name }) => name);
  }

  async function readEpoch(): Promise<number> {
    const { rows } = await sql<{ epoch: number }>`SELECT epoch FROM policy_epoch`.execute(scene.db);
    return rows[0]?.epoch ?? 0;
  }

  it('makes the person at the first time, with what the provider says and the default groups', async () => {
    const ended = await signIn('/tokens?sort=name');
    expect(ended).toMatchObject({ status: 303, location: '/tokens?sort=name' });
    expect(await scene.whoIs(ended.session ?? '')).toBe('katherine');
    const { rows } = await sql`
      SELECT actor.role, actor.created_by, account.email, account.email_verified, account.first_name, account.last_name,
             account.password_hash
      FROM actor JOIN local_account AS account ON account.actor_id = actor.id WHERE username = 'katherine'`.execute(
      scene.db,
    );
    expect(rows).toEqual([
      {
        ...{ role: 'member', created_by: 'sso:honest', email: 'katherine@nasa.example', email_verified: true },
        ...{ first_name: 'Katherine', last_name: 'Johnson', password_hash: null },
      },
    ]);
    expect(await groupsOf('katherine')).toEqual(['everybody', 'once', 'orbits']);
  });

  it('records the person, the groups and the session, and how they came', async () => {
    // That the session was used is recorded too, somewhat later.
    const { rows } = await sql<{ action: string; actor_name: string; detail: Record<string, unknown> }>`
      SELECT action, actor_name, detail FROM audit_record
      WHERE actor_name = 'katherine' AND action <> 'secret.use' ORDER BY sequence`.execute(scene.db);
    expect(rows.map(({ action }) => action)).toEqual(['user.create', 'user.sync-groups', 'session.begin']);
    expect(rows[0]?.detail).toMatchObject({ issuer: honest.issuer, subject: 'katherine', role: 'member' });
    expect(rows[1]?.detail).toMatchObject({ joined: ['once', 'orbits'], left: [] });
    expect(rows[2]?.detail).toMatchObject({ method: 'sso:honest' });
  });

  it('makes mapped memberships those of the claim at every sign-in, and leaves all others alone', async () => {
    await sql`
      INSERT INTO user_group_member (group_id, actor_id)
      SELECT user_group.id, actor.id FROM user_group, actor
      WHERE user_group.name = 'unmapped' AND actor.username = 'katherine'`.execute(scene.db);
    await sql`
      DELETE FROM user_group_member USING user_group
      WHERE user_group.id = group_id AND user_group.name = 'once'`.execute(scene.db);
    const before = await readEpoch();
    honest.person = { ...honest.person, groups: ['data-readers', 'staff'] };
    await signIn();
    expect(await groupsOf('katherine')).toEqual(['data', 'everybody', 'unmapped']);
    expect(await readEpoch()).toBe(before + 1);
    await signIn();
    expect(await readEpoch()).toBe(before + 1);
    honest.person = { ...honest.person, groups: undefined };
    await signIn();
    expect(await groupsOf('katherine')).toEqual(['everybody', 'unmapped']);
  });

  it('a claim that is no list of texts signs nobody in and changes nothing', async () => {
    honest.person = { ...honest.person, groups: ['data-readers'] };
    await signIn();
    for (const groups of [{ data: true }, 7, ['data-readers', 7]]) {
      honest.person = { ...honest.person, groups };
      const ended = await signIn();
      expect(ended.session).toBeNull();
      expect(ended.location).toContain('problem=refused');
    }
    expect(await groupsOf('katherine')).toEqual(['data', 'everybody', 'unmapped']);
    expect((await scene.reasons(alias)).slice(-3)).toEqual(['groups-invalid', 'groups-invalid', 'groups-invalid']);
    honest.person = { ...honest.person, groups: [] };
  });

  it('a group that goes away takes its mappers with it', async () => {
    await sql`DELETE FROM user_group WHERE name = 'data'`.execute(scene.db);
    const answer = await scene.server.inject({
      url: `/api/service/idp/${alias}/mappers`,
      headers: { authorization: `Bearer ${scene.world.admin.tokenSecret}` },
    });
    expect(answer.json<{ name: string }[]>().map(({ name }) => name)).toEqual(['orbits', 'once']);
    expect((await signIn()).session).not.toBeNull();
  });

  it('begins a new session each time, whatever cookie the browser brings along', async () => {
    const first = (await signIn()).session ?? '';
    const second = (await signIn('/', first)).session ?? '';
    const planted = (await signIn('/', '__Host-clavis=planted-by-somebody-else')).session ?? '';
    expect(new Set([first, second, planted, '__Host-clavis=planted-by-somebody-else']).size).toBe(4);
  });

  it('sets cookies that no script and no other site gets at, and forgets the one of the way', async () => {
    const start = await scene.get(`/api/clavis/v1/sso/${alias}/login`);
    expect(start.setCookie).toEqual([
      expect.stringMatching(/^__Host-clavis-sso=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=600$/),
    ]);
    const { setCookie } = await signIn();
    expect(setCookie).toEqual([
      expect.stringMatching(/^__Host-clavis=clv_ses_\w+; Path=\/; Secure; HttpOnly; SameSite=Lax; Expires=/),
      '__Host-clavis-sso=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0',
    ]);
  });

  it('sends the browser with a code challenge, a state and a nonce, of which the database has none', async () => {
    const visit = await scene.begin(alias);
    const asked = Object.fromEntries(new URL(visit.location).searchParams);
    expect(asked).toMatchObject({ response_type: 'code', code_challenge_method: 'S256', client_id: 'clavis' });
    const secret = visit.cookie.split('=')[1] ?? '';
    const { rows } = await sql<{ text: string }>`
      SELECT row_to_json(one)::text || encode(digest, 'base64') AS text FROM sso_transaction AS one`.execute(scene.db);
    const stored = rows.map(({ text }) => text).join('\n');
    for (const proof of [secret, asked['state'], asked['nonce'], asked['code_challenge']])
      expect(stored).not.toContain(proof);
  });
});

describe('linking a person to a subject', () => {
  let scene: SingleSignOnScene;
  let known: KnownProvider;
  let cookie: string;

  beforeAll(async () => {
    scene = await SingleSignOnScene.create();
    known = await scene.addProvider({ subject: 'ada-there', createsUsers: false });
    cookie = await adminCookie(scene);
  });

  afterAll(() => scene.close());

  async function links(method: 'GET' | 'POST' | 'DELETE', body?: object, query = '') {
    const { rows } = await sql<{ id: string }>`SELECT id FROM actor WHERE username = 'ada'`.execute(scene.db);
    return scene.server.inject({
      method,
      url: `/api/clavis/v1/users/${rows[0]?.id ?? ''}/federated-identities${query}`,
      headers: { ...own, cookie },
      ...(body === undefined ? {} : { payload: body }),
    });
  }

  it('lets the subject in from then on, and not before', async () => {
    expect((await scene.signIn(known)).session).toBeNull();
    const linked = await links('POST', { issuer: known.idp.issuer, subject: 'ada-there' });
    expect(linked.statusCode, linked.body).toBe(200);
    expect(await scene.whoIs((await scene.signIn(known)).session ?? '')).toBe('ada');
    expect((await links('GET')).json()).toMatchObject({
      federatedIdentities: [{ subject: 'ada-there', createdBy: 'ada' }],
    });
    expect((await links('POST', { issuer: known.idp.issuer, subject: 'ada-there' })).statusCode).toBe(409);
  });

  it('ends as it began, and both are recorded', async () => {
    const query = `?issuer=${encodeURIComponent(known.idp.issuer)}&subject=ada-there`;
    expect((await links('DELETE', undefined, query)).statusCode).toBe(200);
    expect((await links('DELETE', undefined, query)).statusCode).toBe(404);
    expect((await scene.signIn(known)).session).toBeNull();
    const { rows } = await sql<{ action: string }>`
      SELECT action FROM audit_record WHERE action LIKE 'federated-identity.%' ORDER BY sequence`.execute(scene.db);
    expect(rows.map(({ action }) => action)).toEqual(['federated-identity.link', 'federated-identity.unlink']);
  });

  it('of somebody who was removed may be given to another', async () => {
    const provider = await scene.addProvider({ subject: 'desk-7' });
    const username = await scene.whoIs((await scene.signIn(provider)).session ?? '');
    expect((await links('POST', { issuer: provider.idp.issuer, subject: 'desk-7' })).statusCode).toBe(409);
    await sql`UPDATE actor SET state = 'deleted' WHERE username = ${username}`.execute(scene.db);
    expect((await links('POST', { issuer: provider.idp.issuer, subject: 'desk-7' })).statusCode).toBe(200);
    expect(await scene.whoIs((await scene.signIn(provider)).session ?? '')).toBe('ada');
  });

  it.each([
    ['no subject', { issuer: 'https://id.example.com' }],
    ['an empty subject', { issuer: 'https://id.example.com', subject: '' }],
    ['a subject outside ASCII', { issuer: 'https://id.example.com', subject: 'gräce' }],
    ['an issuer that is no address', { issuer: 'okta', subject: 'x' }],
    ['a field that is none', { issuer: 'https://id.example.com', subject: 'x', actorId: 'y' }],
    ['a number', { issuer: 'https://id.example.com', subject: 1 }],
  ])('is refused with %s', async (_name, body) => {
    expect((await links('POST', body)).statusCode).toBe(400);
  });
});

describe('back-channel logout', () => {
  const event = { 'http://schemas.openid.net/event/backchannel-logout': {} };
  const seconds = () => Math.floor(Date.now() / 1000);
  let scene: SingleSignOnScene;

  beforeAll(async () => {
    scene = await SingleSignOnScene.create();
  });

  afterAll(() => scene.close());

  function tell({ alias }: KnownProvider, payload: string, type = 'application/x-www-form-urlencoded') {
    return scene.server.inject({
      method: 'POST',
      url: `/api/clavis/v1/sso/${alias}/backchannel-logout`,
      headers: { 'content-type': type },
      payload,
    });
  }

  function logoutToken({ idp }: KnownProvider, claims: object, key = idp.key): string {
    const now = seconds();
    return signToken(
      key,
      { typ: 'logout+jwt' },
      {
        ...{ iss: idp.issuer, aud: 'clavis', iat: now, exp: now + 120, jti: 'one', events: event },
        ...claims,
      },
    );
  }

  async function signInTwice(subject: string): Promise<{ known: KnownProvider; cookies: string[] }> {
    const known = await scene.addProvider({ subject });
    const cookies: string[] = [];
    for (const sid of ['session-1', 'session-2']) {
      known.idp.script = { claims: { sid } };
      cookies.push((await scene.signIn(known)).session ?? '');
    }
    return { known, cookies };
  }

  async function isLive(cookie: string): Promise<boolean> {
    const answer = await scene.server.inject({ url: '/api/service/users/current', headers: { cookie } });
    return answer.statusCode === 200;
  }

  it('by subject ends all sessions that began there, with their bearers, and none of others', async () => {
    const { known, cookies } = await signInTwice('all-of-them');
    const other = await signInTwice('somebody-else');
    const bearer = await scene.server.inject({
      method: 'POST',
      url: '/api/clavis/v1/bearers',
      headers: { ...own, cookie: cookies[0] ?? '' },
    });
    const { secret } = bearer.json<{ secret: string }>();
    const answer = await tell(known, `logout_token=${logoutToken(known, { sub: 'all-of-them' })}`);
    expect(answer.statusCode, answer.body).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(await Promise.all(cookies.map(isLive))).toEqual([false, false]);
    expect(await Promise.all(other.cookies.map(isLive))).toEqual([true, true]);
    const headers = { authorization: `Bearer ${secret}` };
    expect((await scene.server.inject({ url: '/api/service/users/current', headers })).statusCode).toBe(401);
  });

  it('by session ends that session only', async () => {
    const { known, cookies } = await signInTwice('one-of-two');
    await tell(known, `logout_token=${logoutToken(known, { sid: 'session-1' })}`);
    expect(await Promise.all(cookies.map(isLive))).toEqual([false, true]);
  });

  it('that is sent again ends nothing that began since', async () => {
    const { known } = await signInTwice('again');
    const token = logoutToken(known, { sub: 'again', iat: seconds() - 200 });
    const { session } = await scene.signIn(known);
    expect((await tell(known, `logout_token=${token}`)).statusCode).toBe(200);
    expect(await isLive(session ?? '')).toBe(true);
  });

  it.each<[string, (known: KnownProvider) => string]>([
    ['no token', () => ''],
    ['an empty token', () => 'logout_token='],
    ['two tokens', (known) => `logout_token=${logoutToken(known, { sub: 'x' })}&logout_token=y`],
    ['text', () => 'logout_token=text'],
    [
      'another key',
      (known) => `logout_token=${logoutToken(known, { sub: 'x' }, createProviderKey(known.idp.key.kid))}`,
    ],
    ['another issuer', (known) => `logout_token=${logoutToken(known, { sub: 'x', iss: 'https://other.example' })}`],
    ['another audience', (known) => `logout_token=${logoutToken(known, { sub: 'x', aud: 'another' })}`],
    ['a nonce, as an ID token has', (known) => `logout_token=${logoutToken(known, { sub: 'x', nonce: 'n' })}`],
    ['no event', (known) => `logout_token=${logoutToken(known, { sub: 'x', events: {} })}`],
    ['events that are a text', (known) => `logout_token=${logoutToken(known, { sub: 'x', events: 'logout' })}`],
    ['nobody', (known) => `logout_token=${logoutToken(known, {})}`],
    ['an old token', (known) => `logout_token=${logoutToken(known, { sub: 'x', iat: seconds() - 900 })}`],
    ['an expired token', (known) => `logout_token=${logoutToken(known, { sub: 'x', exp: seconds() - 900 })}`],
    ['no expiry', (known) => `logout_token=${logoutToken(known, { sub: 'x', exp: undefined })}`],
    ['a token of 1 MB', (known) => `logout_token=${logoutToken(known, { sub: 'x'.repeat(1_000_000) })}`],
  ])('is refused with %s, and ends nothing', async (_name, payload) => {
    const { known, cookies } = await signInTwice('x');
    const answer = await tell(known, payload(known));
    expect(answer.statusCode).toBe(400);
    expect(await Promise.all(cookies.map(isLive))).toEqual([true, true]);
  });

  it('is a form, and only there: JSON is refused here, a form everywhere else', async () => {
    const { known } = await signInTwice('form');
    const token = logoutToken(known, { sub: 'form' });
    expect((await tell(known, JSON.stringify({ logout_token: token }), 'application/json')).statusCode).toBe(400);
    const elsewhere = await scene.server.inject({
      method: 'POST',
      url: '/api/clavis/v1/sessions',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'username=ada&password=x',
    });
    expect(elsewhere.statusCode).toBe(400);
  });

  it('of a provider that is not there is refused alike', async () => {
    const { known } = await signInTwice('gone');
    const answers = await Promise.all([
      tell({ ...known, alias: 'no-such-provider' }, 'logout_token=e30.e30.x'),
      tell(known, 'logout_token=e30.e30.x'),
    ]);
    const bodies = answers.map((answer) => JSON.stringify({ ...answer.json<object>(), requestId: '' }));
    expect(new Set(bodies).size).toBe(1);
  });
});

describe('what is known of a provider', () => {
  const limits = { timeoutMs: 1_500, answerBytesMax: 262_144, descriptionMs: 60_000, failureMs: 60_000, keysMs: 0 };
  let scene: SingleSignOnScene;

  beforeAll(async () => {
    scene = await SingleSignOnScene.create({ limits });
  });

  afterAll(() => scene.close());

  function askedFor({ idp }: KnownProvider, path: string): number {
    return idp.asked.filter((asked) => asked === path).length;
  }

  it('is read once for many sign-ins, and anew after a change of the provider', async () => {
    const known = await scene.addProvider();
    for (let count = 0; count < 3; count += 1) expect((await scene.signIn(known)).session).not.toBeNull();
    expect(askedFor(known, '/.well-known/openid-configuration')).toBe(1);
    expect(askedFor(known, '/keys')).toBe(1);
    await sql`UPDATE identity_provider SET version = version + 1 WHERE alias = ${known.alias}`.execute(scene.db);
    expect((await scene.signIn(known)).session).not.toBeNull();
    expect(askedFor(known, '/.well-known/openid-configuration')).toBe(2);
  });

  it('a new key is found when the wait is over, and its tokens are good', async () => {
    const known = await scene.addProvider();
    expect((await scene.signIn(known)).session).not.toBeNull();
    const next = createProviderKey();
    known.idp.script = {
      keys: () => ({ body: { keys: [known.idp.key.jwk, next.jwk] } }),
      idToken: (claims) => signToken(next, {}, claims),
    };
    expect((await scene.signIn(known)).session).not.toBeNull();
  });

  it('a provider that is away is not asked again by everybody who presses the button', async () => {
    const known = await scene.addProvider();
    known.idp.script = { description: () => ({ status: 503, body: {} }) };
    const ended = await Promise.all(Array.from({ length: 5 }, () => scene.signIn(known)));
    expect(new Set(ended.map(({ location }) => new URL(location, publicUrl).searchParams.get('problem')))).toEqual(
      new Set(['unavailable']),
    );
    await scene.signIn(known);
    expect(askedFor(known, '/.well-known/openid-configuration')).toBe(1);
  });

  it('one network cannot fill the table of sign-ins under way', async () => {
    const known = await scene.addProvider();
    for (let count = 0; count < 210; count += 1) await scene.begin(known.alias);
    const { rows } = await sql<{ count: number }>`SELECT count(*) FROM sso_transaction`.execute(scene.db);
    expect(rows[0]?.count).toBe(200);
  });
});
