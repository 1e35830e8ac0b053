import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScene, type Actor, type Asset, type Scene } from '../../../test/security/scene.ts';

let scene: Scene;
let owner: Actor;
let stranger: Actor;
let connection: Asset;
let root = '';

beforeAll(async () => {
  scene = await createScene();
  owner = await scene.addUser('olga', 'admin');
  stranger = await scene.addUser('sam', 'member');
  connection = await scene.addConnection(owner, { host: 'db.test', port: 5432 });
  root = `${connection.qualifiedName}/cat/sales`;
  const above = { connectionQualifiedName: connection.qualifiedName, databaseName: 'cat' };
  const inSales = { ...above, schemaName: 'sales', schemaQualifiedName: root };
  const inOrders = { ...inSales, tableName: 'orders', tableQualifiedName: `${root}/orders` };
  await scene.addAsset(owner, { typeName: 'Schema', qualifiedName: root, attributes: { ...above, name: 'sales' } });
  await scene.addAsset(owner, {
    typeName: 'Table',
    qualifiedName: `${root}/orders`,
    attributes: { ...inSales, name: 'orders', description: 'crawled', userDescription: 'written' },
  });
  await scene.addAsset(owner, {
    typeName: 'View',
    qualifiedName: `${root}/recent`,
    attributes: { ...inSales, name: 'recent', definition: 'SELECT 1' },
  });
  await scene.addAsset(owner, {
    typeName: 'Column',
    qualifiedName: `${root}/orders/id`,
    attributes: { ...inOrders, name: 'id', rawDataTypeDefinition: 'int', order: 1, isPrimary: true },
  });
});
afterAll(() => scene.world.close());

async function get(url: string, actor: Actor | null = owner, header = 'TOKEN') {
  const headers = actor === null ? {} : { [header]: actor.secret };
  const answer = await scene.world.server.inject({ url, headers });
  return { status: answer.statusCode, json: JSON.parse(answer.body) as unknown, next: answer.headers['x-next-page'] };
}

async function listed(url: string, actor: Actor = owner) {
  const { status, json } = await get(url, actor);
  expect(status).toBe(200);
  return json as Record<string, unknown>[];
}

async function send(line: `${'PATCH' | 'POST'} ${string}`, payload: object, actor: Actor = owner) {
  const [method, url = ''] = line.split(' ') as ['PATCH' | 'POST', string];
  const answer = await scene.world.server.inject({ method, url, headers: { token: actor.secret }, payload });
  return { status: answer.statusCode, json: JSON.parse(answer.body) as Record<string, unknown> };
}

async function datasourceId(): Promise<number> {
  const [datasource] = await listed('/integration/v2/datasource/');
  return Number(datasource?.['id']);
}

