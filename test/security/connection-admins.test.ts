import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newGuid } from '../../src/foundation/index.ts';
import { adminsPath, createAdminScene, adminRole, memberRole, unheldRole, type AdminScene } from './admin-scene.ts';
import { unusedConnectionName, type Actor, type Answer } from './scene.ts';

/** Ruling 7: who administers a connection is said one at a time, losing nobody. */
describe('connection admins', () => {
  let stage: AdminScene;
  let scene: AdminScene['scene'];
  let boss: Actor;
  let keeper: Actor;
  let reader: Actor;
  let guest: Actor;
  let robot: Actor;
  let add: AdminScene['add'];
  let remove: AdminScene['remove'];
  let addConnection: AdminScene['addConnection'];
  let storedAdmins: AdminScene['storedAdmins'];
  let attributesOf: AdminScene['attributesOf'];
  beforeAll(async () => {
    stage = await createAdminScene();
    ({ scene, boss, keeper, reader, guest, robot, add, remove, addConnection, storedAdmins, attributesOf } = stage);
  });
  afterAll(() => scene.world.close());

  describe('reading them', () => {
    it('tells how each comes to be one, what it is known as, and whether anybody is behind it', async () => {
      const leaver = await scene.addUser(`leaver-${newGuid()}`, 'member');
      const connection = await addConnection({
        adminUsers: ['keeper', robot.username, leaver.username],
        adminGroups: ['data_team', 'nobody_there'],
        adminRoles: [adminRole],
      });
      await scene.world.database.db
        .updateTable('actor')
        .set({ state: 'deleted' })
        .where('username', '=', leaver.username)
        .execute();
      const known = (await stage.listAdmins(connection.guid)).map(({ kind, name, displayName, living }) =>
        [kind, name, displayName, living].join(' '),
      );
      expect(known.sort()).toEqual(
        [
          'group data_team data_team true',
          'group nobody_there nobody_there false',
          `role ${adminRole} $admin true`,
          `token ${robot.username} robot true`,
          'user keeper  true',
          `user ${leaver.username}  false`,
        ].sort(),
      );
    });

    it('is for whoever may read the connection, by guid and by qualified name; to all others it is not there', async () => {
      const { guid, qualifiedName } = await addConnection();
      expect(await stage.listAdmins(guid)).toEqual(await stage.listAdmins(qualifiedName));
      for (const [reference, missing] of [
        [guid, newGuid()],
        [qualifiedName, unusedConnectionName()],
      ] as const) {
        for (const actor of [boss, reader, guest, robot]) {
          const [hidden, absent] = [
            await scene.ask(actor, adminsPath(reference)),
            await scene.ask(actor, adminsPath(missing)),
          ];
          expect(hidden.status).toBe(404);
          const blank = ({ json }: Answer, name: string) =>
            JSON.stringify({ ...json, requestId: '' }).replaceAll(name, '<it>');
          expect(blank(hidden, reference)).toBe(blank(absent, missing));
        }
      }
    });
  });

  describe('adding and removing', () => {
    it('takes every kind of list and every way to name somebody, and says who was there already', async () => {
      const connection = await addConnection();
      const { clientId } = await scene.world.database.db
        .selectFrom('api_token')
        .select('client_id as clientId')
        .where('id', '=', robot.tokenId ?? '')
        .executeTakeFirstOrThrow();
      const added = [
        { kind: 'user', name: 'reader' },
        { kind: 'group', name: 'data_team' },
        { kind: 'role', name: adminRole },
        { kind: 'token', name: robot.username },
      ];
      const ways = [robot.username, robot.tokenId, clientId].map((token) => ({
        ...{ users: ['reader', 'keeper'], groups: ['data_team'], roles: ['$admin', adminRole], tokens: [token] },
      }));
      for (const names of ways) {
        expect((await add(keeper, connection.qualifiedName, { body: names })).json).toEqual({
          added,
          alreadyThere: [{ kind: 'user', name: 'keeper' }],
        });
        const { json } = await remove(keeper, connection.guid, { body: { ...names, users: ['reader', 'guest'] } });
        expect(json).toEqual({ removed: added, notThere: [{ kind: 'user', name: 'guest' }] });
      }
    });

    it('changes what the asset shows and what is decided from together, and the version grows', async () => {
      const connection = await addConnection();
      const before = await scene.done(keeper, adminsPath(connection.guid));
      const answer = await add(keeper, connection.guid, { body: { users: ['reader'], groups: ['data_team'] } });
      const version = Number(before.json['version']) + 1;
      expect(answer.etag).toBe(`"${String(version)}"`);
      expect(await attributesOf(connection)).toMatchObject({
        adminUsers: ['keeper', 'reader'],
        adminGroups: ['data_team'],
      });
      expect(await storedAdmins(connection)).toEqual(['actor keeper', 'actor reader', 'group data_team']);
      expect(await scene.canRead(reader, connection.guid)).toBe(true);
      await remove(keeper, connection.guid, { body: { users: ['reader'], groups: ['data_team'] } });
      expect(await scene.canRead(reader, connection.guid)).toBe(false);
      expect(await attributesOf(connection)).toMatchObject({ adminUsers: ['keeper'], adminGroups: [] });
    });

    it('changes nothing, and leaves the version, where there is nothing to change', async () => {
      const connection = await addConnection();
      const first = await add(keeper, connection.guid, { body: { users: ['keeper'] } });
      const second = await remove(keeper, connection.guid, { body: { users: ['reader'] } });
      expect([first.status, second.status]).toEqual([200, 200]);
      expect((await scene.done(keeper, adminsPath(connection.guid))).json['version']).toBe(
        Number(/\d+/.exec(String(first.etag))?.[0]),
      );
    });

    it('holds a change against the version, where one is given', async () => {
      const connection = await addConnection();
      const { json } = await scene.done(keeper, adminsPath(connection.guid));
      const seen = `"${String(json['version'])}"`;
      expect((await add(keeper, connection.guid, { body: { users: ['reader'] }, ifMatch: seen })).status).toBe(200);
      const stale = await add(keeper, connection.guid, { body: { users: ['boss'] }, ifMatch: seen });
      expect([stale.status, stale.json['info']]).toEqual([412, 'precondition_failed']);
      expect((await add(keeper, connection.guid, { body: { users: ['boss'] }, ifMatch: '*' })).status).toBe(200);
      expect((await add(keeper, connection.guid, { body: { users: ['boss'] }, ifMatch: 'three' })).status).toBe(400);
    });

    it('names everybody who is not there at once, and adds nobody then', async () => {
      const connection = await addConnection();
      const names = {
        users: ['reader', 'zoe', robot.username],
        groups: ['ghosts'],
        roles: ['$king'],
        tokens: ['nobody'],
      };
      const answer = await add(keeper, connection.guid, { body: names });
      expect(answer.status).toBe(400);
      expect(
        (answer.json['causes'] as { location: string; errorMessage: string }[]).map(({ location }) => location),
      ).toEqual([...['users', 'users', 'groups', 'roles', 'tokens']]);
      expect(answer.text).toContain('in `tokens`');
      expect(await storedAdmins(connection)).toEqual(['actor keeper']);
    });

    const bad: readonly [string, unknown][] = [
      ['nobody at all', {}],
      ['empty lists', { users: [], groups: [] }],
      ['a list of nothing', { users: [''] }],
      ['a text for a list', { users: 'reader' }],
      ['a list that there is not', { user: ['reader'] }],
      ['no object', ['reader']],
      ['more than five hundred', { users: Array.from({ length: 501 }, (_, index) => `u${String(index)}`) }],
    ];
    it.each(bad)('refuses %s', async (_, body) => {
      const connection = await addConnection();
      expect((await add(keeper, connection.guid, { body: body })).status).toBe(400);
      expect((await remove(keeper, connection.guid, { body: body })).status).toBe(400);
    });

    it('removes one that is gone by the name that the list has, also by the client id of a purged token', async () => {
      const gone = await scene.addToken('gone', 'none');
      const connection = await addConnection({ adminUsers: ['keeper', gone.username] });
      await scene.done(boss, `/api/clavis/v1/api-tokens/${gone.tokenId ?? ''}`, { method: 'DELETE' });
      const clientId = gone.username.replace('service-account-', '');
      expect((await remove(keeper, connection.guid, { body: { tokens: [clientId] } })).json).toEqual({
        removed: [{ kind: 'token', name: gone.username }],
        notThere: [],
      });
    });

    it('never takes a person off the list for a token of that name', async () => {
      const connection = await addConnection({ adminUsers: ['keeper', 'reader'] });
      const { json } = await remove(keeper, connection.guid, { body: { tokens: ['reader'] } });
      expect(json).toMatchObject({ removed: [] });
      expect(await storedAdmins(connection)).toContain('actor reader');
    });
  });

  describe('the last living admin', () => {
    const dead: readonly [string, object][] = [
      ['nobody else', {}],
      ['a group without members', { adminGroups: ['nobody_there'] }],
      ['a role that nobody has', { adminRoles: [unheldRole] }],
    ];
    it.each(dead)('stays where there is %s', async (_, lists) => {
      const connection = await addConnection(lists);
      for (const by of [keeper, boss]) {
        const answer = await remove(by, connection.guid, { body: { users: ['keeper'] } });
        expect([answer.status, answer.json['errorCode']]).toEqual([400, 'ATLAS-400-00-114']);
      }
      expect(await storedAdmins(connection)).toContain('actor keeper');
    });

    const living: readonly [string, object][] = [
      ['another user', { adminUsers: ['keeper', 'reader'] }],
      ['a token', { adminUsers: ['keeper', 'robot'] }],
      ['a group with members', { adminGroups: ['data_team'] }],
      ['a role with holders', { adminRoles: [memberRole] }],
    ];
    it.each(living)('is not the last where there is %s', async (_, lists) => {
      const named = JSON.parse(JSON.stringify(lists).replace('"robot"', JSON.stringify(robot.username))) as object;
      const connection = await addConnection(named);
      expect((await remove(keeper, connection.guid, { body: { users: ['keeper'] } })).status).toBe(200);
    });

    it('of two who leave at one moment one stays', async () => {
      for (let round = 0; round < 10; round += 1) {
        const connection = await addConnection({ adminUsers: ['keeper', 'reader'] });
        const answers = await Promise.all([
          remove(keeper, connection.guid, { body: { users: ['keeper'] } }),
          remove(reader, connection.guid, { body: { users: ['reader'] } }),
        ]);
        expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
        expect(await storedAdmins(connection)).toHaveLength(1);
      }
    });
  });

  describe('at one moment', () => {
    it('fifty who add somebody each lose nobody', async () => {
      const connection = await addConnection();
      const names = Array.from({ length: 50 }, (_, index) => `many-${String(index)}-${newGuid().slice(0, 8)}`);
      for (const username of names) await scene.addUser(username, 'member');
      const answers = await Promise.all(names.map((name) => add(keeper, connection.guid, { body: { users: [name] } })));
      expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200));
      expect(await storedAdmins(connection)).toEqual([...names.map((name) => `actor ${name}`), 'actor keeper'].sort());
      expect(((await attributesOf(connection))['adminUsers'] as string[]).toSorted()).toEqual(
        [...names, 'keeper'].sort(),
      );
    });

    it('adds, removals and saves of the asset end with one truth in both places', async () => {
      const connection = await addConnection({ adminUsers: ['keeper', 'reader'] });
      const { guid, qualifiedName, name } = connection;
      const rename = (index: number) =>
        scene.save(keeper, {
          typeName: 'Connection',
          guid,
          attributes: { qualifiedName, name, description: String(index) },
        });
      const work = Array.from({ length: 12 }, (_, index) => [
        add(keeper, guid, { body: { tokens: [robot.username] } }),
        remove(keeper, guid, { body: { users: ['reader'] } }),
        rename(index),
      ]).flat();
      expect((await Promise.all<{ status: number }>(work)).every(({ status }) => status === 200)).toBe(true);
      expect(await storedAdmins(connection)).toEqual(['actor keeper', `actor ${robot.username}`].sort());
      expect((await attributesOf(connection))['adminUsers']).toEqual(['keeper', robot.username]);
    });

    it('who was removed before adds nobody, however long their request has waited', async () => {
      for (let round = 0; round < 10; round += 1) {
        const connection = await addConnection({ adminUsers: ['keeper', 'reader'] });
        const [gone, late] = await Promise.all([
          remove(keeper, connection.guid, { body: { users: ['reader'] } }),
          add(reader, connection.guid, { body: { users: ['guest'] } }),
        ]);
        expect(gone.status).toBe(200);
        const hasGuest = (await storedAdmins(connection)).includes('actor guest');
        expect(hasGuest).toBe(late.status === 200);
        expect([200, 403, 404]).toContain(late.status);
      }
    });
  });
});
