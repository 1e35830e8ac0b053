import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeJwt } from 'jose';
import { sql } from '../../src/postgres/index.ts';
import { createProviderKey, signToken } from '../support/hostile-identity-provider.ts';
import { SingleSignOnScene, type Ended, type KnownProvider } from './single-sign-on-scene.ts';
import {
  discoveryVectors,
  keySetVectors,
  tokenEndpointVectors,
  userInfoVectors,
} from './threats/identity-provider-answers.ts';
import { claimVectors, signatureVectors, type ScriptVector } from './threats/identity-provider-tokens.ts';

/** What nobody outside may ever see or find in a log: whole tokens, codes, proofs. */
const tokenShape = /eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/;

describe('a hostile or confused identity provider', () => {
  let scene: SingleSignOnScene;

  beforeAll(async () => {
    scene = await SingleSignOnScene.create();
  });

  afterAll(() => scene.close());

  /** The bar of every vector: nobody is signed in, nothing breaks, the person gets a word, the audit the reason. */
  async function expectRefusal(known: KnownProvider, attack: () => Promise<Ended>, reason: string): Promise<Ended> {
    const before = await scene.countSessions();
    const ended = await attack();
    expect(ended.status).toBe(303);
    expect(ended.location).toMatch(/^\/sign-in\?problem=(?:cancelled|expired|unavailable|refused)&trace=[\w.:-]+$/);
    expect(ended.session).toBeNull();
    expect(await scene.countSessions()).toBe(before);
    expect(await scene.reasons(known.alias)).toContain(reason);
    return ended;
  }

  const vectors: readonly ScriptVector[] = [
    ...signatureVectors,
    ...claimVectors,
    ...tokenEndpointVectors,
    ...userInfoVectors,
    ...keySetVectors,
    ...discoveryVectors,
  ];

  it.each(vectors.map((vector) => [vector.name, vector] as const))('is refused: %s', async (_name, vector) => {
    const known = await scene.addProvider(vector.terms);
    known.idp.script = vector.script(known.idp);
    await expectRefusal(known, () => scene.signIn(known), vector.reason);
  });

  it('has never been told a token, nor written one into the log', () => {
    expect(scene.world.logged.join('\n')).not.toMatch(tokenShape);
    expect(scene.world.logged.filter((line) => line.includes('request failed'))).toEqual([]);
  });

  it('an honest one signs a person in, so that the refusals above say something', async () => {
    const known = await scene.addProvider();
    const ended = await scene.signIn(known);
    expect(ended.location).toBe('/');
    expect(await scene.whoIs(ended.session ?? '')).toMatch(/^grace\d*$/);
  });

  it.each(['no-such-provider', '%00', '%27', '%5C', '%2e%2e', 'a%2Fb', '%F0%9F%98%80', 'constructor', 'x'.repeat(900)])(
    'strange aliases are providers that are not there: %s',
    async (alias) => {
      for (const step of ['login', 'callback']) {
        const ended = await scene.get(`/api/clavis/v1/sso/${alias}/${step}?code=x&state=y`);
        // U+0000 and dots are refused or walked off before any route is found.
        expect([303, 400, 404]).toContain(ended.status);
        if (ended.status === 303) expect(ended.location).toMatch(/^\/sign-in\?problem=(?:unavailable|expired)&trace=/);
        expect(ended.session).toBeNull();
      }
    },
  );

  describe('the way back', () => {
    it.each<[string, string, (query: URLSearchParams) => string]>([
      ['no state', 'state-mismatch', (query) => (query.delete('state'), query.toString())],
      ['another state', 'state-mismatch', (query) => (query.set('state', 'another'), query.toString())],
      ['two states', 'state-mismatch', (query) => (query.append('state', query.get('state') ?? ''), query.toString())],
      ['no code', 'response-invalid', (query) => (query.delete('code'), query.toString())],
      ['two codes', 'response-invalid', (query) => (query.append('code', 'another'), query.toString())],
      ['a made-up code', 'code-refused', (query) => (query.set('code', 'made-up'), query.toString())],
      ['another issuer', 'response-invalid', (query) => (query.set('iss', 'https://other.example'), query.toString())],
      ['no issuer, though announced', 'response-invalid', (query) => (query.delete('iss'), query.toString())],
      ['an ID token in the address', 'response-invalid', (query) => (query.set('id_token', 'a.b.c'), query.toString())],
      ['a wrapped answer', 'response-invalid', (query) => (query.set('response', 'a.b.c'), query.toString())],
      ['an error', 'provider-refused', (query) => (query.set('error', 'server_error'), query.toString())],
      ['markup for an error', 'provider-refused', (query) => (query.set('error', '<b>"x"</b>'), query.toString())],
      ['broken escapes', 'state-mismatch', () => 'state=%zz&code=%'],
      ['nothing at all', 'state-mismatch', () => ''],
    ])('is refused with %s', async (_name, reason, change) => {
      const known = await scene.addProvider();
      const visit = await scene.begin(known.alias);
      const query = change(known.idp.agree(visit.location));
      await expectRefusal(known, () => scene.comeBack(known.alias, query, visit.cookie), reason);
    });

    it('tells a person who pressed cancel just that', async () => {
      const known = await scene.addProvider();
      const visit = await scene.begin(known.alias);
      const query = known.idp.agree(visit.location);
      query.delete('code');
      query.set('error', 'access_denied');
      const back = () => scene.comeBack(known.alias, query, visit.cookie);
      expect((await expectRefusal(known, back, 'provider-refused')).location).toContain('problem=cancelled');
    });

    it.each<[string, string, (own: string, other: string) => string | undefined]>([
      ['no cookie', 'start-missing', () => undefined],
      ['another browser’s cookie', 'state-mismatch', (_own, other) => other],
      ['a damaged cookie', 'start-missing', (own) => own.slice(0, -1)],
      ['a cookie of control characters', 'start-missing', () => '__Host-clavis-sso=%00%0a'],
      ['the cookie twice', 'start-missing', (own, other) => `${own}; ${other}`],
    ])('is refused with %s, and what is under way goes on', async (_name, reason, choose) => {
      const known = await scene.addProvider();
      const [visit, other] = [await scene.begin(known.alias), await scene.begin(known.alias)];
      const query = known.idp.agree(visit.location);
      const cookie = choose(visit.cookie, other.cookie);
      await expectRefusal(known, () => scene.comeBack(known.alias, query, cookie), reason);
      expect((await scene.comeBack(known.alias, query, visit.cookie)).session).not.toBeNull();
    });

    it('works once', async () => {
      const known = await scene.addProvider();
      const visit = await scene.begin(known.alias);
      const query = known.idp.agree(visit.location);
      expect((await scene.comeBack(known.alias, query, visit.cookie)).session).not.toBeNull();
      await expectRefusal(known, () => scene.comeBack(known.alias, query, visit.cookie), 'start-spent');
    });

    it('works once, also when two come at one moment', async () => {
      const known = await scene.addProvider();
      const visit = await scene.begin(known.alias);
      const query = known.idp.agree(visit.location);
      const ended = await Promise.all(
        Array.from({ length: 5 }, () => scene.comeBack(known.alias, query, visit.cookie)),
      );
      expect(ended.filter(({ session }) => session !== null)).toHaveLength(1);
      expect(ended.every(({ status }) => status === 303)).toBe(true);
    });

    it('is refused after ten minutes', async () => {
      const known = await scene.addProvider();
      const visit = await scene.begin(known.alias);
      await sql`UPDATE sso_transaction SET expires_at = now() - interval '1 second'`.execute(scene.db);
      const back = () => scene.comeBack(known.alias, known.idp.agree(visit.location), visit.cookie);
      expect((await expectRefusal(known, back, 'start-spent')).location).toContain('problem=expired');
    });

    it('is refused once the provider is off or gone', async () => {
      const known = await scene.addProvider();
      const visit = await scene.begin(known.alias);
      await sql`UPDATE identity_provider SET enabled = false WHERE alias = ${known.alias}`.execute(scene.db);
      const query = known.idp.agree(visit.location);
      await expectRefusal(known, () => scene.comeBack(known.alias, query, visit.cookie), 'provider-unknown');
      await expectRefusal(known, () => scene.signIn(known), 'provider-unknown');
    });
  });

  describe('codes of others', () => {
    it('a code that was stolen and put into one’s own sign-in is refused: PKCE', async () => {
      const known = await scene.addProvider();
      const [victim, thief] = [await scene.begin(known.alias), await scene.begin(known.alias)];
      const stolen = known.idp.agree(victim.location).get('code') ?? '';
      const query = known.idp.agree(thief.location);
      query.set('code', stolen);
      await expectRefusal(known, () => scene.comeBack(known.alias, query, thief.cookie), 'code-refused');
    });

    it('a provider that gives a code out twice and asks for no proof is caught by the nonce', async () => {
      const known = await scene.addProvider();
      known.idp.script = { isCareless: true };
      const [victim, thief] = [await scene.begin(known.alias), await scene.begin(known.alias)];
      const stolen = known.idp.agree(victim.location).get('code') ?? '';
      const query = known.idp.agree(thief.location);
      query.set('code', stolen);
      await expectRefusal(known, () => scene.comeBack(known.alias, query, thief.cookie), 'response-invalid');
    });

    it('a code of an earlier sign-in is refused', async () => {
      const known = await scene.addProvider();
      const first = await scene.begin(known.alias);
      const used = known.idp.agree(first.location);
      expect((await scene.comeBack(known.alias, used, first.cookie)).session).not.toBeNull();
      const second = await scene.begin(known.alias);
      const query = known.idp.agree(second.location);
      query.set('code', used.get('code') ?? '');
      await expectRefusal(known, () => scene.comeBack(known.alias, query, second.cookie), 'code-refused');
    });

    it('what one provider began another may not end: mix-up', async () => {
      const [honest, evil] = [await scene.addProvider(), await scene.addProvider()];
      const visit = await scene.begin(honest.alias);
      const query = honest.idp.agree(visit.location);
      await expectRefusal(evil, () => scene.comeBack(evil.alias, query, visit.cookie), 'provider-mixed-up');
      expect(evil.idp.asked.filter((path) => path === '/token')).toEqual([]);
    });

    it('a code that another provider gave out is not sent to the wrong one: the issuer in the answer', async () => {
      const [honest, evil] = [await scene.addProvider(), await scene.addProvider()];
      const visit = await scene.begin(evil.alias);
      const query = honest.idp.agree(visit.location);
      await expectRefusal(evil, () => scene.comeBack(evil.alias, query, visit.cookie), 'response-invalid');
      expect(evil.idp.asked.filter((path) => path === '/token')).toEqual([]);
    });
  });

  describe('people', () => {
    async function countOf(username: string): Promise<number> {
      const { rows } = await sql<{ count: number }>`SELECT count(*) FROM actor WHERE username = ${username}`.execute(
        scene.db,
      );
      return rows[0]?.count ?? 0;
    }

    it('another subject with the verified address of an account is refused, and no account is made', async () => {
      const first = await scene.addProvider();
      first.idp.script = { claims: { preferred_username: 'joan', email: 'joan@example.com', email_verified: true } };
      expect((await scene.signIn(first)).session).not.toBeNull();
      const second = await scene.addProvider();
      second.idp.script = { claims: { preferred_username: 'joan.b', email: 'Joan@Example.com', email_verified: true } };
      await expectRefusal(second, () => scene.signIn(second), 'account-exists');
      expect(await countOf('joan.b')).toBe(0);
    });

    it.each([
      ['no word', undefined],
      ['a no', false],
      ['a text', 'true'],
      ['a number', 1],
    ])('the admin’s address with %s on whether it is verified makes nobody the admin', async (_name, verified) => {
      await sql`UPDATE local_account SET email = 'ada@example.com' FROM actor
                WHERE actor.id = actor_id AND username = 'ada'`.execute(scene.db);
      const known = await scene.addProvider();
      known.idp.script = {
        claims: { email: 'ada@example.com', email_verified: verified, preferred_username: 'mallory' },
      };
      const ended = await scene.signIn(known);
      expect(await scene.whoIs(ended.session ?? '')).toMatch(/^mallory\d*$/);
      const { rows } = await sql<{ email: string | null }>`
        SELECT email FROM local_account JOIN actor ON actor.id = actor_id WHERE username LIKE 'mallory%'`.execute(
        scene.db,
      );
      expect(rows.every(({ email }) => email === null)).toBe(true);
    });

    it.each(['ada', 'ADA', ' ada ', 'service-account-apikey-1', '../ada', 'a\u0000da', '', '$system', 'ａｄａ'])(
      'the claimed user name `%s` makes nobody the admin',
      async (name) => {
        const known = await scene.addProvider();
        known.idp.script = {
          claims: { preferred_username: name, role: 'admin', roles: ['$admin'], __proto__: { admin: true } },
        };
        const ended = await scene.signIn(known);
        const username = await scene.whoIs(ended.session ?? '');
        expect(username).not.toBe('ada');
        expect(username).toMatch(/^[a-z0-9][a-z0-9._@+-]*$/);
        const { rows } = await sql<{ role: string }>`SELECT role FROM actor WHERE username = ${username}`.execute(
          scene.db,
        );
        expect(rows).toEqual([{ role: 'member' }]);
      },
    );

    it.each(['disabled', 'deleted'])('a person who is %s is refused', async (state) => {
      const known = await scene.addProvider();
      const username = await scene.whoIs((await scene.signIn(known)).session ?? '');
      await sql`UPDATE actor SET state = ${state} WHERE username = ${username}`.execute(scene.db);
      await expectRefusal(known, () => scene.signIn(known), 'account-not-active');
    });

    it('nobody new is made where the workspace does not want it', async () => {
      const known = await scene.addProvider({ createsUsers: false });
      await expectRefusal(known, () => scene.signIn(known), 'person-unknown');
    });

    it('many first sign-ins of one subject at one moment make one person', async () => {
      const known = await scene.addProvider();
      known.idp.script = { claims: { preferred_username: 'many' } };
      const ended = await Promise.all(Array.from({ length: 6 }, () => scene.signIn(known)));
      const names = await Promise.all(ended.map(({ session }) => scene.whoIs(session ?? '')));
      expect(new Set(names)).toEqual(new Set(['many']));
    });
  });

  describe('keys', () => {
    it('a thousand tokens of unknown keys make the keys be read once', async () => {
      const known = await scene.addProvider();
      for (let count = 0; count < 40; count += 1) {
        known.idp.script = { idToken: (claims) => signToken(createForeign(count), {}, claims) };
        await scene.signIn(known);
      }
      const logout = Array.from({ length: 960 }, (_, count) => postLogout(known, `e30.e30.${String(count)}`));
      expect(new Set((await Promise.all(logout)).map(({ statusCode }) => statusCode))).toEqual(new Set([400]));
      expect(known.idp.asked.filter((path) => path === '/keys')).toHaveLength(1);
      expect(await scene.reasons(known.alias)).toEqual(Array.from({ length: 40 }, () => 'token-invalid'));
    });

    const foreign = createProviderKey();
    const createForeign = (count: number) => ({ ...foreign, kid: `unknown-${String(count)}` });

    function postLogout({ alias }: KnownProvider, token: string) {
      return scene.server.inject({
        method: 'POST',
        url: `/api/clavis/v1/sso/${alias}/backchannel-logout`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: `logout_token=${token}`,
      });
    }
  });
});

