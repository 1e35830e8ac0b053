import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSignInCode } from '../../src/identity/index.ts';
import { sql } from '../../src/postgres/index.ts';
import { interceptFindSecret } from './intercept-find-secret.ts';
import { addNode } from './node.ts';
import {
  bearer,
  cookieOf,
  createPeopleScene,
  host,
  password,
  send,
  type Browser,
  type PeopleScene,
  type Person,
} from './people-scene.ts';

/** T24 of the threat table: sessions of people, on two nodes that share a database. */
describe('browser sessions', () => {
  let scene: PeopleScene;
  let person: Person;
  beforeAll(async () => {
    scene = await createPeopleScene();
  });
  afterAll(() => scene.close());
  beforeEach(async () => {
    await scene.forgetBudgets();
    person = await scene.addPerson();
  });

  const sessions = '/api/clavis/v1/sessions';
  const signInBody = (words = password) => ({ username: person.username, password: words });
  const ask = (request: readonly [string, string, unknown?], headers: Record<string, string> = {}) =>
    send(scene.world.server, request, headers);
  const asAdmin = (request: readonly [string, string, unknown?]) => ask(request, scene.admin.headers);
  async function codeFor(target: Person): Promise<string> {
    const answer = await asAdmin(['POST', `/api/clavis/v1/users/${target.id}/password-reset`]);
    return String(answer.json['code']);
  }

  describe('the cookie', () => {
    type Way = (browser: Browser) => Promise<Awaited<ReturnType<typeof ask>>>;
    const waysIn: Readonly<Record<string, Way>> = {
      'signing in': () => ask(['POST', sessions, signInBody()]),
      'the console’s code': async () => {
        const { code } = await createSignInCode(scene.world.deps.identity, { username: person.username });
        return ask(['POST', `${sessions}/by-code`, { code }]);
      },
      'a password reset': async () =>
        ask(['POST', '/api/clavis/v1/invitations/accept', { code: await codeFor(person), password: `${password}!` }]),
      'proving the password again': ({ headers }) =>
        ask(['POST', `${sessions}/current/confirm`, { password }], headers),
      'a change of the password': ({ headers }) => {
        const body = { currentPassword: password, newPassword: `${password} two` };
        return ask(['POST', '/api/clavis/v1/users/current/password', body], headers);
      },
      'signing out': ({ headers }) => ask(['DELETE', `${sessions}/current`], headers),
    };

    it.each(Object.entries(waysIn))('%s sets it for this host alone, out of reach of scripts', async (_name, way) => {
      const answer = await way(await scene.signIn(person));
      expect(answer.status, answer.text).toBe(200);
      const [pair = '', ...attributes] = (answer.setCookie ?? '').split('; ');
      expect(pair).toMatch(/^__Host-clavis=(clv_ses_\w+)?$/);
      expect(attributes.map((attribute) => attribute.split('=', 1)[0])).toEqual([
        'Path',
        'Secure',
        'HttpOnly',
        'SameSite',
        pair.endsWith('=') ? 'Max-Age' : 'Expires',
      ]);
      expect(attributes).toContain('Path=/');
      expect(attributes).toContain('SameSite=Lax');
      expect(answer.text).not.toContain('clv_');
    });

    it.each([
      ['a wrong password', () => ask(['POST', sessions, signInBody('another horse battery staple')]), 401],
      ['a wrong code', () => ask(['POST', `${sessions}/by-code`, { code: 'nobody’s' }]), 401],
      [
        'a wrong invitation',
        () => ask(['POST', '/api/clavis/v1/invitations/accept', { code: 'nobody’s', password }]),
        403,
      ],
      ['another site', () => ask(['POST', sessions, signInBody()], { host, 'sec-fetch-site': 'cross-site' }), 403],
    ] as const)('%s sets none', async (_name, attempt, status) => {
      const answer = await attempt();
      expect(answer.status, answer.text).toBe(status);
      expect(answer.setCookie).toBeNull();
    });
  });

  describe('fixation', () => {
    it('a cookie that was there before signing in is not the session afterwards', async () => {
      const planted = await scene.signIn(await scene.addPerson());
      const answer = await ask(['POST', sessions, signInBody()], planted.headers);
      expect(answer.status).toBe(200);
      expect(cookieOf(answer)).not.toEqual(planted.headers);
      const who = await ask(['GET', '/api/service/users/current'], planted.headers);
      expect(who.json['username']).toBe(planted.person.username);
    });

    it('proving the password again makes another secret of the session, and the one before is dead', async () => {
      const browser = await scene.signIn(person);
      const made = await scene.makeBearer(browser);
      const answer = await ask(['POST', `${sessions}/current/confirm`, { password }], browser.headers);
      expect(await scene.statuses(browser.headers)).toEqual([401, 401]);
      expect(await scene.statuses(cookieOf(answer))).toEqual([200, 200]);
      // It is the same session: what was made in it goes on.
      expect(await scene.statuses(bearer(made))).toEqual([200, 200]);
      const current = await ask(['GET', `${sessions}/current`], cookieOf(answer));
      expect(current.json).toMatchObject({ id: browser.sessionId, current: true });
    });

    it('a wrong password proves nothing, leaves the session as it was, and is counted like a sign-in', async () => {
      const browser = await scene.signIn(person);
      const confirm = () => ask(['POST', `${sessions}/current/confirm`, { password: 'no' }], browser.headers);
      expect(await confirm()).toMatchObject({ status: 400, json: { info: 'field_invalid' } });
      expect(await scene.statuses(browser.headers)).toEqual([200, 200]);
      for (let guess = 0; guess < 9; guess += 1) await confirm();
      expect((await confirm()).status).toBe(429);
    });
  });

  describe('ending', () => {
    it('after one idle hour, however long it could have lasted', async () => {
      const browser = await scene.signIn(person);
      await scene.age(browser.sessionId, '59 minutes');
      expect(await scene.statuses(browser.headers)).toEqual([200, 200]);
      await scene.age(browser.sessionId, '2 minutes');
      expect(await scene.statuses(browser.headers)).toEqual([401, 401]);
    });

    it('after twelve hours, however busy it was', async () => {
      const browser = await scene.signIn(person);
      await scene.age(browser.sessionId, '12 hours 1 minute');
      await sql`UPDATE secret SET last_used_at = now() WHERE id = ${browser.sessionId}`.execute(
        scene.world.database.db,
      );
      expect(await scene.statuses(browser.headers)).toEqual([401, 401]);
    });

    interface Ended {
      readonly browser: Browser;
      readonly elsewhere: Browser;
    }
    const users = () => `/api/clavis/v1/users/${person.id}`;
    /** What ends a session, and whether the person's other sessions go on. */
    const ends: Readonly<Record<string, readonly [act: (on: Ended) => Promise<{ status: number }>, others: number]>> = {
      'signing out': [({ browser }) => ask(['DELETE', `${sessions}/current`], browser.headers), 200],
      'ending it from another browser': [
        ({ browser, elsewhere }) => ask(['DELETE', `${sessions}/${browser.sessionId}`], elsewhere.headers),
        200,
      ],
      'an admin who ends it': [({ browser }) => asAdmin(['DELETE', `${sessions}/${browser.sessionId}`]), 200],
      'an admin who ends all': [() => asAdmin(['DELETE', `${users()}/sessions`]), 401],
      'ending all one’s own': [({ elsewhere }) => ask(['DELETE', `${users()}/sessions`], elsewhere.headers), 401],
      'a change of role': [
        () =>
          asAdmin([
            'POST',
            `/api/service/users/${person.id}/roles/update`,
            { roleId: 'c1a51500-0000-4000-8000-000000000003' },
          ]),
        401,
      ],
      'being disabled': [() => asAdmin(['POST', `${users()}/disable`]), 401],
      'being removed': [() => asAdmin(['DELETE', users()]), 401],
      'a password reset': [
        async () =>
          ask(['POST', '/api/clavis/v1/invitations/accept', { code: await codeFor(person), password: `${password}!` }]),
        401,
      ],
    };

    it.each(Object.entries(ends))(
      '%s: the session and its bearers are dead on every node for the next request',
      async (_name, [act, others]) => {
        const browser = await scene.signIn(person);
        const elsewhere = await scene.signIn(person);
        const made = [await scene.makeBearer(browser), await scene.makeBearer(browser)];
        const madeElsewhere = await scene.makeBearer(elsewhere);
        const { db } = scene.world.database;
        await sql`
          INSERT INTO oauth_grant (id, actor_id, client_id, scope, expires_at)
          VALUES (gen_random_uuid(), ${person.id}, 'clavis-cli', 'openid', now() + interval '1 day')`.execute(db);
        expect(await scene.statuses(browser.headers)).toEqual([200, 200]);
        expect((await act({ browser, elsewhere })).status).toBe(200);
        expect(await scene.statuses(browser.headers)).toEqual([401, 401]);
        for (const secret of made) expect(await scene.statuses(bearer(secret))).toEqual([401, 401]);
        expect(await scene.statuses(elsewhere.headers)).toEqual([others, others]);
        expect(await scene.statuses(bearer(madeElsewhere))).toEqual([others, others]);
        // What could make new bearers goes with the last session, not with one of them.
        const { rows } = await sql`SELECT FROM oauth_grant WHERE actor_id = ${person.id}`.execute(db);
        expect(rows).toHaveLength(others === 200 ? 1 : 0);
      },
    );

    it('a change of the password ends all others, and this one goes on under another cookie', async () => {
      const browser = await scene.signIn(person);
      const elsewhere = await scene.signIn(person);
      const made = await scene.makeBearer(browser);
      const newPassword = `${password} and a chair`;
      const body = { currentPassword: password, newPassword };
      const answer = await ask(['POST', '/api/clavis/v1/users/current/password', body], browser.headers);
      expect(answer.status, answer.text).toBe(200);
      expect(await scene.statuses(cookieOf(answer))).toEqual([200, 200]);
      expect(await scene.statuses(browser.headers)).toEqual([401, 401]);
      expect(await scene.statuses(elsewhere.headers)).toEqual([401, 401]);
      expect(await scene.statuses(bearer(made))).toEqual([401, 401]);
      expect((await ask(['POST', sessions, signInBody()])).status).toBe(401);
      expect((await ask(['POST', sessions, signInBody(newPassword)])).status).toBe(200);
    });

    it('a disabled person’s sessions and bearers stay dead when they are enabled again', async () => {
      const browser = await scene.signIn(person);
      const made = await scene.makeBearer(browser);
      await asAdmin(['POST', `${users()}/disable`]);
      expect((await ask(['POST', sessions, signInBody()])).status).toBe(401);
      await asAdmin(['POST', `${users()}/enable`]);
      expect(await scene.statuses(browser.headers)).toEqual([401, 401]);
      expect(await scene.statuses(bearer(made))).toEqual([401, 401]);
      expect((await ask(['POST', sessions, signInBody()])).status).toBe(200);
    });

    it('whoever signs in or makes a bearer while they are disabled has nothing that outlives it', async () => {
      for (let race = 0; race < 12; race += 1) {
        person = await scene.addPerson();
        const browser = await scene.signIn(person);
        const [signedIn, made] = await Promise.all([
          ask(['POST', sessions, signInBody()]),
          ask(['POST', '/api/clavis/v1/bearers'], browser.headers),
          asAdmin(['POST', `${users()}/disable`]),
        ]);
        await asAdmin(['POST', `${users()}/enable`]);
        expect(await scene.statuses(browser.headers)).toEqual([401, 401]);
        if (signedIn.status === 200) expect(await scene.statuses(cookieOf(signedIn))).toEqual([401, 401]);
        if (made.status === 200) {
          expect(await scene.statuses(bearer(String(made.json['secret'])))).toEqual([401, 401]);
        }
      }
    });

    it('a bearer that is made while its session ends is dead once that has answered', async () => {
      for (let race = 0; race < 12; race += 1) {
        const browser = await scene.signIn(person);
        const [made] = await Promise.all([
          ask(['POST', '/api/clavis/v1/bearers'], browser.headers),
          ask(['DELETE', `${sessions}/current`], browser.headers),
        ]);
        if (made.status !== 200) continue;
        expect(await scene.statuses(bearer(String(made.json['secret'])))).toEqual([401, 401]);
      }
    });

    // Negative control: a node that believes what it once read is found by the same look.
    it('a node that remembers who was let in is found out', async () => {
      const remembered = new Map<string, unknown>();
      const careless = await addNode(scene.world, {
        failuresPerMinute: 1_000_000,
        wrap: (db) =>
          interceptFindSecret(db, async (query, request) => {
            const key = String(query.parameters[0]);
            const known = remembered.get(key) ?? (await request(query));
            remembered.set(key, known);
            return known as Awaited<ReturnType<typeof request>>;
          }),
      });
      const browser = await scene.signIn(person);
      const look = async () =>
        (await send(careless.server, ['GET', '/api/service/users/current'], browser.headers)).status;
      expect(await look()).toBe(200);
      await ask(['DELETE', `${sessions}/current`], browser.headers);
      expect(await look()).toBe(200);
      expect(await scene.statuses(browser.headers)).toEqual([401, 401]);
      await careless.close();
    });
  });

  describe('side by side', () => {
    it('a person has as many as they like, sees all of them, and which is this one', async () => {
      const browsers = [await scene.signIn(person), await scene.signIn(person), await scene.signIn(person)];
      const [first, second] = browsers;
      const listed = await ask(['GET', sessions], { ...second?.headers, 'user-agent': 'a test' });
      const found = listed.json['sessions'] as Record<string, unknown>[];
      expect(found.map(({ id }) => id).sort()).toEqual(browsers.map(({ sessionId }) => sessionId).sort());
      expect(found.filter(({ current }) => current).map(({ id }) => id)).toEqual([second?.sessionId]);
      expect(found[0]).toMatchObject({ network: '127.0.0.1', client: expect.any(String) as string });
      const wire = await ask(['GET', `/api/service/users/${person.id}/sessions`], first?.headers);
      expect(JSON.parse(wire.text)).toHaveLength(3);
    });

    it('through a bearer the session it was made in counts as this one', async () => {
      const browser = await scene.signIn(person);
      await scene.signIn(person);
      const listed = await ask(['GET', sessions], bearer(await scene.makeBearer(browser)));
      const found = listed.json['sessions'] as Record<string, unknown>[];
      expect(found.filter(({ current }) => current).map(({ id }) => id)).toEqual([browser.sessionId]);
    });

    it('somebody else’s is neither seen nor ended, and answers as one that is not there', async () => {
      const browser = await scene.signIn(person);
      const stranger = await scene.signIn(await scene.addPerson());
      const path = `/api/clavis/v1/users/${person.id}/sessions`;
      for (const method of ['GET', 'DELETE']) expect((await ask([method, path], stranger.headers)).status).toBe(403);
      const hidden = await ask(['DELETE', `${sessions}/${browser.sessionId}`], stranger.headers);
      const missing = await ask(['DELETE', `${sessions}/${person.id}`], stranger.headers);
      const blank = ({ json }: typeof hidden, id: string) =>
        JSON.stringify({ ...json, requestId: '' }).replaceAll(id, '<id>');
      expect(hidden.status).toBe(404);
      expect(blank(hidden, browser.sessionId)).toBe(blank(missing, person.id));
      expect(await scene.statuses(browser.headers)).toEqual([200, 200]);
    });
  });

  it.each([
    ['make a bearer', ['POST', '/api/clavis/v1/bearers']],
    ['prove a password', ['POST', `${sessions}/current/confirm`, { password }]],
    [
      'change the password',
      ['POST', '/api/clavis/v1/users/current/password', { currentPassword: password, newPassword: `${password} x` }],
    ],
  ] as const)('a bearer cannot %s: that takes the browser', async (_name, request) => {
    const secret = await scene.makeBearer(await scene.signIn(person));
    expect((await ask([...request], bearer(secret))).status).toBe(403);
  });

  it('where the workspace asks for it, a token’s secret is shown only after a fresh sign-in', async () => {
    const admin = await scene.signIn(await scene.addPerson('admin'));
    const create = (headers: Record<string, string>) =>
      ask(['POST', '/api/clavis/v1/api-tokens', { displayName: 'x' }], headers);
    const setting = (confirmBeforeSecrets: boolean) =>
      sql`INSERT INTO workspace_setting (key, value) VALUES ('sessions.confirm_before_secrets', ${String(confirmBeforeSecrets)})
          ON CONFLICT (key) DO UPDATE SET value = excluded.value`.execute(scene.world.database.db);
    await scene.age(admin.sessionId, '11 minutes');
    expect((await create(admin.headers)).status).toBe(200);
    await setting(true);
    expect(await create(admin.headers)).toMatchObject({ status: 403, json: { info: 'confirmation_required' } });
    const confirmed = await ask(['POST', `${sessions}/current/confirm`, { password }], admin.headers);
    expect((await create(cookieOf(confirmed))).status).toBe(200);
    expect((await create(bearer(scene.world.admin.tokenSecret))).status).toBe(200);
    await setting(false);
  });
});
