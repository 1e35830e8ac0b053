import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessExplanation, ActorGrants, DenialList, ErrorBody } from '../../src/contract/index.ts';
import { newGuid } from '../../src/foundation/index.ts';
import { createWorld, type World } from './world.ts';

const access = '/api/clavis/v1/access';
const connection = 'default/glue/reasons';

describe('the reason for every answer, over HTTP', () => {
  let world: World;
  let stranger: { readonly id: string; readonly secret: string };
  let table = '';
  let formula = '';

  beforeAll(async () => {
    world = await createWorld();
    stranger = await world.makeToken('none');
    const save = async (typeName: string, qualifiedName: string, attributes: object = {}) => {
      const name = qualifiedName.split('/').at(-1);
      const body = { entities: [{ typeName, guid: '-1', attributes: { qualifiedName, name, ...attributes } }] };
      const answer = await ask('/api/meta/entity/bulk', world.admin.tokenSecret, body);
      expect(answer.status, answer.text).toBe(200);
      const { mutatedEntities } = JSON.parse(answer.text) as { mutatedEntities: { CREATE: { guid: string }[] } };
      return mutatedEntities.CREATE[0]?.guid ?? '';
    };
    formula = await save('Connection', connection, { connectorName: 'glue', name: '=cmd|x', adminUsers: ['ada'] });
    table = await save('Database', `${connection}/db`, { connectorName: 'glue', connectionQualifiedName: connection });
  });
  afterAll(() => world.close());

  async function ask(url: string, secret: string, body?: object) {
    const method = body === undefined ? 'GET' : 'POST';
    const answer = await world.server.inject({
      ...{ method, url, headers: { authorization: `Bearer ${secret}` } },
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: answer.statusCode, text: answer.body, headers: answer.headers };
  }
  const get = (url: string, secret = world.admin.tokenSecret) => ask(url, secret);
  const explain = (guid: string, secret?: string) => get(`${access}/explain?action=asset.read&asset=${guid}`, secret);
  const traceOf = ({ text }: { text: string }) => (JSON.parse(text) as ErrorBody).requestId;

  /** Notes are written right after the answer. */
  async function denials(trace: string): Promise<DenialList['denials']> {
    await new Promise((resolve) => setImmediate(resolve));
    await world.deps.journal.flush();
    const answer = await get(`${access}/denials/${trace}`);
    return answer.status === 404 ? [] : (JSON.parse(answer.text) as DenialList).denials;
  }

  it('every 403 and 404 carries a trace, in its header and in its body', async () => {
    for (const url of [`/api/meta/entity/guid/${table}`, `${access}/review`, '/api/clavis/v1/nowhere']) {
      const answer = await get(url, stranger.secret);
      expect([403, 404]).toContain(answer.status);
      expect(answer.headers['x-atlan-request-id']).toBe(traceOf(answer));
    }
  });

  it('who may explain opens the trace of a hidden asset and finds what decided; of an unknown one there is nothing to decide', async () => {
    const hidden = traceOf(await get(`/api/meta/entity/guid/${table}`, stranger.secret));
    expect(await denials(hidden)).toMatchObject([
      {
        ...{ action: 'request.deny', objectId: 'getEntity' },
        detail: { code: 'asset_not_found', denied: { action: 'asset.read', asset: table, stage: 'no_grant', by: [] } },
      },
    ]);
    const unknown = traceOf(await get(`/api/meta/entity/guid/${newGuid()}`, stranger.secret));
    const [record] = await denials(unknown);
    expect(record?.detail).not.toHaveProperty('denied');
  });

  it('who may not explain opens no trace, not even their own', async () => {
    const trace = traceOf(await get(`/api/meta/entity/guid/${table}`, stranger.secret));
    await denials(trace);
    const [own, none] = [
      await get(`${access}/denials/${trace}`, stranger.secret),
      await get(`${access}/denials/x`, stranger.secret),
    ];
    expect([own.status, none.status]).toEqual([403, 403]);
    expect((JSON.parse(own.text) as ErrorBody).message).toBe((JSON.parse(none.text) as ErrorBody).message);
  });

  it('an explanation has a trace that says what decided, for those who may know', async () => {
    const answer = await explain(table);
    const { trace, decision } = JSON.parse(answer.text) as AccessExplanation;
    expect([answer.status, decision]).toEqual([200, 'allow']);
    expect(await denials(trace)).toMatchObject([
      { action: 'access.explain', objectId: table, detail: { denied: { effect: 'allow' } } },
    ]);
  });

  it('a hidden asset is explained byte for byte like an unknown one', async () => {
    const blank = (text: string, guid: string) =>
      text.replaceAll(guid, '<guid>').replace(/"requestId":"[^"]+"/, '"requestId":""');
    const nobody = newGuid();
    const [hidden, unknown] = [await explain(table, stranger.secret), await explain(nobody, stranger.secret)];
    expect([hidden.status, unknown.status]).toEqual([404, 404]);
    expect(blank(hidden.text, table)).toBe(blank(unknown.text, nobody));
    // The control: it differs where it is not hidden.
    expect((await explain(table)).status).toBe(200);
  });

  it.each([
    ['explain', 'query parameter `action` is missing'],
    ['explain?action=asset.read', 'which asset?'],
    [`explain?action=x&asset=${newGuid()}`, 'accepted: `asset.read`'],
    [`who?action=asset.read&asset=1&typeName=Table`, 'which asset?'],
    ['actors/me/grants?at=yesterday', 'accepted: a date'],
    ['actors/me/grants?at=2001-01-01', 'the history of access begins at'],
    ['review?at=2999-01-01', 'still to come'],
    ['review?format=xml', 'accepted: json, csv'],
    ['unused?days=0', 'accepted: 1 to'],
  ])('GET %s is refused with 400 that says what is wrong', async (url, hint) => {
    const answer = await get(`${access}/${url}`);
    expect({ status: answer.status, text: answer.text }).toMatchObject({
      status: 400,
      text: expect.stringContaining(hint) as string,
    });
  });

  it('a draft that is none is refused with the place of each fault', async () => {
    const answer = await ask(`${access}/simulate`, world.admin.tokenSecret, {
      add: [{ polity: 1 }],
      nonsense: [],
    });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('nonsense');
  });

  it('everybody learns what they hold themselves; the counts are of what they may read', async () => {
    const answer = await get(`${access}/actors/me/grants`, stranger.secret);
    const grants = JSON.parse(answer.text) as ActorGrants;
    expect(grants).toMatchObject({ role: 'none', connections: [], personas: [], at: null });
    expect(grants.assets.every(({ count }) => count === 0)).toBe(true);
    const own = JSON.parse((await get(`${access}/actors/ada/grants`)).text) as ActorGrants;
    expect(own.connections).toMatchObject([{ guid: formula, qualifiedName: connection, via: ['actor ada'] }]);
    expect(own.assets.find(({ action }) => action === 'asset.read')?.count).toBeGreaterThanOrEqual(2);
  });

  it('comes as CSV in which no name is a formula', async () => {
    for (const [url, headers] of [
      [`${access}/actors/ada/grants?format=csv`, {}],
      [`${access}/review`, { accept: 'text/csv' }],
      [`${access}/who?action=asset.read&asset=${table}&format=csv`, {}],
    ] as const) {
      const answer = await world.server.inject({
        ...{ method: 'GET', url, headers: { authorization: `Bearer ${world.admin.tokenSecret}`, ...headers } },
      });
      expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
      expect(answer.body).toContain("'=cmd|x");
      expect(answer.body).not.toMatch(/(^|,)"?=/m);
    }
  });

  it('names what is not used, and nothing to who may not ask', async () => {
    await world.database.pool.query(`UPDATE actor SET created_at = now() - interval '1 year'`);
    const answer = await get(`${access}/unused?days=30`);
    expect(JSON.parse(answer.text)).toMatchObject({
      days: 30,
      actors: expect.arrayContaining([expect.objectContaining({ username: 'ada', links: 1 })]) as unknown,
    });
    expect((await get(`${access}/unused`, stranger.secret)).status).toBe(403);
  });
});