describe('where a person goes after signing in', () => {
  let scene: SingleSignOnScene;
  let known: KnownProvider;

  beforeAll(async () => {
    scene = await SingleSignOnScene.create();
    known = await scene.addProvider();
  });

  afterAll(() => scene.close());

  it.each([
    'https://evil.example',
    '//evil.example',
    '///evil.example',
    '////evil.example',
    '/\\evil.example',
    '\\/evil.example',
    '\\\\evil.example',
    '/\\/evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/x/..//evil.example',
    '/%2e//evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    ' //evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'evil.example',
    '@evil.example',
    '/@evil.example/..//evil.example',
    'http:evil.example',
    'https:/evil.example',
    '/\u0000/evil.example',
    '?next=//evil.example',
    '#//evil.example',
    `/${'x'.repeat(3_000)}`,
  ])('is never another site: `%s`', async (returnTo) => {
    const visit = await scene.begin(known.alias, returnTo);
    // The URL is refused as a whole where it holds U+0000.
    if (visit.location === '') return;
    const ended = await scene.comeBack(known.alias, known.idp.agree(visit.location), visit.cookie);
    const target = new URL(ended.location, 'https://clavis.test');
    expect(target.origin).toBe('https://clavis.test');
    expect(ended.location).toMatch(/^\/(?!\/)/);
  });

  it.each(['/tokens', '/search?query=a%20b&type=Table', '/runs/atlan-glue-1#log'])(
    'is `%s` when asked',
    async (path) => {
      expect((await scene.signIn(known, path)).location).toBe(path);
    },
  );
});

describe('the negative control', () => {
  it('without the verification of the token a forged one signs its forger in as anybody', async () => {
    const scene = await SingleSignOnScene.create({
      verifyToken: (token) => Promise.resolve(decodeJwt(token) as { iat: number; exp: number }),
    });
    try {
      const known = await scene.addProvider({ subject: 'victim' });
      expect((await scene.signIn(known)).session).not.toBeNull();
      const forger = createProviderKey(known.idp.key.kid);
      known.idp.script = { idToken: (claims) => signToken(forger, {}, claims) };
      const ended = await scene.signIn(known);
      expect(await scene.whoIs(ended.session ?? '')).toBe('grace');
    } finally {
      await scene.close();
    }
  });
});
