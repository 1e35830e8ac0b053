import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newGuid } from '../../src/foundation/index.ts';
import { sql } from '../../src/postgres/index.ts';
import { bearer, createPeopleScene, send, type Browser, type PeopleScene, type Person } from './people-scene.ts';
import { newConnection } from './route-case.ts';

const adminRole = 'c1a51500-0000-4000-8000-000000000001';
const memberRole = 'c1a51500-0000-4000-8000-000000000002';
const users = '/api/service/users';
const groups = '/api/service/groups';
const native = '/api/clavis/v1/users';

type Request = readonly [method: string, url: string, body?: unknown];

/** Who wants more than they have, and what there is to be had. */
interface Stage {
  readonly member: Browser;
  readonly guest: Browser;
  readonly victim: Person;
  /** Administers a connection and is in a persona that denies. */
  readonly groupId: string;
  readonly groupName: string;
  /** Credentials of an API token with the role `admin`, which is admin of nothing. */
  readonly token: Record<string, string>;
}

/** What is nobody's to take: each is refused with a 4xx and changes nothing that decisions are made from. */
type Recipe = (stage: Stage) => readonly [headers: Record<string, string>, request: Request];

const ofMembers: Readonly<Record<string, (stage: Stage) => Request>> = {
  'make itself an admin': ({ member }) => ['POST', `${users}/${member.person.id}/roles/update`, { roleId: adminRole }],
  'make somebody else an admin': ({ victim }) => ['POST', `${users}/${victim.id}/roles/update`, { roleId: adminRole }],
  'invite an admin': () => ['POST', users, { users: [{ email: 'eve@example.org', roleName: '$admin' }] }],
  'invite anybody': () => ['POST', users, { users: [{ email: 'eve@example.org', roleName: '$guest' }] }],
  'take another address': ({ member }) => ['POST', `${users}/${member.person.id}`, { email: 'eve@example.org' }],
  'take the address of an admin': ({ member }) => [
    'POST',
    `${users}/${member.person.id}`,
    { email: 'ADA@example.org' },
  ],
  'rename somebody else': ({ victim }) => ['POST', `${users}/${victim.id}`, { firstName: 'Eve' }],
  'join a group': ({ member, groupId }) => ['POST', `${users}/${member.person.id}/groups`, { groups: [groupId] }],
  'put somebody else into a group': ({ victim, groupId }) => [
    'POST',
    `${users}/${victim.id}/groups`,
    { groups: [groupId] },
  ],
  'leave a group that binds it': ({ member, groupId }) => [
    'POST',
    `${groups}/${groupId}/members/remove`,
    { users: [member.person.id] },
  ],
  'make a group with the name of one that is listed': ({ member, groupName }) => [
    'POST',
    groups,
    { group: { name: groupName }, users: [member.person.id] },
  ],
  'make any group': ({ member }) => ['POST', groups, { group: { name: newGuid() }, users: [member.person.id] }],
  'rename a group': ({ groupId }) => ['POST', `${groups}/${groupId}`, { alias: 'mine' }],
  'make a group everybody’s': ({ groupId }) => [
    'POST',
    `${groups}/${groupId}`,
    { attributes: { isDefault: ['true'] } },
  ],
  'delete a group': ({ groupId }) => ['POST', `${groups}/${groupId}/delete`],
  'disable somebody': ({ victim }) => ['POST', `${native}/${victim.id}/disable`],
  'remove somebody': ({ victim }) => ['DELETE', `${native}/${victim.id}`],
  'remove somebody on the wire': ({ victim }) => ['POST', `${users}/${victim.id}/delete`],
  'take over what an admin has': ({ victim, member }) => [
    'DELETE',
    `${native}/${victim.id}?transferTo=${member.person.username}`,
  ],
  'make a code for somebody': ({ victim }) => ['POST', `${native}/${victim.id}/password-reset`],
  'make a code for itself': ({ member }) => ['POST', `${native}/${member.person.id}/password-reset`],
  'see the sessions of somebody': ({ victim }) => ['GET', `${native}/${victim.id}/sessions`],
  'end the sessions of somebody': ({ victim }) => ['DELETE', `${native}/${victim.id}/sessions`],
};

const ofAdmins: Readonly<Record<string, (id: string) => Request>> = {
  'change its own role': (id) => ['POST', `${users}/${id}/roles/update`, { roleId: memberRole }],
  'disable itself': (id) => ['POST', `${native}/${id}/disable`],
  'enable itself': (id) => ['POST', `${native}/${id}/enable`],
  'remove itself': (id) => ['DELETE', `${native}/${id}`],
  'remove itself on the wire': (id) => ['POST', `${users}/${id}/delete`],
};

