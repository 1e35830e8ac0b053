import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newGuid } from '../../src/foundation/index.ts';
import { createRequestScene, requestsPath, type RequestScene } from './request-scene.ts';
import { unusedConnectionName, type Answer } from './scene.ts';

const week = 7 * 86_400_000;

/** The second door of the catch-22: who is not there yet asks, and somebody else decides. */
describe('access requests', () => {
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
  beforeAll(async () => {
    stage = await createRequestScene();
    ({ scene, boss, keeper, reader, guest, newToken, ask, asked, decide, show, idsFor } = stage);
  });
  afterAll(() => scene.world.close());

  describe('asking', () => {
    it('tells the asker what it typed and nothing else, and waits seven days', async () => {
      const connection = await stage.addConnection();
      const token = await newToken();
      const { json } = await ask(token, connection.qualifiedName);
      expect(json).toMatchObject({
        ...{ kind: 'connection-admin', target: connection.qualifiedName, object: null, status: 'pending' },
        ...{ reason: 'a nightly load', decidedAt: null, decidedBy: null, decisionReason: null, mayDecide: false },
        requester: { kind: 'token', username: token.username, displayName: token.name },
      });
      expect(Date.parse(String(json['expiresAt'])) - Date.parse(String(json['createdAt']))).toBe(week);
      const longer = await ask(token, connection.guid, { expiresInDays: 30 });
      expect(Date.parse(String(longer.json['expiresAt'])) - Date.parse(String(longer.json['createdAt']))).toBe(
        (week / 7) * 30,
      );
    });

    it('answers alike for what is hidden, what is archived and what does not exist', async () => {
      const hidden = await stage.addConnection();
      const archived = await stage.addConnection();
      await scene.done(keeper, `/api/meta/entity/bulk?deleteType=SOFT&guid=${archived.guid}`, { method: 'DELETE' });
      const persona = await scene.addPersona(boss, `hidden ${newGuid()}`);
      const token = await newToken();
      const shapes = new Set<string>();
      for (const target of [hidden.guid, archived.guid, newGuid(), persona.guid]) {
        const asking = await ask(token, target);
        const reading = await show(token, String(asking.json['id']));
        expect(reading.text).toBe(JSON.stringify(asking.json));
        const { id, target: typed, createdAt, expiresAt, ...same } = asking.json;
        expect([typed, typeof id, typeof createdAt, typeof expiresAt]).toEqual([target, 'string', 'string', 'string']);
        shapes.add(JSON.stringify({ status: asking.status, ...same }));
      }
      expect(shapes.size).toBe(1);
    });

    it('asking for the same again is the same request, until it is decided', async () => {
      const connection = await stage.addConnection();
      const token = await newToken();
      const first = await asked(token, connection.guid);
      expect(await asked(token, connection.guid, { reason: 'once more' })).toBe(first);
      await decide(keeper, first, { verb: 'refuse' });
      expect(await asked(token, connection.guid)).not.toBe(first);
    });

    it('at one moment the same question is one request', async () => {
      const connection = await stage.addConnection();
      const token = await newToken();
      const ids = await Promise.all(Array.from({ length: 8 }, () => asked(token, connection.guid)));
      expect(new Set(ids).size).toBe(1);
    });

    it('twenty wait at most, also when many come at one moment; withdrawn and expired ones do not count', async () => {
      const token = await newToken();
      const answers = await Promise.all(Array.from({ length: 30 }, () => ask(token, unusedConnectionName())));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(10);
      const [one = '', another = ''] = await idsFor(token);
      await decide(token, one, { verb: 'withdraw' });
      expect((await ask(token, unusedConnectionName())).status).toBe(200);
      await scene.world.database.pool.query(
        `UPDATE access_request SET created_at = created_at - interval '8 days', expires_at = expires_at - interval '8 days' WHERE id = $1`,
        [another],
      );
      expect((await ask(token, unusedConnectionName())).status).toBe(200);
      expect((await ask(token, unusedConnectionName())).status).toBe(409);
    });

    it('is refused to who is admin already', async () => {
      const connection = await stage.addConnection();
      for (const target of [connection.guid, connection.guid.toUpperCase(), connection.qualifiedName]) {
        expect((await ask(keeper, target)).status).toBe(409);
      }
    });

    const bad: readonly [string, object][] = [
      ['no reason', { reason: '' }],
      ['a reason of blanks', { reason: '   ' }],
      ['a target of blanks', { target: ' ' }],
      ['a target without end', { target: 'x'.repeat(501) }],
      ['another kind', { kind: 'king' }],
      ['no time', { expiresInDays: 0 }],
      ['too much time', { expiresInDays: 31 }],
      ['half a day', { expiresInDays: 0.5 }],
      ['somebody else', { requester: 'keeper' }],
    ];
    it.each(bad)('is refused with %s', async (_, more) => {
      expect((await ask(reader, 'default/glue/1', more)).status).toBe(400);
    });
  });

  describe('who sees a request', () => {
    it('who asked, the admins of the connection, and people with the role admin; to all others it is not there', async () => {
      const connection = await stage.addConnection();
      const token = await newToken();
      const id = await asked(token, connection.qualifiedName);
      const object = { guid: connection.guid, qualifiedName: connection.qualifiedName, name: connection.name };
      for (const decider of [keeper, boss]) {
        expect((await show(decider, id)).json).toMatchObject({ object, mayDecide: true });
        expect(await idsFor(decider, '?role=decider&status=pending')).toContain(id);
        expect(await idsFor(decider, '?role=requester')).not.toContain(id);
      }
      expect(await idsFor(token, '?role=requester')).toEqual([id]);
      expect(await idsFor(token, '?role=decider')).toEqual([]);
      const nothing = await show(reader, newGuid());
      for (const verb of ['approve', 'refuse', 'withdraw']) {
        for (const other of [reader, guest, await newToken()]) {
          expect(await idsFor(other)).not.toContain(id);
          const answer = await show(other, id);
          expect(answer.status).toBe(404);
          const blank = ({ json }: Answer) =>
            JSON.stringify({ ...json, requestId: '' }).replaceAll(/[0-9a-f-]{36}/g, '<id>');
          expect(blank(answer)).toBe(blank(nothing));
          expect((await decide(other, id, { verb })).status).toBe(404);
        }
      }
    });

    it('pages and counts them, the newest first', async () => {
      const token = await newToken();
      const ids: string[] = [];
      for (let index = 0; index < 5; index += 1) ids.unshift(await asked(token, unusedConnectionName()));
      const { json } = await scene.done(token, `${requestsPath}?offset=1&limit=2`);
      expect([json['totalRecord'], json['filterRecord']]).toEqual([5, 5]);
      expect((json['records'] as { id: string }[]).map(({ id }) => id)).toEqual(ids.slice(1, 3));
      for (const query of ['?role=king', '?status=maybe', '?limit=-1', '?offset=x']) {
        expect((await scene.ask(token, requestsPath + query)).status, query).toBe(400);
      }
    });
  });
});