describe('lists of the data API', () => {
  it('have the shapes of the wire', async () => {
    const id = await datasourceId();
    const [schema] = await listed('/integration/v2/schema/');
    expect(schema).toEqual({
      ...{ id: expect.any(Number) as number, name: 'cat.sales', title: '', description: '', ds_id: id },
      ...{
        key: `${String(id)}.cat.sales`,
        url: `/schema/${String(schema?.['id'])}/`,
        custom_fields: [],
        db_comment: null,
      },
    });
    const [table, view] = await listed('/integration/v2/table/');
    expect(table).toEqual({
      ...{ id: expect.any(Number) as number, name: 'orders', title: '', description: 'written', ds_id: id },
      ...{ key: `${String(id)}.cat.sales.orders`, url: `/table/${String(table?.['id'])}/`, custom_fields: [] },
      ...{ table_type: 'TABLE', schema_id: schema?.['id'], schema_name: 'cat.sales', base_table_key: null, sql: null },
      ...{ partition_columns: [], partition_definition: null, table_comment: 'crawled' },
    });
    expect(view).toMatchObject({ table_type: 'VIEW', sql: 'SELECT 1', table_comment: null });
    const [column] = await listed('/integration/v2/column/');
    expect(column).toEqual({
      ...{ id: expect.any(Number) as number, name: 'id', title: '', description: '', ds_id: id, custom_fields: [] },
      ...{ key: `${String(id)}.cat.sales.orders.id`, url: `/attribute/${String(column?.['id'])}/` },
      ...{ column_type: 'int', column_comment: null, nullable: null, position: 1, schema_id: schema?.['id'] },
      ...{ table_id: table?.['id'], table_name: 'cat.sales.orders' },
      index: { isPrimaryKey: true, isForeignKey: false, referencedColumnId: null, isOtherIndex: false },
    });
  });

  it('show data sources in both versions, one by one too', async () => {
    const id = await datasourceId();
    const [v2] = await listed('/integration/v2/datasource/?include_hidden=True&exclude_suspended=False');
    const shared = {
      id,
      uri: 'db.test:5432',
      otype: 'data',
      is_hidden: false,
      deleted: false,
      url: `/data/${String(id)}/`,
    };
    expect(v2).toMatchObject({ ...shared, connector_id: 1 });
    expect(v2?.['owner_ids']).toHaveLength(1);
    const [v1] = await listed('/integration/v1/datasource/?include_undeployed=True');
    expect(v1).toMatchObject({
      ...shared,
      dbtype: 'glue',
      host: 'db.test',
      port: 5432,
      deployment_setup_complete: true,
    });
    // Clients page through everything, so that even a single object is asked for with a limit.
    expect((await get(`/integration/v2/datasource/${String(id)}/?limit=1000`)).json).toEqual(v2);
    expect((await get(`/integration/v1/datasource/${String(id)}`)).json).toEqual(v1);
  });

  it('have an older shape under /catalog', async () => {
    expect(await listed('/catalog/datasource')).toMatchObject([{ dbtype: 'glue', is_virtual: false }]);
    expect(await listed('/catalog/schema')).toMatchObject([{ name: 'cat.sales', db_comment: null }]);
    expect(await listed('/catalog/table?name=recent')).toMatchObject([
      { db_table_type: 'VIEW', is_view: true, is_synonym: false, synonyms: [], base_table: null, db_comment: null },
    ]);
    expect(await listed('/catalog/column')).toMatchObject([{ data_type: 'int', table_name: 'cat.sales.orders' }]);
  });

  it('go on by a path that keeps the filters and is gone behind the last page', async () => {
    const first = await get('/integration/v2/table/?schema_name=cat.sales&limit=1&fields=name');
    expect(first.json).toEqual([{ name: 'orders' }]);
    expect(first.next).toBe('/integration/v2/table/?schema_name=cat.sales&limit=1&fields=name&skip=1');
    // One client adds its own parameters once more.
    const second = await get(`${String(first.next)}&limit=1000&skip=0`);
    expect(second).toMatchObject({ json: [{ name: 'recent' }] });
    expect(second.next).toBeUndefined();
    expect(await listed('/integration/v2/table/?skip=50')).toEqual([]);
  });

  it('are found without and with doubled slashes', async () => {
    expect(await listed('/integration/v2/table')).toHaveLength(2);
    expect(await listed('//integration/v2/table/')).toHaveLength(2);
  });

  it('refuse what they do not know, in the words of the wire', async () => {
    expect(await get('/integration/v2/table/?ids=1')).toMatchObject({
      status: 400,
      json: { code: '400006', detail: 'Invalid query parameters: [ids]', message: 'Invalid query parameters: [ids]' },
    });
    for (const limit of ['0', '-1', 'ten']) {
      expect(await get(`/integration/v2/table/?limit=${limit}`)).toMatchObject({
        status: 400,
        json: { code: '400006', detail: 'Invalid query parameters: [limit]' },
      });
    }
    expect((await get('/integration/v2/table/?limit=5000')).status).toBe(200);
  });

  it('are empty for a stranger, for whom a hidden data source is as one that is not there', async () => {
    for (const kind of ['v2/datasource', 'v1/datasource', 'v2/schema', 'v2/table', 'v2/column']) {
      expect(await listed(`/integration/${kind}/`, stranger)).toEqual([]);
      expect((await listed(`/integration/${kind}/`)).length).toBeGreaterThan(0);
    }
    const hidden = await get(`/integration/v2/datasource/${String(await datasourceId())}/`, stranger);
    expect(hidden).toEqual(await get('/integration/v2/datasource/999999/', stranger));
    expect(hidden).toMatchObject({ status: 404, json: { detail: 'Not found.', code: '404000' } });
    expect(await get('/integration/v2/datasource/none/')).toMatchObject({ status: 404 });
  });

  it('answer nobody without a token', async () => {
    const refusal = { status: 403, json: { code: '403000', detail: 'Authentication credentials were not provided.' } };
    for (const path of ['/integration/v2/table/', '/catalog/column', '/api/v1/bulk_metadata/job/?id=1']) {
      expect(await get(path, null)).toMatchObject(refusal);
    }
  });
});

