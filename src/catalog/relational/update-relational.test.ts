import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { createSmallCatalog, entity, named, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import { createTypedefs } from '../typedefs/save-typedefs.ts';
import { searchHistory } from '../history/search-history.ts';
import { getBulkJob } from './bulk-jobs.ts';
import { setFieldId } from './custom-fields.ts';
import { listDatasources } from './datasources.ts';
import { listRelational } from './list-relational.ts';
import { updateRelational } from './update-relational.ts';

const connection = 'default/glue/1';
const sales = `${connection}/cat/sales`;
const inSales = {
  ...{ connectionQualifiedName: connection, databaseName: 'cat', databaseQualifiedName: `${connection}/cat` },
  ...{ schemaName: 'sales', schemaQualifiedName: sales },
};
const inOrders = { ...inSales, tableName: 'orders', tableQualifiedName: `${sales}/orders` };

let catalog: SmallCatalog;
let reader: Principal;
let ds = 0;
let guid = '';
/** The id of the custom field `Quality.Score`. */
let score = 0;

beforeAll(async () => {
  catalog = await createSmallCatalog();
  await catalog.save(
    entity('Table', `${sales}/orders`, inSales),
    entity('Table', `${sales}/hidden`, inSales),
    entity('Column', `${sales}/orders/id`, { ...inOrders, table: named('Table', `${sales}/orders`) }),
  );
  reader = await catalog.addUser('rita', 'member');
  const persona = await catalog.savePersona({ name: 'sales', users: ['rita'] });
  await catalog.savePolicy({ personaGuid: persona.guid, resources: [`entity:${connection}`] });
  const hidden = { effect: 'deny', resources: [`entity:${sales}/hidden`] } as const;
  await catalog.savePolicy({ personaGuid: persona.guid, ...hidden });
  ds = (await listDatasources(catalog.deps, catalog.owner, {})).objects[0]?.number ?? 0;
  const { businessMetadataDefs } = await createTypedefs(catalog.deps, catalog.owner, {
    lists: {
      businessMetadataDefs: [
        {
          ...{ category: 'BUSINESS_METADATA', displayName: 'Quality', name: 'Quality' },
          attributeDefs: [{ name: 'Score', displayName: 'Score', typeName: 'int', options: {} }],
        },
      ],
    },
  });
  const [set] = businessMetadataDefs as unknown as { name: string; attributeDefs: { name: string }[] }[];
  score = setFieldId(set?.name ?? '', set?.attributeDefs[0]?.name ?? '');
});
afterAll(() => catalog.close());

async function table(who: Principal = catalog.owner) {
  const { objects } = await listRelational(catalog.deps, who, { kind: 'table', values: { name: ['orders'] } });
  return objects[0];
}

function change(items: readonly JsonObject[], who: Principal = catalog.owner, kind: 'table' | 'column' = 'table') {
  return updateRelational(catalog.deps, who, { kind, datasource: ds, items });
}

beforeEach(async () => {
  guid = (await table())?.guid ?? '';
});

describe('a change of objects', () => {
  it('sets title, description and comment by key, through the history like every change', async () => {
    const key = `${String(ds)}.cat.sales.orders`;
    const job = await change([{ key, title: 'Orders', description: '<p>ours</p>', table_comment: 'theirs' }]);
    expect((await catalog.get(guid)).attributes).toMatchObject({
      displayName: 'Orders',
      userDescription: '<p>ours</p>',
      description: 'theirs',
    });
    const history = await searchHistory(catalog.deps, catalog.owner, {
      dsl: { query: { term: { entityId: guid } }, sort: [{ created: 'desc' }], size: 1 },
    });
    expect(history.entityAudits[0]).toMatchObject({ action: 'ENTITY_UPDATE', user: 'olga' });
    expect(await getBulkJob(catalog.deps, catalog.owner, job)).toMatchObject({
      status: 'successful',
      result: [{ mapping: [{ id: (await table())?.number, key }], errors: [] }],
    });
  });

  it('clears a text that is sent empty, and leaves what is not sent', async () => {
    const id = (await table())?.number ?? 0;
    await change([{ id, title: 'Kept', description: 'gone soon' }]);
    await change([{ id, description: '' }]);
    const { attributes } = await catalog.get(guid);
    expect(attributes['displayName']).toBe('Kept');
    expect(attributes['userDescription'] ?? null).toBeNull();
  });

  it('sets stewards by the numbers of people, the certificate and custom metadata', async () => {
    const { number } = await catalog.db
      .selectFrom('actor')
      .where('username', '=', 'rita')
      .select('number')
      .executeTakeFirstOrThrow();
    const fields = [
      { field_id: 8, value: [{ otype: 'user', oid: number }] },
      { field_id: 11, value: 'VERIFIED' },
      { field_id: score, value: 7 },
    ];
    await change([{ id: (await table())?.number ?? 0, custom_fields: fields }]);
    expect((await catalog.get(guid)).attributes).toMatchObject({
      ownerUsers: ['rita'],
      certificateStatus: 'VERIFIED',
    });
    expect((await table())?.customFields).toContainEqual({ id: score, name: 'Quality.Score', value: 7 });
  });

  it('finds a column by its key', async () => {
    await change([{ key: `${String(ds)}.cat.sales.orders.id`, title: 'Number' }], catalog.owner, 'column');
    const { objects } = await listRelational(catalog.deps, catalog.owner, { kind: 'column', values: {} });
    expect(objects[0]?.attributes).toMatchObject({ displayName: 'Number' });
  });

  it('names everything that is wrong, and then changes nothing', async () => {
    const before = await catalog.get(guid);
    const id = (await table())?.number ?? 0;
    const problems = (items: readonly JsonObject[]) =>
      change(items).then(
        () => [],
        (error: { code: string; details: { path: string; message: string }[] }) => {
          expect(error.code).toBe('payload_incorrect');
          return error.details.map(({ path, message }) => `${path} ${message}`);
        },
      );
    expect(await problems([{ title: 'x' }, { id, table_type: 'VIEW' }, { id, title: 5 }])).toEqual([
      '[0] 400068: has neither an `id` nor a `key`',
      `${String(id)} 400068: cannot change \`table_type\`; accepted: \`id\`, \`key\`, \`custom_fields\`, \`title\`, \`description\`, \`table_comment\``,
      `${String(id)} 400068: \`title\` is no text`,
    ]);
    const unknown = `${String(ds)}.cat.sales.nothing`;
    expect(
      await problems([
        { id, title: 'half' },
        { key: unknown, title: 'x' },
      ]),
    ).toEqual([`${unknown} 400068: there is no such table to change; none is created here`]);
    const fields = (field: JsonObject) => problems([{ id, custom_fields: [field] }]);
    expect(await fields({ field_id: 10, value: ['PII'] })).toEqual([
      expect.stringContaining('tags are not changed as a custom field'),
    ]);
    expect(await fields({ field_id: 999, value: 'x' })).toEqual([
      expect.stringContaining('there is no custom field `999`'),
    ]);
    expect(await fields({ field_id: 8, value: [{ otype: 'user', oid: 424_242 }] })).toEqual([
      expect.stringContaining('there is no user `424242`'),
    ]);
    expect((await catalog.get(guid)).attributes).toEqual(before.attributes);
  });

  it('answers the same for what the actor may not read as for what is not there', async () => {
    const refused = (item: JsonObject) => change([{ ...item, title: 'x' }], reader).catch((error: unknown) => error);
    const hidden = await refused({ key: `${String(ds)}.cat.sales.hidden` });
    const missing = await refused({ key: `${String(ds)}.cat.sales.absent` });
    expect(JSON.stringify(hidden).replaceAll('hidden', 'absent')).toBe(JSON.stringify(missing));
    await expect(
      updateRelational(catalog.deps, reader, { kind: 'table', datasource: 999_999, items: [] }),
    ).rejects.toMatchObject({ code: 'record_not_found' });
  });

  it('is refused to who may only read; negative control: the owner may', async () => {
    const id = (await table(reader))?.number ?? 0;
    await expect(change([{ id, title: 'mine' }], reader)).rejects.toMatchObject({ code: 'permission_denied' });
    await change([{ id, title: 'ours' }]);
    expect((await catalog.get(guid)).attributes['displayName']).toBe('ours');
  });
});

describe('a job', () => {
  it('is told to nobody but who made it', async () => {
    const job = await change([{ id: (await table())?.number ?? 0, title: 'again' }]);
    await expect(getBulkJob(catalog.deps, reader, job)).rejects.toMatchObject({ code: 'record_not_found' });
    await expect(getBulkJob(catalog.deps, catalog.owner, job + 1000)).rejects.toMatchObject({
      code: 'record_not_found',
    });
    expect(await getBulkJob(catalog.deps, catalog.owner, job)).toMatchObject({ status: 'successful' });
  });
});
