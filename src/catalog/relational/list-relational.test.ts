import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newGuid } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { createSmallCatalog, entity, named, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import { getDatasource, listDatasources } from './datasources.ts';
import { listRelational } from './list-relational.ts';
import type { RelationalObject } from './relational-object.ts';
import type { ListValues } from './relational-request.ts';

const connection = 'default/glue/1';
const database = `${connection}/cat`;
const sales = `${database}/sales`;
const orders = `${sales}/orders`;

const inDatabase = { connectionQualifiedName: connection, databaseName: 'cat', databaseQualifiedName: database };
const inSales = { ...inDatabase, schemaName: 'sales', schemaQualifiedName: sales };
const inOrders = { ...inSales, tableName: 'orders', tableQualifiedName: orders };

let catalog: SmallCatalog;
/** May read `sales` and below, and nothing else. */
let reader: Principal;
let stranger: Principal;

beforeAll(async () => {
  catalog = await createSmallCatalog();
  await catalog.save(
    entity('Database', database, { connectionQualifiedName: connection }),
    entity('Schema', sales, { ...inDatabase, description: 'from the source', database: named('Database', database) }),
    entity('Schema', `${database}/hr`, { ...inDatabase, database: named('Database', database) }),
    entity('Table', orders, {
      ...inSales,
      ...{ displayName: 'Orders', description: 'as crawled', userDescription: 'as people say', ownerUsers: ['olga'] },
      ...{ certificateStatus: 'VERIFIED', partitionList: 'day, hour', atlanSchema: named('Schema', sales) },
    }),
    entity('View', `${sales}/recent`, { ...inSales, definition: 'SELECT 1', atlanSchema: named('Schema', sales) }),
    entity('Table', `${sales}/a.b`, { ...inSales, atlanSchema: named('Schema', sales) }),
    entity('Table', `${database}/hr/people`, {
      ...inDatabase,
      schemaName: 'hr',
      schemaQualifiedName: `${database}/hr`,
    }),
    entity('Column', `${orders}/id`, {
      ...inOrders,
      ...{ dataType: 'INT', rawDataTypeDefinition: 'int', order: 1, isNullable: false, isPrimary: true },
      table: named('Table', orders),
    }),
    entity('Column', `${orders}/Amount`, { ...inOrders, dataType: 'DECIMAL', order: 2, table: named('Table', orders) }),
  );
  reader = await catalog.addUser('rita', 'member');
  stranger = await catalog.addUser('sam', 'member');
  const persona = await catalog.savePersona({ name: 'sales', users: ['rita'] });
  await catalog.savePolicy({ personaGuid: persona.guid, resources: [`entity:${sales}`, `entity:${sales}/*`] });
});
afterAll(() => catalog.close());

type Kind = RelationalObject['kind'];

async function list(kind: Kind, values: ListValues = {}, who: Principal = catalog.owner) {
  return (await listRelational(catalog.deps, who, { kind, values })).objects;
}

async function names(kind: Kind, values: ListValues = {}, who: Principal = catalog.owner) {
  return (await list(kind, values, who)).map(({ name }) => name);
}

async function numberOf(kind: Kind, name: string): Promise<string> {
  const [object] = await list(kind, { name: [name] });
  return String(object?.number);
}

async function datasourceNumber(): Promise<string> {
  const { objects } = await listDatasources(catalog.deps, catalog.owner, {});
  return String(objects[0]?.number);
}

describe('relational objects', () => {
  it('are what their assets say, with the numbers of what they stand in', async () => {
    const ds = Number(await datasourceNumber());
    const schema = Number(await numberOf('schema', 'cat.sales'));
    const [table] = await list('table', { name: ['orders'] });
    expect(table).toMatchObject({
      ...{ kind: 'table', typeName: 'Table', name: 'orders', datasource: ds },
      ...{ schema: { number: schema, name: 'cat.sales' }, key: `${String(ds)}.cat.sales.orders` },
    });
    expect(table?.attributes).toMatchObject({ displayName: 'Orders', userDescription: 'as people say' });
    const [column] = await list('column', { name: ['id'] });
    expect(column).toMatchObject({
      ...{ key: `${String(ds)}.cat.sales.orders.id`, datasource: ds, schema: { number: schema } },
      table: { number: table?.number, name: 'cat.sales.orders' },
    });
  });

  it('quote what a dot would tear apart', async () => {
    const [table] = await list('table', { name: ['a.b'] });
    expect(table?.key).toBe(`${await datasourceNumber()}.cat.sales."a.b"`);
  });

  it('show owners, certificate and custom fields by number and name', async () => {
    const [table] = await list('table', { name: ['orders'] });
    const { rows } = await catalog.db.executeQuery<{ number: number }>(
      catalog.db.selectFrom('actor').where('username', '=', 'olga').select('number').compile(),
    );
    expect(table?.customFields).toEqual([
      { id: 8, name: 'Steward', value: [{ otype: 'user', oid: rows[0]?.number }] },
      { id: 11, name: 'Certificate', value: 'VERIFIED' },
    ]);
  });

  it('keep their number for as long as they are there, and get another one when they are made again', async () => {
    const qualifiedName = `${sales}/passing`;
    const make = () => catalog.save(entity('Table', qualifiedName, { ...inSales }));
    const guid = catalog.createdGuid(await make());
    const before = await numberOf('table', 'passing');
    await catalog.save(entity('Table', qualifiedName, { ...inSales, displayName: 'another title' }));
    expect(await numberOf('table', 'passing')).toBe(before);
    await catalog.remove('SOFT', guid);
    expect(await names('table', { id: [before] })).toEqual([]);
    await catalog.remove('PURGE', guid);
    await make();
    const after = await numberOf('table', 'passing');
    expect(Number(after)).toBeGreaterThan(Number(before));
    await catalog.remove('PURGE', (await list('table', { id: [after] }))[0]?.guid ?? '');
  });
});

describe('filters of a list', () => {
  it.each<readonly [Kind, ListValues, readonly string[]]>([
    ['table', { name: ['orders'] }, ['orders']],
    ['table', { name: ['Orders'] }, []],
    ['table', { name__iexact: ['ORDERS'] }, ['orders']],
    ['table', { name__contains: ['ord'] }, ['orders']],
    ['table', { name__contains: ['ORD'] }, []],
    ['table', { name__icontains: ['ORD'] }, ['orders']],
    ['table', { name__startswith: ['re'] }, ['recent']],
    ['table', { name__istartswith: ['RE'] }, ['recent']],
    ['table', { name__endswith: ['ers'] }, ['orders']],
    ['table', { name__iendswith: ['ERS'] }, ['orders']],
    ['table', { name__contains: ['*'] }, []],
    ['table', { name__contains: ['%'] }, []],
    ['table', { schema_name: ['cat.hr'] }, ['people']],
    ['table', { schema_name: ['hr'] }, []],
    ['table', { schema_name__icontains: ['HR'] }, ['people']],
    ['table', { schema_name__endswith: ['.hr'] }, ['people']],
    ['schema', { name: ['cat.sales'] }, ['cat.sales']],
    ['schema', { name__startswith: ['cat.h'] }, ['cat.hr']],
    ['column', { table_name: ['orders'] }, ['Amount', 'id']],
    ['column', { table_name: ['cat.sales.orders'] }, ['Amount', 'id']],
    ['column', { table_name: ['cat.hr.orders'] }, []],
    ['column', { table_name__iexact: ['ORDERS'] }, ['Amount', 'id']],
    ['column', { name__iexact: ['amount'] }, ['Amount']],
  ])('of %ss by %j', async (kind, values, expected) => {
    expect(await names(kind, values)).toEqual(expected);
  });

  it('take several values of a key as either, and several keys as both', async () => {
    expect(await names('table', { name: ['orders', 'people'] })).toEqual(['people', 'orders']);
    expect(await names('table', { name: ['orders', 'people'], schema_name: ['cat.hr'] })).toEqual(['people']);
  });

  it('go by the numbers of what a row stands in', async () => {
    const [ds, schema, table] = [
      await datasourceNumber(),
      await numberOf('schema', 'cat.sales'),
      await numberOf('table', 'orders'),
    ];
    expect(await names('table', { ds_id: [ds] })).toEqual(['people', 'a.b', 'orders', 'recent']);
    expect(await names('table', { ds_id: ['999999'] })).toEqual([]);
    expect(await names('table', { ds_id: [ds, '999999'] })).toHaveLength(4);
    expect(await names('table', { schema_id: [schema] })).toEqual(['a.b', 'orders', 'recent']);
    expect(await names('table', { schema_id__gte: [schema] })).toEqual(['a.b', 'orders', 'recent']);
    expect(await names('table', { schema_id__lt: [schema] })).toEqual(['people']);
    expect(await names('column', { table_id: [table], schema_id__lte: [schema], ds_id__lte: [ds] })).toHaveLength(2);
    expect(await names('column', { table_id__gt: [table] })).toEqual([]);
    expect(await names('table', { id__gt: [table] })).toEqual(['recent']);
  });

  it.each<[Kind, ListValues, string]>([
    ['table', { ids: ['1'] }, '[ids]'],
    ['table', { name__regex: ['a'], unknown: ['1'] }, '[name__regex, unknown]'],
    ['schema', { schema_id: ['1'] }, '[schema_id]'],
    ['table', { table_id: ['1'] }, '[table_id]'],
    ['table', { id: ['ten'] }, '[id]'],
    ['table', { id: ['-1'] }, '[id]'],
    ['table', { limit: ['0'] }, '[limit]'],
    ['table', { limit: ['-1'] }, '[limit]'],
    ['table', { limit: ['ten'] }, '[limit]'],
    ['table', { skip: ['-1'] }, '[skip]'],
    ['table', { order_by: ['created'] }, '[order_by]'],
    ['table', { exclude_deleted_ref: ['maybe'] }, '[exclude_deleted_ref]'],
    ['table', { custom_fields: ['[]'] }, '[custom_fields]'],
  ])('of %ss refuse %j', async (kind, values, named) => {
    await expect(list(kind, values)).rejects.toMatchObject({
      code: 'parameters_unknown',
      message: `Invalid query parameters: ${named}`,
    });
  });
});

describe('the pages of a list', () => {
  const page = (values: ListValues) => listRelational(catalog.deps, catalog.owner, { kind: 'table', values });

  it('say where the next one begins, and nothing behind the last row', async () => {
    const first = await page({ limit: ['3'] });
    expect(first).toMatchObject({ next: { skip: 3, limit: 3 } });
    expect(first.objects).toHaveLength(3);
    expect(await page({ limit: ['3'], skip: ['3'] })).toMatchObject({ objects: [{ name: 'recent' }], next: null });
    expect(await page({ limit: ['2'], skip: ['2'] })).toMatchObject({ next: null });
    expect(await page({ limit: ['2'], skip: ['99'] })).toMatchObject({ objects: [], next: null });
  });

  it('take the first of several limits, and a thousand for more than that', async () => {
    expect(await page({ limit: ['1', '2'] })).toMatchObject({ next: { skip: 1, limit: 1 } });
    expect((await page({ limit: ['5000'] })).objects).toHaveLength(4);
  });

  it('come in the order that was asked for', async () => {
    expect(await names('table', { order_by: ['name'] })).toEqual(['a.b', 'orders', 'people', 'recent']);
    expect(await names('table', { order_by: ['-name'] })).toEqual(['recent', 'people', 'orders', 'a.b']);
    expect(await names('table', { order_by: ['-id'] })).toEqual(['recent', 'orders', 'a.b', 'people']);
    expect(await names('table', { order_by: ['schema_name,-name'] })).toEqual(['people', 'recent', 'orders', 'a.b']);
    expect(await names('column', { order_by: ['position'] })).toEqual(['id', 'Amount']);
  });
});

describe('what an actor may not read', () => {
  it('is in no list and behind no number', async () => {
    expect(await names('table', {}, reader)).toEqual(['a.b', 'orders', 'recent']);
    expect(await names('schema', {}, reader)).toEqual(['cat.sales']);
    expect(await names('column', {}, reader)).toEqual(['Amount', 'id']);
    const hidden = await numberOf('table', 'people');
    expect(await names('table', { id: [hidden] }, reader)).toEqual([]);
    expect(await names('table', { schema_id: [await numberOf('schema', 'cat.hr')] }, reader)).toEqual([]);
    for (const kind of ['schema', 'table', 'column'] as const) expect(await names(kind, {}, stranger)).toEqual([]);
  });

  it('shows no number in what stands in it, and finds nothing by one', async () => {
    const ds = await datasourceNumber();
    const [table] = await list('table', { name: ['orders'] }, reader);
    expect(table).toMatchObject({ datasource: null, key: '.cat.sales.orders' });
    expect(await names('table', { ds_id: [ds] }, reader)).toEqual([]);
    expect(await names('table', { ds_id__gte: ['1'] }, reader)).toEqual([]);
    expect((await listDatasources(catalog.deps, reader, {})).objects).toEqual([]);
    await expect(getDatasource(catalog.deps, reader, Number(ds))).rejects.toMatchObject({ code: 'record_not_found' });
    await expect(getDatasource(catalog.deps, catalog.owner, 999_999)).rejects.toMatchObject({
      code: 'record_not_found',
    });
  });

  it('negative control: the same numbers are found by who may', async () => {
    const ds = await datasourceNumber();
    expect(await names('table', { ds_id: [ds] })).toContain('orders');
    expect(await names('table', { ds_id__gte: ['1'] })).toContain('orders');
    expect(await getDatasource(catalog.deps, catalog.owner, Number(ds))).toMatchObject({ name: '1' });
  });
});

it('the database counts each type of asset as what it is a kind of', async () => {
  const { types } = catalog.deps;
  const tables = [...types.subtypesOf('Table'), ...types.subtypesOf('View'), 'MaterialisedView', 'CalculationView'];
  const expected = new Map([
    ...tables.map((name) => [name, 'table'] as const),
    ...types.subtypesOf('Column').map((name) => [name, 'column'] as const),
    ...types.subtypesOf('Schema').map((name) => [name, 'schema'] as const),
    ['Connection', 'datasource'] as const,
  ]);
  const known = [...types.types.keys()].map((name) => [name, expected.get(name) ?? null]);
  const answers = await Promise.all(
    known.map(async ([name]) => {
      const { rows } = await catalog.db.executeQuery<{ kind: string | null; archived: string | null }>({
        ...catalog.db.selectNoFrom([]).compile(),
        sql: "SELECT relational_kind($1, 'ACTIVE') AS kind, relational_kind($1, 'DELETED') AS archived",
        parameters: [name],
      });
      return [name, rows[0]?.kind, rows[0]?.archived];
    }),
  );
  expect(answers).toEqual(known.map(([name, kind]) => [name, kind, null]));
});

it('names as long as they may be are kept and found', async () => {
  // Noise, which no index can make smaller, up to what the catalog takes.
  const name = Array.from({ length: 2_500 - sales.length - 1 }, (_, index) => newGuid()[index % 36] ?? 'x').join('');
  const qualifiedName = `${sales}/${name}`;
  const guid = catalog.createdGuid(await catalog.save(entity('SnowflakeDynamicTable', qualifiedName, { ...inSales })));
  expect(await names('table', { name__startswith: [name.slice(0, 100)] })).toEqual([name]);
  await catalog.remove('PURGE', guid);
});
