import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../test/scenarios/doors/captured-terminal.ts';
import {
  createProviderKey,
  startHostileProvider,
  type HostileProvider,
} from '../../test/support/hostile-identity-provider.ts';
import { createWorld, type World } from '../../test/security/world.ts';
import { signIn } from '../identity/index.ts';
import { ClavisClient } from '../sdk/index.ts';

const clientSecret = 'hush, a client secret';

/** The commands and the SDK under them against a real server, as an admin in person. */
describe('clavis identity-provider and clavis sso-mapper', () => {
  const folder = mkdtempSync(join(tmpdir(), 'clavis sso '));
  let world: World;
  let idp: HostileProvider;
  let url: string;
  let bearer: string;

  beforeAll(async () => {
    world = await createWorld();
    idp = await startHostileProvider({ key: createProviderKey() });
    url = world.server.listeningOrigin;
    const { username, password } = world.admin;
    const { session } = await signIn(world.deps.identity, { username, password, address: '127.0.0.1' });
    const made = await world.server.inject({
      method: 'POST',
      url: '/api/clavis/v1/bearers',
      headers: { cookie: `__Host-clavis=${session}`, 'sec-fetch-site': 'same-origin' },
    });
    bearer = made.json<{ secret: string }>().secret;
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await idp.close();
    await world.close();
  });

  function run(words: string | readonly string[], options: { token?: string; input?: string } = {}) {
    const env = { CLAVIS_URL: url, CLAVIS_TOKEN: options.token ?? bearer };
    const args = typeof words === 'string' ? words.split(' ') : words;
    return runCommand(args, env, options.input === undefined ? {} : { input: options.input });
  }

  const add = () => `identity-provider add okta --issuer ${idp.issuer} --client-id clavis --name Okta`;

  it('say that there is none, and how to add one', async () => {
    const { code, out } = await run('identity-provider list');
    expect(code).toBe(0);
    expect(out).toContain('clavis identity-provider add');
  });

  it('add one with its secret from standard input or a file, never from an argument', async () => {
    const added = await run(`${add()} --client-secret-file -`, { input: `${clientSecret}\n` });
    expect(added.code, added.err).toBe(0);
    expect(added.out).toContain('https://clavis.test/api/clavis/v1/sso/okta/callback');
    const file = join(folder, 'secret');
    writeFileSync(file, clientSecret);
    const again = await run([...add().split(' '), '--client-secret-file', file]);
    expect(again.code).toBe(1);
    expect(again.err).toContain('there is an identity provider `okta`');
    expect((await run(`${add()} --client-secret x`)).code).toBe(2);
    expect((await run(`${add()} --client-secret-file -`, { input: ' \n' })).code).toBe(2);
    expect((await run(`${add()} --client-secret-file /no/such/file`)).code).toBe(2);
    expect((await run(`${add()} --role default`)).code).toBe(2);
  });

  it('show, list and try it out without its secret', async () => {
    const [shown, listed, tested] = [
      await run('identity-provider show okta'),
      await run('identity-provider list'),
      await run('identity-provider test okta'),
    ];
    expect([shown.code, listed.code, tested.code]).toEqual([0, 0, 0]);
    expect(shown.out).toMatch(/hasClientSecret +yes/);
    expect(listed.out).toMatch(/okta +Okta +http:\/\/127\.0\.0\.1:\d+ +on +member/);
    expect(tested.out).toMatch(/passed +discovery/);
    expect(shown.out + listed.out + tested.out).not.toContain(clientSecret);
    idp.script = { description: () => ({ status: 500, body: {} }) };
    expect(await run('identity-provider test okta')).toMatchObject({ code: 1 });
    idp.script = {};
  });

  it('say that an API token cannot, whatever its role', async () => {
    const refused = await run('identity-provider remove okta --yes', { token: world.admin.tokenSecret });
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('only a person who is an admin');
  });

  it('make, list and remove mappers', async () => {
    const client = new ClavisClient({ baseUrl: url, token: bearer });
    await world.server.inject({
      method: 'POST',
      url: '/api/service/groups',
      headers: { authorization: `Bearer ${world.admin.tokenSecret}` },
      payload: { group: { name: 'readers', attributes: { alias: ['Readers'] } } },
    });
    const added = await run('sso-mapper add okta --group readers --value data-.* --pattern --json');
    expect(added.code, added.err).toBe(0);
    const { id } = JSON.parse(added.out) as { id: string };
    expect(await client.ssoMappers.list('okta')).toEqual([
      {
        ...{ id, name: null, alias: 'okta', group: 'readers', attribute: 'memberOf', value: 'data-.*' },
        ...{ isPattern: true, syncMode: 'FORCE' },
      },
    ]);
    const replaced = await client.ssoMappers.replace(
      { alias: 'okta', id },
      { group: 'readers', value: 'x', syncMode: 'IMPORT' },
    );
    expect(replaced).toMatchObject({ id, value: 'x', isPattern: false, syncMode: 'IMPORT' });
    expect((await run('sso-mapper list okta')).out).toMatch(/x +readers +memberOf +first sign-in/);
    expect((await run(`sso-mapper remove okta ${id}`)).code).toBe(0);
    expect((await run('sso-mapper list okta')).out).toContain('no group mapper yet');
    expect((await run('sso-mapper add okta --group nobody --value x')).err).toContain('there is no group `nobody`');
  });

  it('the SDK offers, changes, links and removes', async () => {
    const client = new ClavisClient({ baseUrl: url, token: bearer });
    const anybody = new ClavisClient({ baseUrl: url });
    expect(await anybody.identityProviders.offered()).toEqual([{ alias: 'okta', displayName: 'Okta' }]);
    expect(await client.identityProviders.update('okta', { displayName: 'Work account' })).toMatchObject({
      ...{ alias: 'okta', displayName: 'Work account', updatedBy: 'ada' },
    });
    const { id } = await client.users.current();
    const identity = { issuer: idp.issuer, subject: 'ada there' };
    expect(await client.identityProviders.link(id, identity)).toMatchObject({ ...identity, createdBy: 'ada' });
    expect(await client.identityProviders.identitiesOf(id)).toMatchObject([identity]);
    await client.identityProviders.unlink(id, identity);
    expect(await client.identityProviders.identitiesOf(id)).toEqual([]);
    expect((await run('identity-provider remove okta --yes')).code).toBe(0);
    expect(await anybody.identityProviders.offered()).toEqual([]);
  });
});
