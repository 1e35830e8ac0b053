import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, type World } from '../../../test/security/world.ts';

type Json = Record<string, unknown>;

describe('single assets, labels and tags by guid on the wire', () => {
  let world: World;
  let guid: string;
  let tag: string;
  const name = 'default/glue/1767225600/t';

  beforeAll(async () => {
    world = await createWorld();
    const attributes = { qualifiedName: 'default/glue/1767225600', name: 'c', connectorName: 'glue', category: 'lake' };
    await ask('POST', '/entity/bulk', { entities: [{ typeName: 'Connection', guid: '-1', attributes }] });
    const entity = { typeName: 'Table', guid: '-1', attributes: { qualifiedName: name, name: 't' } };
    const { json } = await ask('POST', '/entity', { entity });
    guid = (json['guidAssignments'] as Record<string, string>)['-1'] ?? '';
    const made = await ask('POST', '/types/typedefs', { classificationDefs: [{ displayName: 'PII', name: 'PII' }] });
    tag = (made.json['classificationDefs'] as { name: string }[])[0]?.name ?? '';
  });
  afterAll(() => world.close());

  async function ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) {
    const answer = await world.server.inject({
      method,
      url: `/api/meta${path}`,
      headers: { authorization: `Bearer ${world.admin.tokenSecret}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    return { status: answer.statusCode, json: (answer.body === '' ? {} : JSON.parse(answer.body)) as Json };
  }

  const labels = async () => (await ask('GET', `/entity/guid/${guid}/header`)).json['labels'];

  it('sets, adds and takes off labels, by guid and by name', async () => {
    const byName = `/entity/uniqueAttribute/type/Table/labels?attr:qualifiedName=${encodeURIComponent(name)}`;
    expect((await ask('POST', `/entity/guid/${guid}/labels`, ['a', 'b'])).status).toBe(204);
    expect(await labels()).toEqual(['a', 'b']);
    expect((await ask('PUT', byName, ['c'])).status).toBe(204);
    expect((await ask('DELETE', `/entity/guid/${guid}/labels`, ['a', 'never-there'])).status).toBe(204);
    expect(await labels()).toEqual(['b', 'c']);
    expect((await ask('POST', byName, [])).status).toBe(204);
    expect(await labels()).toEqual([]);
  });

  it('refuses labels by the codes of the original, each with its place', async () => {
    const long = await ask('PUT', `/entity/guid/${guid}/labels`, ['fine', 'x'.repeat(51), 'a b']);
    expect(long).toMatchObject({ status: 400, json: { errorCode: 'ATLAS-400-00-08F' } });
    expect(long.json['causes']).toMatchObject([{ location: 'labels[1]' }, { location: 'labels[2]' }]);
    const blank = await ask('POST', `/entity/guid/${guid}/labels`, ['a b']);
    expect(blank).toMatchObject({ status: 400, json: { errorCode: 'ATLAS-400-00-090' } });
  });

  it('puts tags on by guid, changes them, shows them and takes them off', async () => {
    const tags = `/entity/guid/${guid}/classifications`;
    expect((await ask('POST', tags, [{ typeName: tag }])).status).toBe(204);
    expect(await ask('POST', tags, [{ typeName: tag }])).toMatchObject({ json: { errorCode: 'ATLAS-400-00-01B' } });
    expect(await ask('PUT', tags, [{ typeName: tag, propagate: true }])).toEqual({ status: 200, json: {} });
    expect((await ask('GET', tags)).json).toMatchObject({ list: [{ typeName: tag, propagate: true }], totalCount: 1 });
    expect((await ask('GET', `/entity/guid/${guid}/classification/${tag}`)).json).toMatchObject({ typeName: tag });
    expect((await ask('DELETE', `/entity/guid/${guid}/classification/${tag}`)).status).toBe(204);
    expect(await ask('DELETE', tags, [{ typeName: tag }])).toMatchObject({ json: { errorCode: 'ATLAS-400-00-06D' } });
  });

  it('tags several assets at once, all or none', async () => {
    const one = { classification: { typeName: tag }, entityGuids: [guid] };
    const nobody = '00000000-0000-4000-8000-000000000000';
    const some = { ...one, entityGuids: [guid, nobody] };
    expect((await ask('POST', '/entity/bulk/classification', some)).status).toBe(404);
    expect((await ask('POST', '/entity/bulk/classification', one)).status).toBe(204);
    expect((await ask('POST', '/entity/bulk/classification', one)).json['errorCode']).toBe('ATLAS-400-00-01B');
    const without = { guidHeaderMap: { [guid]: {} } };
    expect((await ask('POST', '/entity/bulk/setClassifications', without)).status).toBe(400);
    const none = { guidHeaderMap: { [guid]: { classifications: [] } } };
    expect((await ask('POST', '/entity/bulk/setClassifications', none)).status).toBe(204);
    expect((await ask('GET', `/entity/guid/${guid}/classifications`)).json['list']).toEqual([]);
  });

  it('reads several by guid or by name, all or none', async () => {
    const byName = `/entity/bulk/uniqueAttribute/type/Table?attr_0:qualifiedName=${encodeURIComponent(name)}`;
    for (const path of [`/entity/bulk?guid=${guid}`, byName]) {
      expect((await ask('GET', path)).json).toMatchObject({ entities: [{ guid }], referredEntities: {} });
    }
    expect(await ask('GET', `/entity/bulk?guid=${guid}&guid=x`)).toMatchObject({ status: 404 });
    expect(await ask('GET', `${byName}&attr_1:qualifiedName=no`)).toMatchObject({
      json: { errorCode: 'ATLAS-404-00-009' },
    });
  });

  it('changes one attribute and clears it', async () => {
    const changed = await ask('PUT', `/entity/guid/${guid}?name=description`, 'new');
    expect(changed.json).toMatchObject({
      mutatedEntities: { PARTIAL_UPDATE: [{ attributes: { description: 'new' } }] },
    });
    expect((await ask('PUT', `/entity/guid/${guid}?name=rowCount`, 'many')).status).toBe(400);
    const cleared = await ask('PUT', `/entity/guid/${guid}?name=description`, null);
    expect(JSON.stringify(cleared.json)).not.toContain('"new"');
  });

  it('archives by guid, and purges by name', async () => {
    expect((await ask('DELETE', `/entity/guid/${guid}`)).json).toMatchObject({
      mutatedEntities: { DELETE: [{ guid }] },
    });
    const path = `/entity/uniqueAttribute/type/Table?attr:qualifiedName=${encodeURIComponent(name)}&deleteType=PURGE`;
    expect((await ask('DELETE', path)).json).toMatchObject({ mutatedEntities: { DELETE: [{ guid }] } });
    expect((await ask('DELETE', path)).json['errorCode']).toBe('ATLAS-404-00-009');
    expect((await ask('DELETE', `/entity/guid/${guid}`)).json['errorCode']).toBe('ATLAS-404-00-005');
  });
});
