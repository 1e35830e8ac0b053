import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newGuid } from '../../src/foundation/index.ts';
import { createAdminScene, adminRole, guestRole, unheldRole, type AdminScene } from './admin-scene.ts';
import { type Actor } from './scene.ts';

/** Ruling 7: its admins, and people with the role admin; no API token for itself, and no guest. */
describe('who says who administers a connection', () => {
  let stage: AdminScene;
  let scene: AdminScene['scene'];
  let boss: Actor;
  let keeper: Actor;
  let reader: Actor;
  let guest: Actor;
  let robot: Actor;
  let maker: Actor;
  let add: AdminScene['add'];
  let remove: AdminScene['remove'];
  let addConnection: AdminScene['addConnection'];
  let storedAdmins: AdminScene['storedAdmins'];
  beforeAll(async () => {
    stage = await createAdminScene();
    ({ scene, boss, keeper, reader, guest, robot, maker, add, remove, addConnection, storedAdmins } = stage);
  });
  afterAll(() => scene.world.close());

  describe('who may', () => {
    it('an admin of the connection, whatever their role in the workspace; others are told nothing or refused', async () => {
      const connection = await addConnection();
      expect((await add(keeper, connection.guid, { body: { users: ['guest'] } })).status).toBe(200);
      expect((await add(reader, connection.guid, { body: { users: ['reader'] } })).status).toBe(404);
      expect((await add(robot, connection.guid, { body: { users: ['reader'] } })).status).toBe(404);
      expect((await remove(reader, connection.guid, { body: { users: ['keeper'] } })).status).toBe(404);
    });

    it('a reader of the connection is refused, for it knows that the connection is there', async () => {
      const connection = await addConnection();
      const persona = await scene.addPersona(maker, `readers ${newGuid()}`);
      await add(keeper, connection.guid, { body: { tokens: [maker.username] } });
      const granted = await scene.addPolicy(maker, { persona, connection });
      expect(granted.status, granted.text).toBe(200);
      await scene.done(boss, '/api/meta/entity/bulk', {
        method: 'POST',
        body: {
          entities: [
            {
              typeName: 'Persona',
              guid: persona.guid,
              attributes: { name: persona.name, qualifiedName: persona.qualifiedName, personaUsers: ['reader'] },
            },
          ],
        },
      });
      expect(await scene.canRead(reader, connection.guid)).toBe(true);
      const answer = await add(reader, connection.guid, { body: { users: ['reader'] } });
      expect([answer.status, answer.json['errorCode']]).toEqual([403, 'ATLAS-403-00-002']);
      expect((await remove(reader, connection.guid, { body: { users: ['keeper'] } })).status).toBe(403);
    });

    it('a guest never writes, also as an admin of the connection', async () => {
      const connection = await addConnection({ adminUsers: ['keeper', 'guest'] });
      expect(await scene.canRead(guest, connection.guid)).toBe(true);
      expect((await add(guest, connection.guid, { body: { users: ['reader'] } })).status).toBe(403);
      expect((await remove(guest, connection.guid, { body: { users: ['keeper'] } })).status).toBe(403);
      expect((await remove(guest, connection.guid, { body: { users: ['guest'] } })).status).toBe(403);
    });

    it('a person with the role admin, on a connection that is hidden from them, and learns nothing else of it', async () => {
      const connection = await addConnection();
      for (const reference of [connection.guid, connection.qualifiedName]) {
        const answer = await add(boss, reference, { body: { users: ['reader'] } });
        expect(answer.status, answer.text).toBe(200);
        expect(answer.etag).toBeUndefined();
        const other = reference === connection.guid ? connection.qualifiedName : connection.guid;
        expect(answer.text).not.toContain(other);
        expect(answer.text).not.toContain(connection.name);
        expect(answer.text).not.toContain('keeper');
        expect((await remove(boss, reference, { body: { users: ['reader'] } })).status).toBe(200);
      }
      expect(await scene.canRead(boss, connection.guid)).toBe(false);
      expect((await add(boss, newGuid(), { body: { users: ['reader'] } })).status).toBe(404);
      expect((await add(boss, connection.guid, { body: { users: ['boss'] } })).status).toBe(200);
      expect(await scene.canRead(boss, connection.guid)).toBe(true);
    });

    it('no API token with the role admin, which owns nothing', async () => {
      const connection = await addConnection();
      const strong = await scene.addToken(`strong ${newGuid()}`, 'admin');
      expect((await add(strong, connection.guid, { body: { users: ['reader'] } })).status).toBe(404);
    });

    it('no API token adds itself, a role it has or a group it is in, also where it may add others', async () => {
      const strong = await scene.addToken(`strong ${newGuid()}`, 'admin');
      const group = `of_tokens_${newGuid().slice(0, 8)}`;
      await scene.addGroup(group, [strong]);
      const connection = await addConnection({ adminGroups: [group] });
      await remove(keeper, connection.guid, { body: { groups: [group] } });
      for (const names of [{ tokens: [strong.username] }, { roles: [adminRole] }, { groups: [group] }]) {
        expect((await add(strong, connection.guid, { body: names })).status).toBe(404);
      }
      // As admin by the group it may add others, and still not itself by name or role.
      await add(keeper, connection.guid, { body: { groups: [group] } });
      expect((await add(strong, connection.guid, { body: { users: ['reader'] } })).status).toBe(200);
      for (const names of [{ tokens: [strong.username] }, { roles: ['$admin'] }]) {
        const answer = await add(strong, connection.guid, { body: names });
        expect(answer.status, answer.text).toBe(403);
        expect(answer.text).toContain('itself');
      }
    });
  });

  describe('the lists of the asset', () => {
    it('absent keeps, empty and null clear, values replace', async () => {
      const connection = await addConnection({ adminGroups: ['data_team'], adminRoles: [adminRole] });
      await stage.saveConnection(keeper, connection, { description: 'nothing about admins' });
      expect(await storedAdmins(connection)).toEqual(['actor keeper', 'group data_team', `role ${adminRole}`]);
      await stage.saveConnection(keeper, connection, { adminGroups: [], adminRoles: null });
      expect(await storedAdmins(connection)).toEqual(['actor keeper']);
      await stage.saveConnection(keeper, connection, { adminUsers: ['keeper', 'reader'] });
      expect(await storedAdmins(connection)).toEqual(['actor keeper', 'actor reader']);
    });

    it('all empty, or nobody living, is refused with ATLAS-400-00-114', async () => {
      const connection = await addConnection();
      for (const lists of [
        { adminUsers: [] },
        { adminUsers: null, adminGroups: ['nobody_there'] },
        { adminUsers: [], adminRoles: [unheldRole] },
      ]) {
        const answer = await stage.saveConnection(keeper, connection, lists);
        expect([answer.status, answer.json['errorCode']]).toEqual([400, 'ATLAS-400-00-114']);
      }
    });

    it('a new connection has its maker among its admins, token or person, whatever was sent', async () => {
      const maker = await scene.addToken(`maker ${newGuid()}`, 'default');
      const connection = await scene.addConnection(maker, { adminUsers: ['keeper'], adminRoles: [guestRole] });
      expect(await storedAdmins(connection)).toEqual(
        [`actor ${maker.username}`, 'actor keeper', `role ${guestRole}`].sort(),
      );
    });
  });

  it('every change is recorded with who made it and whom it concerns, by whichever door', async () => {
    const connection = await addConnection();
    await add(boss, connection.guid, { body: { tokens: [robot.username] } });
    await remove(keeper, connection.guid, { body: { tokens: [robot.username] } });
    const { guid, qualifiedName, name } = connection;
    const adminUsers = ['keeper', robot.username];
    await scene.save(keeper, { typeName: 'Connection', guid, attributes: { qualifiedName, name, adminUsers } });
    const { rows } = await scene.world.database.pool.query<{ actor_name: string; action: string; detail: object }>(
      `SELECT actor_name, action, detail FROM audit_record
       WHERE object_kind = 'connection' AND object_id = $1 ORDER BY sequence DESC LIMIT 3`,
      [guid],
    );
    const admin = { kind: 'token', name: robot.username };
    expect(rows.reverse()).toEqual([
      { actor_name: 'boss', action: 'connection.add-admins', detail: { qualifiedName, added: [admin] } },
      { actor_name: 'keeper', action: 'connection.remove-admins', detail: { qualifiedName, removed: [admin] } },
      { actor_name: 'keeper', action: 'connection.add-admins', detail: { qualifiedName, added: [admin] } },
    ]);
  });
});
