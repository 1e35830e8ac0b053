import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newGuid } from '../../src/foundation/index.ts';
import { createRequestScene, type RequestScene } from './request-scene.ts';
import { unusedConnectionName, type Actor, type Asset } from './scene.ts';

/** Ruling 5: nobody approves for themselves, and what is approved is looked at as it is then. */
describe('decisions about access requests', () => {
  let stage: RequestScene;
  let scene: RequestScene['scene'];
  let boss: RequestScene['boss'];
  let keeper: RequestScene['keeper'];
  let reader: RequestScene['reader'];
  let guest: RequestScene['guest'];
  let newToken: RequestScene['newToken'];
  let ask: RequestScene['ask'];
  let asked: RequestScene['asked'];
  let decide: RequestScene['decide'];
  let show: RequestScene['show'];
  let idsFor: RequestScene['idsFor'];
  let isAdmin: RequestScene['isAdmin'];
  let setResponsible: RequestScene['setResponsible'];
  beforeAll(async () => {
    stage = await createRequestScene();
    ({ scene, boss, keeper, reader, guest, newToken, ask, asked, decide, show, idsFor, isAdmin, setResponsible } =
      stage);
  });
  afterAll(() => scene.world.close());

  describe('approving', () => {
    it('by an admin of the connection, or by a person with the role admin who is none, gives what was asked for', async () => {
      for (const by of [keeper, boss]) {
        const connection = await stage.addConnection();
        const token = await newToken();
        const id = await asked(token, connection.guid);
        const answer = await decide(by, id, { verb: 'approve', reason: 'as agreed' });
        expect(answer.json, answer.text).toMatchObject({
          ...{ status: 'approved', decidedBy: by.username, decisionReason: 'as agreed', mayDecide: false },
        });
        expect(await isAdmin(token, connection)).toBe(true);
        expect(await scene.canRead(token, connection.guid)).toBe(true);
        expect((await show(token, id)).json).toMatchObject({ status: 'approved', decidedBy: by.username });
      }
    });

    it('gives it to a person too', async () => {
      const connection = await stage.addConnection();
      const id = await asked(reader, connection.guid);
      expect((await decide(keeper, id, { verb: 'approve' })).status).toBe(200);
      expect(await isAdmin(reader, connection)).toBe(true);
    });

    it('is recorded with both names, as what it decided and as what it gave', async () => {
      const connection = await stage.addConnection();
      const token = await newToken();
      const id = await asked(token, connection.guid);
      await decide(keeper, id, { verb: 'approve', reason: 'as agreed' });
      const { rows } = await scene.world.database.pool.query<Record<string, unknown>>(
        `SELECT actor_name, on_behalf_of_actor_name, action, detail FROM audit_record
         WHERE object_id IN ($1, $2) AND action IN ('access-request.approve', 'connection.add-admins')
         ORDER BY sequence DESC LIMIT 2`,
        [id, connection.guid],
      );
      for (const row of rows) {
        expect(row).toMatchObject({ actor_name: 'keeper', on_behalf_of_actor_name: token.username });
      }
      expect(rows.map(({ action }) => action)).toEqual(['access-request.approve', 'connection.add-admins']);
      expect(rows[0]?.['detail']).toMatchObject({ requester: token.username, decider: 'keeper', reason: 'as agreed' });
    });

    it('again changes nothing, also when what it gave was taken away since', async () => {
      const connection = await stage.addConnection();
      const token = await newToken();
      const id = await asked(token, connection.guid);
      const first = await decide(keeper, id, { verb: 'approve', reason: 'once' });
      await stage.remove(keeper, connection.guid, { body: { tokens: [token.username] } });
      const again = await decide(keeper, id, { verb: 'approve', reason: 'twice' });
      expect(again.json).toEqual(first.json);
      expect(await isAdmin(token, connection)).toBe(false);
      for (const verb of ['refuse', 'withdraw']) {
        expect((await decide(verb === 'refuse' ? keeper : token, id, { verb })).status).toBe(409);
      }
    });

    it('of what is withdrawn, refused or expired is refused, and they stay what they are', async () => {
      const connection = await stage.addConnection();
      for (const end of ['withdraw', 'refuse', 'expire']) {
        const token = await newToken();
        const id = await asked(token, connection.guid);
        if (end === 'withdraw') await decide(token, id, { verb: 'withdraw' });
        if (end === 'refuse') await decide(keeper, id, { verb: 'refuse', reason: 'no' });
        if (end === 'expire') {
          await scene.world.database.pool.query(
            `UPDATE access_request SET created_at = now() - interval '8 days', expires_at = now() - interval '1 second' WHERE id = $1`,
            [id],
          );
        }
        const status = { withdraw: 'withdrawn', refuse: 'refused', expire: 'expired' }[end];
        expect((await show(token, id)).json['status']).toBe(status);
        expect(await idsFor(keeper, `?status=${status ?? ''}`)).toContain(id);
        expect((await decide(keeper, id, { verb: 'approve' })).status).toBe(409);
        expect((await show(token, id)).json['status']).toBe(status);
        expect(await isAdmin(token, connection)).toBe(false);
      }
    });
  });

  describe('nobody approves for themselves', () => {
    it('not the token that asked, also once it is an admin otherwise', async () => {
      const connection = await stage.addConnection();
      const token = await newToken();
      const id = await asked(token, connection.guid);
      expect((await decide(token, id, { verb: 'approve' })).status).toBe(403);
      await stage.add(keeper, connection.guid, { body: { tokens: [token.username] } });
      for (const verb of ['approve', 'refuse']) expect((await decide(token, id, { verb })).status).toBe(403);
      expect((await show(token, id)).json).toMatchObject({ status: 'pending', mayDecide: false });
    });

    it('not the person who answers for it, nor who did when it asked', async () => {
      const connection = await stage.addConnection({ adminUsers: ['keeper', 'reader'] });
      const token = await newToken();
      await setResponsible(token, 'keeper');
      const id = await asked(token, connection.guid);
      expect((await show(keeper, id)).json).toMatchObject({ mayDecide: false });
      expect((await decide(keeper, id, { verb: 'approve' })).status).toBe(403);
      await setResponsible(token, 'reader');
      for (const by of [keeper, reader]) {
        for (const verb of ['approve', 'refuse']) expect((await decide(by, id, { verb })).status).toBe(403);
      }
      expect(await isAdmin(token, connection)).toBe(false);
      expect((await decide(boss, id, { verb: 'approve' })).status).toBe(200);
    });

    it('not another token of the same person; one of somebody else may', async () => {
      const [token, sibling, stranger] = [await newToken(), await newToken(), await newToken()];
      const connection = await stage.addConnection({ adminUsers: ['keeper', sibling.username, stranger.username] });
      await setResponsible(token, 'reader');
      await setResponsible(sibling, 'reader');
      await setResponsible(stranger, 'boss');
      const id = await asked(token, connection.guid);
      const answer = await decide(sibling, id, { verb: 'approve' });
      expect([answer.status, answer.json['info']]).toEqual([403, 'permission_denied']);
      expect((await decide(stranger, id, { verb: 'approve' })).status).toBe(200);
    });

    it('not a person by a token that they answer for', async () => {
      const token = await newToken();
      await setResponsible(token, 'reader');
      const connection = await stage.addConnection({ adminUsers: ['keeper', token.username] });
      const id = await asked(reader, connection.guid);
      expect((await decide(token, id, { verb: 'approve' })).status).toBe(403);
      expect((await decide(reader, id, { verb: 'approve' })).status).toBe(403);
      expect((await decide(keeper, id, { verb: 'approve' })).status).toBe(200);
    });

    it('and the table itself refuses a decision by who asked', async () => {
      const id = await asked(reader, unusedConnectionName());
      const decision = scene.world.database.pool.query(
        `UPDATE access_request SET state = 'approved', decided_at = now(), decided_by_id = requester_id WHERE id = $1`,
        [id],
      );
      await expect(decision).rejects.toThrow('access_request_is_decided_by_another');
    });
  });

  describe('is looked at anew when it is approved', () => {
    it('an admin who was removed since decides nothing', async () => {
      const connection = await stage.addConnection({ adminUsers: ['keeper', 'reader'] });
      const token = await newToken();
      const id = await asked(token, connection.guid);
      expect((await show(reader, id)).json).toMatchObject({ mayDecide: true });
      await stage.remove(keeper, connection.guid, { body: { users: ['reader'] } });
      expect((await decide(reader, id, { verb: 'approve' })).status).toBe(404);
      expect(await isAdmin(token, connection)).toBe(false);
    });

    it('an admin who is removed at that moment decides before or not at all', async () => {
      for (let round = 0; round < 8; round += 1) {
        const connection = await stage.addConnection({ adminUsers: ['keeper', 'reader'] });
        const token = await newToken();
        const id = await asked(token, connection.guid);
        const [late, gone] = await Promise.all([
          decide(reader, id, { verb: 'approve' }),
          stage.remove(keeper, connection.guid, { body: { users: ['reader'] } }),
        ]);
        expect(gone.status).toBe(200);
        expect([200, 403, 404]).toContain(late.status);
        expect(await isAdmin(token, connection)).toBe(late.status === 200);
        expect((await show(token, id)).json['status']).toBe(late.status === 200 ? 'approved' : 'pending');
      }
    });

    it('two who decide at one moment decide once', async () => {
      const connection = await stage.addConnection();
      for (let round = 0; round < 8; round += 1) {
        const token = await newToken();
        const id = await asked(token, connection.guid);
        const answers = await Promise.all([
          decide(keeper, id, { verb: 'approve' }),
          decide(boss, id, { verb: 'refuse' }),
          decide(token, id, { verb: 'withdraw' }),
        ]);
        expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
        const { json } = await show(token, id);
        expect(await isAdmin(token, connection)).toBe(json['status'] === 'approved');
      }
    });

    it('a guest who is an admin, and an admin whom a deny binds, hand nothing on', async () => {
      const connection = await stage.addConnection({ adminUsers: ['keeper', 'guest', 'reader'] });
      await stage.add(keeper, connection.guid, { body: { tokens: [stage.maker.username] } });
      const persona = await scene.addPersona(stage.maker, `deny ${newGuid()}`);
      const deny = await scene.addPolicy(stage.maker, {
        persona,
        connection,
        path: `${connection.qualifiedName}/db`,
        type: 'deny',
      });
      expect(deny.status, deny.text).toBe(200);
      await stage.join(persona, 'reader');
      const token = await newToken();
      const id = await asked(token, connection.guid);
      for (const by of [guest, reader]) {
        const answer = await decide(by, id, { verb: 'approve' });
        expect([answer.status, answer.json['info']], answer.text).toEqual([403, 'permission_denied']);
      }
      expect((await show(token, id)).json['status']).toBe('pending');
      expect((await decide(keeper, id, { verb: 'approve' })).status).toBe(200);
    });

    it('a requester that is suspended, expired or purged, and a connection that is gone, get nothing', async () => {
      const { pool } = scene.world.database;
      const ways: readonly [string, (token: Actor, connection: Asset) => Promise<unknown>][] = [
        [
          'suspended',
          (token) => pool.query(`UPDATE actor SET state = 'disabled' WHERE username = $1`, [token.username]),
        ],
        [
          'expired',
          (token) =>
            pool.query(`UPDATE api_token SET expires_at = now() - interval '1 second' WHERE id = $1`, [token.tokenId]),
        ],
        [
          'purged',
          (token) => scene.done(boss, `/api/clavis/v1/api-tokens/${token.tokenId ?? ''}`, { method: 'DELETE' }),
        ],
        [
          'archived',
          (_, { guid }) =>
            scene.done(keeper, `/api/meta/entity/bulk?deleteType=SOFT&guid=${guid}`, { method: 'DELETE' }),
        ],
        [
          'removed',
          (_, { guid }) =>
            scene.done(keeper, `/api/meta/entity/bulk?deleteType=PURGE&guid=${guid}`, { method: 'DELETE' }),
        ],
      ];
      for (const [way, end] of ways) {
        const connection = await stage.addConnection();
        const token = await newToken();
        const id = await asked(token, connection.guid);
        await end(token, connection);
        const answer = await decide(boss, id, { verb: 'approve' });
        expect([way, answer.status, answer.json['info']]).toEqual([way, 409, 'state_conflict']);
        expect(await isAdmin(token, connection), way).toBe(false);
      }
    });

    it('a request for one connection never comes to mean the next of that name', async () => {
      const connection = await stage.addConnection();
      const token = await newToken();
      const id = await asked(token, connection.qualifiedName);
      await scene.done(keeper, `/api/meta/entity/bulk?deleteType=PURGE&guid=${connection.guid}`, { method: 'DELETE' });
      const early = await asked(token, unusedConnectionName());
      const next = {
        qualifiedName: connection.qualifiedName,
        name: 'the next',
        connectorName: 'glue',
        category: 'lake',
      };
      const saved = await scene.save(stage.maker, {
        typeName: 'Connection',
        guid: '-1',
        attributes: { ...next, adminUsers: ['keeper'] },
      });
      expect(saved.status, saved.text).toBe(200);
      expect((await decide(keeper, id, { verb: 'approve' })).status).toBe(404);
      expect((await decide(boss, id, { verb: 'approve' })).status).toBe(409);
      expect((await decide(boss, early, { verb: 'approve' })).status).toBe(404);
    });
  });

  describe('for a persona', () => {
    const askForPersona = (by: Actor, target: string) => asked(by, target, { kind: 'persona' });

    it('a person with the role admin puts a token, or a person, into it; nobody else decides', async () => {
      const persona = await scene.addPersona(stage.maker, `wanted ${newGuid()}`);
      const token = await newToken();
      for (const [who, target] of [
        [token, persona.qualifiedName],
        [reader, persona.guid],
      ] as const) {
        const id = await askForPersona(who, target);
        expect((await decide(keeper, id, { verb: 'approve' })).status).toBe(404);
        expect((await decide(stage.maker, id, { verb: 'approve' })).status).toBe(404);
        const answer = await decide(boss, id, { verb: 'approve' });
        expect(answer.json, answer.text).toMatchObject({ status: 'approved', object: { name: persona.name } });
        const again = await ask(who, persona.qualifiedName, { kind: 'persona' });
        expect(again.status).toBe(409);
      }
      const members = await scene.world.database.db
        .selectFrom('persona_member')
        .select(['subject_kind', 'subject'])
        .where('persona_guid', '=', persona.guid)
        .orderBy('subject_kind')
        .execute();
      expect(members).toEqual([
        { subject_kind: 'token', subject: token.username },
        { subject_kind: 'user', subject: 'reader' },
      ]);
      const shown = await scene.done(boss, `/api/meta/entity/guid/${persona.guid}`);
      expect((shown.json['entity'] as { attributes: object }).attributes).toMatchObject({ personaUsers: ['reader'] });
    });
  });
});