const ofTokens: Readonly<Record<string, (stage: Stage) => Request>> = {
  'invite an admin': () => ['POST', users, { users: [{ email: 'eve@example.org', roleName: '$admin' }] }],
  'make somebody an admin': ({ victim }) => ['POST', `${users}/${victim.id}/roles/update`, { roleId: adminRole }],
  'make a code that lets somebody in': ({ victim }) => ['POST', `${native}/${victim.id}/password-reset`],
  'make an invitation': ({ victim }) => ['POST', `${native}/${victim.id}/invitation`],
  'put somebody into a group that administers what it does not': ({ victim, groupId }) => [
    'POST',
    `${users}/${victim.id}/groups`,
    { groups: [groupId] },
  ],
  'make such a group everybody’s': ({ groupId }) => [
    'POST',
    `${groups}/${groupId}`,
    { attributes: { isDefault: ['true'] } },
  ],
  'take somebody out of a group that binds them': ({ groupId, member }) => [
    'POST',
    `${groups}/${groupId}/members/remove`,
    { users: [member.person.id] },
  ],
  'delete such a group': ({ groupId }) => ['POST', `${groups}/${groupId}/delete`],
};

describe('people who want more than they have', () => {
  let scene: PeopleScene;
  let stage: Stage;
  beforeAll(async () => {
    scene = await createPeopleScene();
    const { db } = scene.world.database;
    await sql`UPDATE local_account SET email = 'ada@example.org' WHERE actor_id = ${scene.admin.person.id}`.execute(db);
  });
  afterAll(() => scene.close());
  beforeEach(async () => {
    await scene.forgetBudgets();
    const member = await scene.signIn(await scene.addPerson());
    const guest = await scene.signIn(await scene.addPerson('guest'));
    const groupName = `group_${newGuid()}`;
    const made = await send(
      scene.world.server,
      ['POST', groups, { group: { name: groupName }, users: [member.person.id] }],
      scene.admin.headers,
    );
    await list(groupName);
    const { secret } = await scene.world.makeToken('admin');
    stage = {
      ...{ member, guest, groupName, groupId: String(made.json['group']) },
      victim: await scene.addPerson(),
      token: bearer(secret),
    };
  });

  /** The group becomes admin of a connection and member of a persona with a deny. */
  async function list(groupName: string): Promise<void> {
    const owner = bearer(scene.world.admin.tokenSecret);
    const { qualifiedName, body } = newConnection([]);
    const save = (entities: unknown) =>
      send(scene.world.server, ['POST', '/api/meta/entity/bulk', { entities }], owner);
    const saved = await send(scene.world.server, ['POST', '/api/meta/entity/bulk', body], owner);
    const guid = (saved.json['guidAssignments'] as Record<string, string>)['-1'] ?? '';
    const { rows } = await sql<{ username: string }>`
      SELECT username FROM actor JOIN api_token ON actor_id = actor.id WHERE display_name = 'bootstrap'`.execute(
      scene.world.database.db,
    );
    const adminUsers = rows.map(({ username }) => username);
    await save([
      { typeName: 'Connection', guid, attributes: { qualifiedName, name: 'x', adminUsers, adminGroups: [groupName] } },
    ]);
    const persona = {
      name: newGuid(),
      displayName: 'p',
      qualifiedName: `default/${newGuid()}`,
      personaGroups: [groupName],
    };
    const made = await save([{ typeName: 'Persona', guid: '-1', attributes: persona }]);
    expect(made.status, made.text).toBe(200);
    const personaGuid = (made.json['guidAssignments'] as Record<string, string>)['-1'] ?? '';
    const policy = {
      ...{ name: 'deny', policyType: 'deny', policyCategory: 'persona', policySubCategory: 'metadata' },
      ...{ policyServiceName: 'atlas', policyActions: ['persona-asset-read'], policyResourceCategory: 'CUSTOM' },
      ...{ policyResources: [`entity:${qualifiedName}/secret`], connectionQualifiedName: qualifiedName },
      accessControl: { typeName: 'Persona', guid: personaGuid },
    };
    const denied = await save([{ typeName: 'AuthPolicy', guid: '-2', attributes: policy }]);
    expect(denied.status, denied.text).toBe(200);
  }

  /** Everything that decides who may do what. */
  async function snapshot(): Promise<string> {
    const { rows } = await sql<{ state: unknown }>`
      SELECT jsonb_build_array(
        (SELECT jsonb_agg(to_jsonb(actor) ORDER BY id) FROM actor),
        (SELECT jsonb_agg(jsonb_build_array(actor_id, email, email_verified, password_hash) ORDER BY actor_id) FROM local_account),
        (SELECT jsonb_agg(to_jsonb(user_group) ORDER BY id) FROM user_group),
        (SELECT jsonb_agg(to_jsonb(m) ORDER BY group_id, actor_id) FROM user_group_member AS m),
        (SELECT jsonb_agg(to_jsonb(c) ORDER BY connection_guid, subject) FROM connection_admin AS c),
        (SELECT jsonb_agg(to_jsonb(p) ORDER BY persona_guid, subject) FROM persona_member AS p),
        (SELECT count(*) FROM account_code),
        (SELECT jsonb_agg(id ORDER BY id) FROM secret WHERE retired_at IS NULL)
      ) AS state`.execute(scene.world.database.db);
    return JSON.stringify(rows[0]?.state);
  }

  async function expectRefused([headers, request]: ReturnType<Recipe>): Promise<void> {
    const before = await snapshot();
    const answer = await send(scene.world.server, request, headers);
    expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
    expect(answer.status, answer.text).toBeLessThan(500);
    expect(await snapshot()).toBe(before);
  }

  describe.each(['member', 'guest'] as const)('a %s cannot', (role) => {
    it.each(Object.keys(ofMembers))('%s', async (name) => {
      const who = stage[role];
      const recipe = ofMembers[name];
      if (recipe === undefined) throw new Error(name);
      await expectRefused([who.headers, recipe({ ...stage, member: who })]);
    });
  });

  it.each(Object.entries(ofAdmins))('an admin cannot %s, by cookie or by bearer', async (_name, request) => {
    const admin = await scene.signIn(await scene.addPerson('admin'));
    await expectRefused([admin.headers, request(admin.person.id)]);
    await expectRefused([bearer(await scene.makeBearer(admin)), request(admin.person.id)]);
  });

  it.each(Object.entries(ofTokens))('an API token with the role admin cannot %s', async (_name, request) => {
    await expectRefused([stage.token, request(stage)]);
  });

  // Negative control: what is refused above is refused for who asks, not for what is asked.
  it('an admin who is a person may do what their token may not', async () => {
    for (const [name, request] of Object.entries(ofTokens)) {
      if (name === 'make an invitation') continue;
      const answer = await send(scene.world.server, request(stage), scene.admin.headers);
      expect(answer.status, `${name}: ${answer.text}`).toBe(200);
    }
  });

  it('a member writes their own profile, a guest writes nothing', async () => {
    const rename = ({ person, headers }: Browser) =>
      send(scene.world.server, ['POST', `${users}/${person.id}`, { firstName: 'Jo', email: person.username }], headers);
    const own = ({ person, headers }: Browser) =>
      send(
        scene.world.server,
        ['POST', `${users}/${person.id}`, { firstName: 'Jo', email: `${person.username}@example.org` }],
        headers,
      );
    expect((await own(stage.member)).json).toMatchObject({ firstName: 'Jo' });
    expect((await own(stage.guest)).status).toBe(403);
    expect((await rename(stage.member)).status).toBe(403);
  });

  it('what a body says beside the fields of its route is never written', async () => {
    const fields = [
      'id',
      'role',
      'workspaceRole',
      'roles',
      'state',
      'enabled',
      'username',
      'kind',
      'password',
      'passwordHash',
      'password_hash',
    ];
    const more = [
      'emailVerified',
      'email_verified',
      'createdBy',
      'created_by',
      'isLocked',
      'groups',
      'personas',
      '__proto__',
      'constructor',
    ];
    const values = [true, false, 'admin', '$admin', adminRole, null, [], ['admin'], {}, { role: 'admin' }, 1];
    const { person, headers } = stage.member;
    const before = await snapshot();
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom(...fields, ...more), fc.constantFrom(...values), {
          minKeys: 1,
          noNullPrototype: false,
        }),
        fc.constantFrom('top', 'attributes'),
        async (extra, place) => {
          const body = place === 'top' ? { firstName: 'Jo', ...extra } : { attributes: { skills: ['x'], ...extra } };
          const answer = await send(scene.world.server, ['POST', `${users}/${person.id}`, JSON.stringify(body)], {
            ...headers,
            'content-type': 'application/json',
          });
          expect([200, 400]).toContain(answer.status);
          expect(await snapshot()).toBe(before);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('of two changes of one profile at one moment none is lost', async () => {
    const { person, headers } = stage.member;
    const change = (body: object) => send(scene.world.server, ['POST', `${users}/${person.id}`, body], headers);
    for (let round = 0; round < 20; round += 1) {
      const text = String(round);
      await Promise.all([
        change({ attributes: { skills: [text] } }),
        change({ attributes: { slack: [text] } }),
        change({ firstName: text }),
        change({ lastName: text }),
      ]);
      const now = await send(scene.world.server, ['GET', `${users}/current`], headers);
      expect(now.json).toMatchObject({
        firstName: text,
        lastName: text,
        attributes: { skills: [text], slack: [text] },
      });
    }
  });
});
