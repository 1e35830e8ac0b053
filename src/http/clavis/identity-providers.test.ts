import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../contract/index.ts';
import { signIn } from '../../identity/index.ts';
import { sql } from '../../postgres/index.ts';
import { createProviderKey, startHostileProvider } from '../../../test/support/hostile-identity-provider.ts';
import { createWorld, type World } from '../../../test/security/world.ts';

const providers = operations.listIdentityProviders.path;
const right = {
  alias: 'okta',
  issuer: 'https://id.example.com',
  clientId: 'clavis',
  clientSecret: 'hush, a client secret',
};

describe('identity providers', () => {
  let world: World;
  let cookie: string;

  beforeAll(async () => {
    world = await createWorld();
    const { username, password } = world.admin;
    const { session } = await signIn(world.deps.identity, { username, password, address: '127.0.0.1' });
    cookie = `__Host-clavis=${session}`;
  });

  afterAll(() => world.close());

  /** As the admin in person, or as an admin's API token. */
  async function ask(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    options: { body?: object; token?: boolean } = {},
  ) {
    const headers: Record<string, string> =
      options.token === true
        ? { authorization: `Bearer ${world.admin.tokenSecret}` }
        : { cookie, 'sec-fetch-site': 'same-origin' };
    const answer = await world.server.inject({
      method,
      url,
      headers,
      ...(options.body === undefined ? {} : { payload: options.body }),
    });
    return { status: answer.statusCode, text: answer.body, body: answer.json<Record<string, unknown>>() };
  }

  it('are made with sound terms where none are named, and never show their secret', async () => {
    const made = await ask('POST', providers, { body: right });
    expect(made.status, made.text).toBe(200);
    expect(made.body).toMatchObject({
      ...{ alias: 'okta', displayName: 'okta', issuer: 'https://id.example.com', clientId: 'clavis' },
      ...{ hasClientSecret: true, scopes: ['openid', 'profile', 'email'], groupsClaim: null },
      ...{ usernameClaim: 'preferred_username', createUsers: true, role: 'member', enabled: true, createdBy: 'ada' },
      allowedSigningAlgorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
      callbackUrl: 'https://clavis.test/api/clavis/v1/sso/okta/callback',
      backchannelLogoutUrl: 'https://clavis.test/api/clavis/v1/sso/okta/backchannel-logout',
    });
    const answers = [made, await ask('GET', providers), await ask('GET', `${providers}/okta`)];
    expect(answers.map(({ text }) => text).join()).not.toContain(right.clientSecret);
  });

  it('keep the secret sealed, for their own row only, and out of audit and log', async () => {
    const { db } = world.deps.identity;
    const { rows } = await sql<{ id: string; sealed: Buffer; keyId: string; text: string }>`
      SELECT id, client_secret_sealed AS sealed, client_secret_key_id AS "keyId", row_to_json(one)::text AS text
      FROM identity_provider AS one WHERE alias = 'okta'`.execute(db);
    const [row] = rows;
    if (row === undefined) throw new Error('the provider is there');
    expect(row.text + row.sealed.toString()).not.toContain(right.clientSecret);
    const { sealer } = world.deps.singleSignOn;
    expect(sealer.open(row.id, row)).toEqual({ clientSecret: right.clientSecret });
    expect(() => sealer.open('another-row', row)).toThrow('cannot be opened');
    const audit = await sql<{ text: string }>`SELECT string_agg(detail::text, '') AS text FROM audit_record`.execute(
      db,
    );
    expect(audit.rows[0]?.text).toContain('id.example.com');
    expect(audit.rows[0]?.text + world.logged.join()).not.toContain(right.clientSecret);
  });

  it('are offered on the sign-in page by name, to anybody, while they are on', async () => {
    const offered = async () =>
      (await world.server.inject({ url: operations.listSignInProviders.path })).json<unknown>();
    expect(await offered()).toEqual({ providers: [{ alias: 'okta', displayName: 'okta' }] });
    await ask('PATCH', `${providers}/okta`, { body: { enabled: false } });
    expect(await offered()).toEqual({ providers: [] });
    await ask('PATCH', `${providers}/okta`, { body: { enabled: true, displayName: 'Okta' } });
    expect(await offered()).toEqual({ providers: [{ alias: 'okta', displayName: 'Okta' }] });
  });

  it('change in what is named and in nothing else', async () => {
    const { body: before } = await ask('GET', `${providers}/okta`);
    const { body: after } = await ask('PATCH', `${providers}/okta`, { body: { role: 'guest', createUsers: false } });
    expect({ ...after, updatedAt: '' }).toEqual({ ...before, role: 'guest', createUsers: false, updatedAt: '' });
    expect((await ask('PATCH', `${providers}/okta`, { body: { clientSecret: null } })).body['hasClientSecret']).toBe(
      false,
    );
    const { rows } = await sql<{ detail: unknown }>`
      SELECT detail FROM audit_record WHERE action = 'identity-provider.update' ORDER BY sequence DESC LIMIT 2`.execute(
      world.deps.identity.db,
    );
    expect(rows[1]?.detail).toMatchObject({
      changed: { role: { from: 'member', to: 'guest' } },
      isSecretChanged: false,
    });
    expect(rows[0]?.detail).toMatchObject({ changed: {}, isSecretChanged: true });
  });

  it('are an admin’s in person: an API token reads them and changes none', async () => {
    const token = true;
    expect((await ask('GET', providers, { token })).status).toBe(200);
    for (const [method, url, body] of [
      ['POST', providers, { ...right, alias: 'mine' }],
      ['PATCH', `${providers}/okta`, { issuer: 'https://mine.example' }],
      ['DELETE', `${providers}/okta`, undefined],
    ] as const) {
      const answer = await ask(method, url, body === undefined ? { token } : { token, body });
      expect(answer.status).toBe(403);
      expect(answer.body['message']).toContain('only a person who is an admin');
    }
  });

  it.each<[string, object]>([
    ['no issuer', { issuer: undefined }],
    ['an issuer by plain http', { issuer: 'http://id.example.com' }],
    ['an issuer with a query', { issuer: 'https://id.example.com?x=1' }],
    ['an issuer with a fragment', { issuer: 'https://id.example.com#x' }],
    ['an issuer with a password', { issuer: 'https://user:password@id.example.com' }],
    ['an issuer that is a path', { issuer: '/id' }],
    ['a symmetric algorithm', { allowedSigningAlgorithms: ['HS256'] }],
    ['no algorithm', { allowedSigningAlgorithms: [] }],
    ['the algorithm none', { allowedSigningAlgorithms: ['none'] }],
    ['scopes without openid', { scopes: ['profile'] }],
    ['a scope with a blank', { scopes: ['openid', 'two words'] }],
    ['an alias with a slash', { alias: 'a/b' }],
    ['an alias in capitals', { alias: 'Okta' }],
    ['an alias with U+0000', { alias: 'a\u0000b' }],
    ['an alias that is too long', { alias: 'x'.repeat(41) }],
    ['a role of API tokens', { role: 'default' }],
    ['a field that is none', { client_secret: 'x' }],
    ['a blank name', { displayName: '  ' }],
    ['a number for a secret', { clientSecret: 1 }],
    ['a text for a yes', { createUsers: 'true' }],
    ['a claim with a blank', { groupsClaim: 'two words' }],
    ['a secret of 1 MB', { clientSecret: 'x'.repeat(1_000_000) }],
  ])('are refused with %s', async (_name, wrong) => {
    const body = { ...right, alias: 'refused', issuer: 'https://refused.example.com', ...wrong };
    const answer = await ask('POST', providers, { body });
    expect(answer.status).toBe(400);
    expect((await ask('GET', `${providers}/refused`)).status).toBe(404);
  });

  it('have an alias and an issuer each of their own', async () => {
    expect((await ask('POST', providers, { body: right })).status).toBe(409);
    expect((await ask('POST', providers, { body: { ...right, alias: 'okta-2' } })).status).toBe(409);
    expect((await ask('PATCH', `${providers}/nobody`, { body: {} })).status).toBe(404);
    expect((await ask('GET', `${providers}/%E0%A4%A`)).status).toBe(400);
  });

  it('can be tried out: what does not fit is said, and nothing of what was read', async () => {
    const idp = await startHostileProvider({ key: createProviderKey() });
    await ask('POST', providers, { body: { ...right, alias: 'tried', issuer: idp.issuer } });
    const test = async () => {
      const { body } = await ask('POST', `${providers}/tried/test`);
      const checks = body['checks'] as { name: string; status: string; message: string }[];
      return { passed: body['passed'], failed: checks.filter(({ status }) => status === 'failed') };
    };
    expect(await test()).toEqual({ passed: true, failed: [] });
    idp.script = { keys: () => ({ body: { keys: [] } }) };
    expect(await test()).toMatchObject({ passed: false, failed: [{ name: 'keys', message: '0 keys are published' }] });
    idp.script = { description: (document) => ({ body: { ...document, issuer: 'https://other.example' } }) };
    expect((await test()).failed[0]?.message).toBe(
      `the provider calls itself \`https://other.example\`, not \`${idp.issuer}\``,
    );
    idp.script = { description: () => ({ status: 500, body: 'internal text of the provider' }) };
    const { passed, failed } = await test();
    expect(passed).toBe(false);
    expect(JSON.stringify(failed)).not.toContain('internal text');
    await idp.close();
    expect((await test()).failed).toMatchObject([{ name: 'discovery' }]);
  });

  it('take their mappers with them when they go', async () => {
    const { db } = world.deps.identity;
    await sql`
      WITH made AS (
        INSERT INTO user_group (id, name, alias, created_by, updated_by)
        VALUES (gen_random_uuid(), 'staff', 'Staff', 'ada', 'ada') RETURNING id)
      INSERT INTO sso_mapper (id, alias, kind, group_id, config, created_by, updated_by)
      SELECT gen_random_uuid(), 'okta', 'saml-group-idp-mapper', id, '{}', 'ada', 'ada' FROM made`.execute(db);
    expect((await ask('DELETE', `${providers}/okta`)).status).toBe(200);
    expect((await ask('DELETE', `${providers}/okta`)).status).toBe(404);
    expect((await sql`SELECT FROM sso_mapper`.execute(db)).rows).toEqual([]);
  });
});
