import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entity, named } from '../../../test/support/small-catalog.ts';
import { createTaggedCatalog, type TaggedCatalog } from '../../../test/support/tagged-catalog.ts';
import type { JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { searchTasks } from './search-tasks.ts';

let catalog: TaggedCatalog;
let pii: string;
let made = 0;

beforeAll(async () => {
  catalog = await createTaggedCatalog();
  pii = await catalog.defineTag('PII');
});
afterAll(() => catalog.close());

async function createTable(under = `${catalog.connection}/db`): Promise<{ guid: string; qualifiedName: string }> {
  made += 1;
  const qualifiedName = `${under}/t${made}`;
  return { guid: catalog.createdGuid(await catalog.save(entity('Table', qualifiedName))), qualifiedName };
}

const tag = (qualifiedName: string, flags: JsonObject) =>
  catalog.saveTags('appendTags', {
    ...entity('Table', qualifiedName),
    addOrUpdateClassifications: [{ typeName: pii, ...flags }],
  });
const untag = (qualifiedName: string) =>
  catalog.saveTags('appendTags', {
    ...entity('Table', qualifiedName),
    removeClassifications: [{ typeName: pii }],
  });

async function tasksOf(guid: string, principal: Principal = catalog.owner) {
  const filter = [
    { term: { '__task_status.keyword': { value: 'COMPLETE' } } },
    { match: { __task_status: { query: 'complete' } } },
    { term: { __task_entityGuid: { value: guid } } },
  ];
  const dsl = { query: { bool: { filter } }, sort: [{ __task_startTime: { order: 'asc' } }] };
  return (await searchTasks(catalog.deps, principal, { dsl })).tasks;
}

describe('tasks', () => {
  it('are complete once a tag that is carried on was put on, also where nothing is to be reached', async () => {
    const { guid, qualifiedName } = await createTable();
    await tag(qualifiedName, { propagate: true });
    const now = catalog.time.now().getTime();
    expect(await tasksOf(guid)).toEqual([
      {
        ...{ type: 'CLASSIFICATION_PROPAGATION_ADD', guid: expect.any(String) as unknown, status: 'COMPLETE' },
        ...{ createdBy: 'olga', createdTime: now, updatedTime: now, startTime: now, endTime: now },
        ...{ timeTakenInSeconds: 0, attemptCount: 0, classificationId: pii, entityGuid: guid },
        parameters: { entityGuid: guid, __task_classificationTypeName: pii },
      },
    ]);
  });

  it('are of a tag that begins or ends to be carried on, and of no other', async () => {
    const { guid, qualifiedName } = await createTable();
    await tag(qualifiedName, { propagate: false });
    expect(await tasksOf(guid)).toEqual([]);
    for (const change of [
      () => tag(qualifiedName, { propagate: true }),
      () => tag(qualifiedName, { propagate: false }),
    ]) {
      catalog.time.advance(1_000);
      await change();
    }
    catalog.time.advance(1_000);
    await tag(qualifiedName, { propagate: true });
    catalog.time.advance(1_000);
    await untag(qualifiedName);
    expect((await tasksOf(guid)).map(({ type }) => type.replace('CLASSIFICATION_PROPAGATION_', ''))).toEqual([
      ...['ADD', 'DELETE', 'ADD', 'DELETE'],
    ]);
  });

  it('show to who may read the asset, and go with it', async () => {
    const member = await catalog.addUser('mia', 'member');
    await catalog.saveConnection({ qualifiedName: 'default/glue/mia', adminUsers: ['mia', 'olga'] });
    const [seen, unseen] = [await createTable('default/glue/mia/db'), await createTable()];
    for (const { qualifiedName } of [seen, unseen]) await tag(qualifiedName, { propagate: true });
    const aggregations = { n: { terms: { field: '__task_entityGuid' } } };
    const { tasks, approximateCount, ...rest } = await searchTasks(catalog.deps, member, { dsl: { aggregations } });
    expect(tasks.map(({ entityGuid }) => entityGuid)).toEqual([seen.guid]);
    expect({ approximateCount, ...rest }).toMatchObject({
      ...{ approximateCount: 1, aggregations: { n: { buckets: [{ key: seen.guid }] } } },
    });
    expect(await tasksOf(unseen.guid, member)).toEqual([]);
    // Negative control: it is there for who may read the asset.
    expect(await tasksOf(unseen.guid)).toHaveLength(1);
    await catalog.remove('PURGE', unseen.guid);
    expect(await tasksOf(unseen.guid)).toEqual([]);
    expect(await catalog.db.selectFrom('task').select('guid').where('asset_guid', '=', unseen.guid).execute()).toEqual(
      [],
    );
  });

  it('are forgotten after 30 days, when others come', async () => {
    const [old, young] = [await createTable(), await createTable()];
    await tag(old.qualifiedName, { propagate: true });
    catalog.time.advance(31 * 24 * 60 * 60 * 1000);
    await tag(young.qualifiedName, { propagate: true });
    expect(await tasksOf(old.guid)).toEqual([]);
    expect(await tasksOf(young.guid)).toHaveLength(1);
  });

  it('are none for a save without tags, and refuse what is no search', async () => {
    const { guid, qualifiedName } = await createTable();
    await catalog.save(entity('Column', `${qualifiedName}/c`, { table: named('Table', qualifiedName) }));
    expect(await tasksOf(guid)).toEqual([]);
    await expect(searchTasks(catalog.deps, catalog.owner, { dsl: { from: -1 } })).rejects.toMatchObject({
      code: 'query_rejected',
    });
  });
});
