import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations, type OperationId } from '../../contract/index.ts';
import { newConnection } from '../../../test/security/route-case.ts';
import { createWorld, type World } from '../../../test/security/world.ts';

describe('searches in logs on the wire', () => {
  let world: World;
  let guid: string;
  let qualifiedName: string;

  beforeAll(async () => {
    world = await createWorld();
    const connection = newConnection(['ada']);
    qualifiedName = connection.qualifiedName;
    const saved = await call<{ guidAssignments: Record<string, string> }>('saveEntities', connection.body);
    guid = saved.guidAssignments['-1'] ?? '';
  });
  afterAll(() => world.close());

  async function ask(id: OperationId, body: object, secret: string | null = world.admin.tokenSecret) {
    return world.server.inject({
      method: 'POST',
      url: `${operations[id].path}/`,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'a-script/1.0',
        host: 'catalog.example.com',
        ...(secret === null ? {} : { authorization: `Bearer ${secret}` }),
      },
      payload: body,
    });
  }

  async function call<T>(id: OperationId, body: object): Promise<T> {
    const answer = await ask(id, body);
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json();
  }

  it('the history of an asset: `aggregations` is null when none were asked for, `count` is of the page', async () => {
    const query = { bool: { filter: [{ term: { entityId: { value: guid } } }] } };
    const answer = await call<{ entityAudits: { created: number }[] }>('searchHistory', {
      dsl: { query },
      attributes: [],
    });
    const created = answer.entityAudits[0]?.created;
    expect(answer).toEqual({
      entityAudits: [
        {
          ...{ entityId: guid, entityQualifiedName: qualifiedName, typeName: 'Connection', action: 'ENTITY_CREATE' },
          ...{ created, timestamp: created, eventKey: `${guid}:${created}` },
          user: expect.stringContaining('service-account-apikey-') as string,
          detail: expect.objectContaining({ typeName: 'Connection', guid }) as object,
        },
      ],
      ...{ aggregations: null, count: 1, totalCount: 1 },
    });
    const aggregations = { users: { cardinality: { field: 'user' } } };
    expect(await call('searchHistory', { dsl: { query, size: 0, aggregations } })).toEqual({
      ...{ entityAudits: [], aggregations: { users: { value: 1 } }, count: 0, totalCount: 1 },
    });
  });

  it('the search log: who asked, with what, of which host', async () => {
    const requestMetadata = { saveSearchLog: true, utmTags: ['project_sdk_python'] };
    const found = { dsl: { query: { term: { __guid: { value: guid, case_insensitive: true } } } }, requestMetadata };
    await call('searchAssets', found);
    const query = { term: { entityGuidsAll: { value: guid } } };
    expect(await call('searchSearchLog', { dsl: { query }, attributes: [] })).toMatchObject({
      logs: [{ userAgent: 'a-script/1.0', host: 'catalog.example.com', ipAddress: '127.0.0.1', resultsCount: 1 }],
      approximateCount: 1,
    });
  });

  it('tasks: a list also when there are none', async () => {
    const query = { term: { __task_entityGuid: { value: guid } } };
    expect(await call('searchTasks', { dsl: { query } })).toEqual({
      tasks: [],
      approximateCount: 0,
      aggregations: null,
    });
  });

  it.each(['searchHistory', 'searchSearchLog', 'searchTasks'] as const)(
    '%s answers 400 to what is no search and 401 to strangers',
    async (id) => {
      const bad = await ask(id, { dsl: { query: { nothing: {} } } });
      expect(bad.statusCode).toBe(400);
      expect(bad.json()).toMatchObject({ errorCode: 'ATLAS-400-00-503' });
      expect(bad.json<{ message: string }>().message).toContain('nothing');
      expect((await ask(id, {})).statusCode).toBe(400);
      expect((await ask(id, { dsl: {} }, null)).statusCode).toBe(401);
    },
  );
});