describe('changes through the data API', () => {
  it('answer a job, which is done', async () => {
    const id = await datasourceId();
    const key = `${String(id)}.cat.sales.orders`;
    const { status, json } = await send(`PATCH /integration/v2/table/?ds_id=${String(id)}`, [{ key, title: 'Orders' }]);
    expect(status).toBe(200);
    const job = await get(`/api/v1/bulk_metadata/job/?id=${String(json['job_id'])}`);
    expect(job.json).toMatchObject({ status: 'successful', result: [{ mapping: [{ key }], errors: [] }] });
    expect(await listed('/integration/v2/table/?name=orders')).toMatchObject([{ title: 'Orders' }]);
    expect(await get(`/api/v1/bulk_metadata/job/?id=${String(json['job_id'])}`, stranger)).toMatchObject({
      status: 404,
    });
  });

  it('say of each object what is wrong with it, and of a request without a data source that it has none', async () => {
    const id = String(await datasourceId());
    const items = [{ key: `${id}.cat.sales.new`, table_type: 'TABLE' }, { title: 'x' }];
    expect(await send(`POST /integration/v2/table/?ds_id=${id}`, items)).toMatchObject({
      status: 400,
      json: {
        code: '400010',
        errors: [
          { [`${id}.cat.sales.new`]: [expect.stringContaining('400068: cannot change `table_type`')] },
          { '[1]': ['400068: has neither an `id` nor a `key`'] },
        ],
      },
    });
    expect(await send('PATCH /integration/v2/schema/', [])).toMatchObject({ status: 400, json: { code: '400006' } });
    expect(await send(`PATCH /integration/v2/schema/?ds_id=${id}`, { title: 'x' })).toMatchObject({ status: 400 });
    expect(await send(`PATCH /integration/v2/schema/?ds_id=${id}`, [], stranger)).toMatchObject({ status: 404 });
  });
});

describe('people', () => {
  const idOf = async (actor: Actor) =>
    String(((await get('/integration/v1/userinfo/', actor)).json as { id: number }).id);

  it('learn who they are', async () => {
    expect((await get('/integration/v1/userinfo/?limit=1000')).json).toEqual({
      ...{ id: Number(await idOf(owner)), username: 'olga', email: '', first_name: '', last_name: '' },
      ...{ role: 'SERVER_ADMIN', title: '' },
    });
    expect((await get('/integration/v1/userinfo', stranger)).json).toMatchObject({ role: 'COMPOSER' });
  });

  it('are listed for admins alone', async () => {
    const users = await listed('/integration/v2/user/?order_by=display_name');
    expect(users.map((user) => user['display_name'])).toEqual(['ada', 'olga', 'sam']);
    expect(users[1]).toMatchObject({
      profile_id: users[1]?.['id'],
      last_login: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) as string,
      ts_created: expect.any(String) as string,
    });
    const [v1] = await listed('/integration/v1/user/?display_name__icontains=OLG');
    expect(v1).toEqual({
      ...{ id: Number(await idOf(owner)), display_name: 'olga', email: '', profile_id: Number(await idOf(owner)) },
      url: `/user/${await idOf(owner)}/`,
    });
    expect((await get('/integration/v2/user/?limit=2')).next).toBe('/integration/v2/user/?limit=2&skip=2');
    expect(await listed(`/integration/v2/user/?id=${await idOf(owner)}&id=${await idOf(stranger)}`)).toHaveLength(2);
    expect(await get('/integration/v2/user/', stranger)).toMatchObject({ status: 403, json: { code: '403000' } });
    expect(await get('/integration/v2/user/?name=x')).toMatchObject({ status: 400, json: { code: '400006' } });
  });

  it('see themselves and nobody else; an admin sees everybody', async () => {
    const own = `/integration/v2/user/${await idOf(stranger)}/`;
    expect(await get(own, stranger)).toMatchObject({ status: 200, json: { display_name: 'sam' } });
    expect(await get(own)).toMatchObject({ status: 200, json: { display_name: 'sam' } });
    const other = await get(`/integration/v2/user/${await idOf(owner)}/`, stranger);
    expect(other).toMatchObject({ status: 404, json: { detail: 'Not found.' } });
    expect(other).toEqual(await get('/integration/v2/user/999999/', stranger));
  });
});

it('says without a token which release it speaks, and that it is no hosted one', async () => {
  expect(await get('/full_version', null)).toMatchObject({
    json: { ALATION_RELEASE_NAME: expect.any(String) as string },
  });
  expect(await get('/api/v1/license', null)).toMatchObject({ json: { is_cloud: false } });
  expect((await listed('/integration/v2/connectors/', stranger))[0]).toEqual({ id: 1, name: 'glue' });
});
