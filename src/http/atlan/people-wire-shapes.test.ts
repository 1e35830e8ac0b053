import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newGuid } from '../../foundation/index.ts';
import { createWorld, type World } from '../../../test/security/world.ts';
import { bearer, send } from '../../../test/security/people-scene.ts';

interface Page {
  readonly totalRecord: number;
  readonly filterRecord: number;
  readonly records: Record<string, unknown>[];
}

const member = 'c1a51500-0000-4000-8000-000000000002';
const guest = 'c1a51500-0000-4000-8000-000000000003';
const users = '/api/service/users';
const groups = '/api/service/groups';

/** What the official clients send and read of users and groups (Atlan wire, users and groups). */
describe('users and groups on the Atlan wire', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  async function call<T = Record<string, unknown>>(method: string, url: string, body?: unknown): Promise<T> {
    const answer = await send(world.server, [method, url, body], bearer(world.admin.tokenSecret));
    expect(answer.status, answer.text).toBe(200);
    return (answer.text === '' ? null : JSON.parse(answer.text)) as T;
  }
  async function refusal(method: string, url: string, body?: unknown) {
    const answer = await send(world.server, [method, url, body], bearer(world.admin.tokenSecret));
    return { status: answer.status, info: answer.json['info'], message: answer.json['message'] };
  }
  const byEmail = (email: string) =>
    `${users}?filter=${encodeURIComponent(JSON.stringify({ email: { $in: [email] } }))}`;
  async function invite(email = `${newGuid()}@example.org`, role: object = { roleName: '$member' }) {
    await call('POST', users, { users: [{ email, ...role }] });
    const { records } = await call<Page>('GET', byEmail(email));
    return records[0] as { id: string; username: string; email: string; workspaceRole: string; attributes: object };
  }
  async function makeGroup(name = `group_${newGuid()}`, alias = name, members: readonly string[] = []) {
    const body = { group: { name, attributes: { alias: [alias] } }, users: members };
    return (await call<{ group: string }>('POST', groups, body)).group;
  }
  async function findGroup(id: string) {
    const filter = encodeURIComponent(JSON.stringify({ id }));
    return (await call<Page>('GET', `${groups}?filter=${filter}`)).records[0];
  }

  describe('inviting', () => {
    it.each([
      ['camel case', { roleName: '$member', roleId: member }],
      ['snake case', { role_name: '$member', role_id: member }],
      ['the name only', { roleName: '$member' }],
      ['the id only', { roleId: member }],
    ])('with %s makes a user who is listed at once, with a name, enabled', async (_name, role) => {
      const email = `Jo.O'Brien+${newGuid()}@Example.org`;
      const user = await invite(email, role);
      expect(user).toMatchObject({
        email,
        enabled: true,
        workspaceRole: '$member',
        isLocked: false,
        status: 'Enabled',
      });
      expect(user.username).toMatch(/^jo\.o-brien\+[0-9a-f-]+$/);
      expect(user.attributes).toMatchObject({ invitedBy: [expect.stringContaining('service-account-')] });
    });

    it('two people with one name part get two user names', async () => {
      const local = `twin${String(Date.now())}`;
      const [first, second] = [await invite(`${local}@a.example`), await invite(`${local}@b.example`)];
      expect([first.username, second.username]).toEqual([local, `${local}2`]);
    });

    it.each(['Ünsal.Çelik', '.dots.', '日本', 'service-account-x', 'x'.repeat(64)])(
      'the name part %j becomes a user name that is one',
      async (local) => {
        const user = await invite(`${local}@${newGuid()}.example`);
        expect(user.username).toMatch(/^[a-z0-9][a-z0-9._@+-]{0,63}$/);
        expect(user.username).not.toMatch(/^service-account-/);
      },
    );

    it('who is there already stays as they are, whatever role is asked for and however the address is written', async () => {
      const user = await invite();
      const body = { users: [{ email: user.email.toUpperCase(), roleName: '$guest' }] };
      expect(await call('POST', users, body)).toEqual({
        users: [{ id: user.id, username: user.username, email: user.email, isNew: false }],
      });
      expect((await call<Page>('GET', byEmail(user.email))).records).toMatchObject([{ workspaceRole: '$member' }]);
    });

    it('refuses all that is wrong at once, and then makes nobody', async () => {
      const good = `${newGuid()}@example.org`;
      const wrong = [
        { email: good, roleName: '$member' },
        { email: 'no address', roleName: '$member' },
        { email: 'a@b.example', roleName: '$owner' },
        { email: 'c@d.example' },
        { email: 'e@f.example', roleName: '$member', roleId: guest },
      ];
      const { status, message } = await refusal('POST', users, { users: wrong });
      expect(status).toBe(400);
      for (const place of ['users[1].email', 'users[2].roleName', 'users[3].roleName', 'users[4].roleName']) {
        expect(message).toContain(place);
      }
      expect((await call<Page>('GET', byEmail(good))).records).toEqual([]);
    });

    it('an invitation of many is one: forty at a time join the default groups', async () => {
      const id = await makeGroup();
      await call('POST', `${groups}/${id}`, { attributes: { isDefault: ['true'] } });
      const invites = Array.from({ length: 40 }, () => ({ email: `${newGuid()}@example.org`, roleName: '$guest' }));
      await call('POST', users, { users: invites });
      expect((await call<Page>('GET', `${groups}/${id}/members?limit=1`)).filterRecord).toBe(40);
      await call('POST', `${groups}/${id}`, { attributes: { isDefault: ['false'] } });
    });
  });

  describe('changing a user', () => {
    it('what is null or not known stays; what is sent is answered', async () => {
      const { id } = await invite();
      const first = await call('POST', `${users}/${id}`, {
        id,
        firstName: 'Jo',
        lastName: 'Smith',
        attributes: { designation: ['engineer'], skills: ['sql', 'go'] },
      });
      expect(first).toMatchObject({ id, firstName: 'Jo', totp: false, access: {} });
      const second = await call('POST', `${users}/${id}`, {
        firstName: null,
        lastName: 'Jones',
        email: null,
        workspaceRole: '$admin',
        attributes: { designation: null, skills: [], invited_at: null, invitedBy: ['eve'], unknown: 7 },
      });
      expect(second).toMatchObject({
        firstName: 'Jo',
        lastName: 'Jones',
        attributes: { designation: ['engineer'], skills: [], invitedBy: [expect.stringContaining('service-')] },
      });
    });

    it('a role is in force at once', async () => {
      const { id, email } = await invite();
      await call('POST', `${users}/${id}/roles/update`, { roleId: guest });
      expect((await call<Page>('GET', byEmail(email))).records).toMatchObject([{ workspaceRole: '$guest' }]);
      await call('POST', `${users}/${id}/roles/update`, { role_id: member });
      expect((await call<Page>('GET', byEmail(email))).records).toMatchObject([{ workspaceRole: '$member' }]);
      for (const roleId of ['c1a51500-0000-4000-8000-000000000004', 'c1a51500-0000-4000-8000-000000000011', 'x', '']) {
        expect((await refusal('POST', `${users}/${id}/roles/update`, { roleId })).status).toBe(400);
      }
    });

    it('a removed user is listed nowhere, and the address is free while the name is not', async () => {
      const { id, email, username } = await invite();
      const group = await makeGroup(undefined, undefined, [id]);
      expect(await call('POST', `${users}/${id}/delete`)).toBeNull();
      expect((await call<Page>('GET', byEmail(email))).records).toEqual([]);
      expect((await call<Page>('GET', `${groups}/${group}/members`)).records).toEqual([]);
      expect((await refusal('POST', `${users}/${id}/delete`)).status).toBe(404);
      expect((await invite(email)).username).toBe(`${username}2`);
    });
  });

  describe('groups', () => {
    it('creating one puts people into it, and says of each whether', async () => {
      const { id } = await invite();
      const name = `made_${newGuid()}`;
      const body = { group: { name, attributes: { alias: ['Made'], isDefault: ['false'] } }, users: [id, newGuid()] };
      const made = await call<{ group: string; users: Record<string, { status: number }> }>('POST', groups, body);
      expect(Object.values(made.users).map(({ status }) => status)).toEqual([200, 404]);
      const row = await findGroup(made.group);
      expect(row).toMatchObject({ name, alias: 'Made', path: `/${name}`, userCount: 1, decentralizedRoles: null });
      expect(row?.['attributes']).not.toHaveProperty('description');
      expect(await refusal('POST', groups, body)).toMatchObject({ status: 409 });
    });

    it.each(['', ' ', 'a/b', ' a', 'a\u0000b', 'x'.repeat(256)])('the name %j is none', async (name) => {
      expect((await refusal('POST', groups, { group: { name } })).status).toBe(400);
    });

    it('an update merges inside attributes, and an alias there is the alias', async () => {
      const id = await makeGroup(undefined, 'First');
      await call('POST', `${groups}/${id}`, { attributes: { description: ['about'] } });
      await call('POST', `${groups}/${id}`, { attributes: { isDefault: ['true'], alias: null } });
      await call('POST', `${groups}/${id}`, { attributes: { alias: ['Second'], isDefault: ['false'] } });
      expect(await findGroup(id)).toMatchObject({
        alias: 'Second',
        attributes: { alias: ['Second'], description: ['about'], isDefault: ['false'] },
      });
    });

    it('a group sent back as it was read, with one alias changed, is changed, whichever that is', async () => {
      const id = await makeGroup(undefined, 'First');
      const read = (await findGroup(id)) as { attributes: object };
      await call('POST', `${groups}/${id}`, { ...read, alias: 'Second', userCount: 99 });
      expect(await findGroup(id)).toMatchObject({ alias: 'Second', attributes: { alias: ['Second'] }, userCount: 0 });
      const again = (await findGroup(id)) as { attributes: object };
      await call('POST', `${groups}/${id}`, { ...again, attributes: { ...again.attributes, alias: ['Third'] } });
      expect(await findGroup(id)).toMatchObject({ alias: 'Third' });
      expect((await refusal('POST', `${groups}/${id}`, { name: 'another' })).status).toBe(400);
      expect((await refusal('POST', `${groups}/${id}`, { attributes: { isDefault: ['maybe'] } })).status).toBe(400);
    });

    it('members: adding takes nobody out, removing leaves the others, both can be done twice', async () => {
      const [one, two] = [await invite(), await invite()];
      const [a, b] = [await makeGroup(), await makeGroup()];
      await call('POST', `${users}/${one.id}/groups`, { groups: [a] });
      await call('POST', `${users}/${one.id}/groups`, { groups: [b, b] });
      await call('POST', `${users}/${two.id}/groups`, { groups: [a] });
      const ofUser = await call<Page>('GET', `${users}/${one.id}/groups?sort=name&count=true&offset=0&limit=20`);
      expect(ofUser).toMatchObject({ filterRecord: 2, totalRecord: 2 });
      for (const row of ofUser.records)
        expect(row).toMatchObject({ path: expect.any(String) as string, attributes: {} });
      const members = await call<Page>(
        'GET',
        `${groups}/${a}/members?sort=username&count=true&limit=20&maxLoginEvents=1`,
      );
      expect(members.records.map(({ id }) => id).sort()).toEqual([one.id, two.id].sort());
      for (const row of members.records) expect(row['loginEvents']).toEqual([]);
      for (let twice = 0; twice < 2; twice += 1) {
        await call('POST', `${groups}/${a}/members/remove`, { users: [one.id, newGuid(), 'nonsense'] });
      }
      expect((await call<Page>('GET', `${groups}/${a}/members`)).records).toMatchObject([{ id: two.id }]);
      const unknown = newGuid();
      expect(await refusal('POST', `${users}/${one.id}/groups`, { groups: [a, unknown] })).toMatchObject({
        status: 400,
        message: expect.stringContaining(unknown) as string,
      });
    });

    it('a service account joins no group', async () => {
      const { id: tokenId } = await world.makeToken('default');
      const { rows } = await world.database.pool.query<{ actor_id: string }>(
        'SELECT actor_id FROM api_token WHERE id = $1',
        [tokenId],
      );
      const group = await makeGroup(undefined, undefined, [rows[0]?.actor_id ?? '']);
      expect((await call<Page>('GET', `${groups}/${group}/members`)).records).toEqual([]);
    });

    it('a deleted group is gone, and its name may be used again', async () => {
      const name = `again_${newGuid()}`;
      const id = await makeGroup(name);
      expect(await call('POST', `${groups}/${id}/delete`)).toBeNull();
      expect(await findGroup(id)).toBeUndefined();
      for (const [method, url] of [
        ['GET', `${groups}/${id}/members`],
        ['POST', `${groups}/${id}/delete`],
      ] as const) {
        expect((await refusal(method, url)).status).toBe(404);
      }
      await makeGroup(name);
    });
  });

  describe('lists', () => {
    let id: string;
    let username: string;
    beforeEach(async () => {
      ({ id, username } = await invite());
    });
    const only = () => encodeURIComponent(JSON.stringify({ username }));

    it('columns keep the rest away, and without columns all is there', async () => {
      const all = await call<Page>('GET', `${users}?filter=${only()}`);
      expect(all.records[0]).toMatchObject({ id, loginEvents: [], personas: [], purposes: [] });
      const narrow = await call<Page>('GET', `${users}?filter=${only()}&columns=email&columns=workspaceRole`);
      expect(Object.keys(narrow.records[0] ?? {}).sort()).toEqual(['email', 'id', 'username', 'workspaceRole']);
      const two = await call<Page>('GET', `${groups}?columns=path&columns=attributes&limit=1`);
      expect(Object.keys(two.records[0] ?? {}).sort()).toEqual(['attributes', 'id', 'name', 'path']);
    });

    it('login events are the newest of each user, in the wire’s words, for who may read the audit', async () => {
      const signIn = () =>
        send(world.server, ['POST', '/api/clavis/v1/sessions', { username: 'ada', password: world.admin.password }]);
      await signIn();
      await signIn();
      const filter = encodeURIComponent(JSON.stringify({ username: 'ada' }));
      const [ada] = (await call<Page>('GET', `${users}?filter=${filter}&maxLoginEvents=1`)).records;
      expect(ada?.['loginEvents']).toMatchObject([
        { type: 'LOGIN', realmId: 'default', userId: ada?.['id'], ipAddress: '127.0.0.1' },
      ]);
      const many = (await call<Page>('GET', `${users}?filter=${filter}&maxLoginEvents=5`)).records[0];
      expect((many?.['loginEvents'] as unknown[]).length).toBeGreaterThan(1);
      const { secret } = await world.makeToken('default');
      const other = await send(world.server, ['GET', `${users}?filter=${filter}`], bearer(secret));
      expect((other.json['records'] as Record<string, unknown>[])[0]).toMatchObject({ loginEvents: [] });
    });

    it('a disabled user is listed as such', async () => {
      await call('POST', `/api/clavis/v1/users/${id}/disable`);
      expect((await call<Page>('GET', `${users}?filter=${only()}`)).records).toMatchObject([
        { enabled: false, status: 'Disabled', isLocked: false },
      ]);
    });

    it.each(['groups', 'sessions'])('the %s of nobody answer 404', async (what) => {
      for (const nobody of [newGuid(), 'current', 'nonsense']) {
        expect((await refusal('GET', `${users}/${nobody}/${what}`)).status).toBe(404);
      }
    });
  });
});
