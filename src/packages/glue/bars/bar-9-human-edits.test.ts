import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { listedCatalog, type WireTable } from '../../../../examples/glue-endpoint/index.ts';
import {
  type CrawlBench,
  type CrawledAsset,
  crawlConnection,
  createCrawlBench,
} from '../../../../test/support/glue-crawl.ts';
import { saveEntities } from '../../../catalog/index.ts';
import { type JsonObject } from '../../../foundation/index.ts';

const root = `${crawlConnection}/AwsDataCatalog/sales`;
let bench: CrawlBench;
beforeEach(async () => {
  bench = await createCrawlBench();
});
afterEach(() => bench.close());

const crawlOf = (tables: readonly WireTable[], parameters: JsonObject = {}) => {
  bench.endpoint.configure({ catalog: listedCatalog([{ database: { Name: 'sales' }, tables }]) });
  return bench.crawl({ 'archive-percent-max': 100, ...parameters });
};

const edit = (typeName: string, qualifiedName: string, attributes: JsonObject) =>
  saveEntities(bench.catalog, bench.principal, {
    entities: [{ typeName, attributes: { qualifiedName, name: qualifiedName.split('/').at(-1) ?? '', ...attributes } }],
  });

const find = async (qualifiedName: string): Promise<CrawledAsset | undefined> =>
  (await bench.assets()).find((asset) => asset.qualifiedName === qualifiedName);

const orders = (Description?: string, comment?: string): WireTable => ({
  Name: 'orders',
  ...(Description === undefined ? {} : { Description }),
  StorageDescriptor: { Columns: [{ Name: 'id', Type: 'int', ...(comment === undefined ? {} : { Comment: comment }) }] },
});

const iceberg = (Name: string, more: Partial<WireTable> = {}): WireTable => ({
  Name,
  TableType: 'EXTERNAL_TABLE',
  Parameters: { table_type: 'ICEBERG' },
  StorageDescriptor: {
    Location: 's3://example-bucket/sales/orders/',
    Columns: [
      { Name: 'id', Type: 'bigint', Parameters: { 'iceberg.field.id': '1', 'iceberg.field.current': 'true' } },
      {
        Name: 'at',
        Type: 'struct<day:date>',
        Parameters: { 'iceberg.field.id': '2', 'iceberg.field.current': 'true' },
      },
    ],
  },
  ...more,
});

const namesOf = async (state: string): Promise<string[]> =>
  (await bench.assets('Table')).filter((asset) => asset.state === state).map(({ name }) => name);

describe('bar 9: human edits win', () => {
  it('bar 9: human edits win - over the source, field by field, and what the source says stands beside', async () => {
    await crawlOf([orders('from Glue', 'key')]);
    await edit('Table', `${root}/orders`, { description: 'by hand', userDescription: 'more', ownerUsers: ['jsmith'] });
    await crawlOf([orders('from Glue, changed', 'key, changed')]);
    expect((await find(`${root}/orders`))?.attributes).toMatchObject({
      ...{ description: 'by hand', sourceDescription: 'from Glue, changed' },
      ...{ userDescription: 'more', ownerUsers: ['jsmith'] },
    });
    expect((await find(`${root}/orders/id`))?.attributes).toMatchObject({ description: 'key, changed' });
  });

  it('bar 9: human edits win - an emptied description stays empty, and one that the source never had stays', async () => {
    await crawlOf([orders('from Glue')]);
    await edit('Table', `${root}/orders`, { description: null });
    await edit('Column', `${root}/orders/id`, { description: 'by hand' });
    await crawlOf([orders('from Glue, changed')]);
    const table = await find(`${root}/orders`);
    expect(table?.attributes['description'] ?? null).toBeNull();
    expect(table?.attributes['sourceDescription']).toBe('from Glue, changed');
    expect((await find(`${root}/orders/id`))?.attributes['description']).toBe('by hand');
  });

  it('bar 9: human edits win - an edit ends when it says what the source says; then the source is followed again', async () => {
    await crawlOf([orders('one')]);
    await edit('Table', `${root}/orders`, { description: 'by hand' });
    await crawlOf([orders('two')]);
    await edit('Table', `${root}/orders`, { description: 'two' });
    await crawlOf([orders('three')]);
    expect((await find(`${root}/orders`))?.attributes['description']).toBe('three');
  });

  it('bar 9: human edits win - a renamed table keeps guid, documentation and owners, and so do its columns', async () => {
    await crawlOf([iceberg('orders')]);
    const before = await bench.assets();
    await edit('Table', `${root}/orders`, { userDescription: 'documented', ownerUsers: ['jsmith'] });
    await edit('Column', `${root}/orders/at/day`, { userDescription: 'the day' });
    expect(await crawlOf([iceberg('purchases')])).toMatchObject({ phase: 'Succeeded' });
    const after = await bench.assets();
    expect(after.map(({ guid }) => guid).sort()).toEqual(before.map(({ guid }) => guid).sort());
    expect(after.filter(({ state }) => state !== 'ACTIVE')).toEqual([]);
    expect(await find(`${root}/purchases`)).toMatchObject({
      name: 'purchases',
      attributes: { userDescription: 'documented', ownerUsers: ['jsmith'] },
    });
    expect(await find(`${root}/purchases/at/day`)).toMatchObject({
      attributes: {
        ...{ userDescription: 'the day', tableName: 'purchases', tableQualifiedName: `${root}/purchases` },
        parentColumnQualifiedName: `${root}/purchases/at`,
      },
    });
  });

  it('bar 9: human edits win - policies that name a renamed table or its columns follow it, and no other does', async () => {
    await crawlOf([iceberg('orders')]);
    const persona = {
      typeName: 'Persona',
      guid: '-1',
      attributes: { name: 'p', displayName: 'p', qualifiedName: 'p' },
    };
    const policy = {
      typeName: 'AuthPolicy',
      attributes: {
        ...{
          name: 'hide the key',
          qualifiedName: 'hide',
          displayName: '',
          policyType: 'deny',
          policyServiceName: 'atlas',
        },
        ...{ policyCategory: 'persona', policySubCategory: 'metadata', policyActions: ['persona-asset-update'] },
        policyResources: [`entity:${root}/orders/id`, `entity:${root}/orders2`],
        policyResourceCategory: 'CUSTOM',
        connectionQualifiedName: crawlConnection,
        accessControl: { typeName: 'Persona', attributes: {}, guid: '-1' },
      },
    };
    await saveEntities(bench.catalog, bench.principal, { entities: [persona, policy] });
    const progress = await crawlOf([iceberg('purchases')]);
    expect(progress.log.map(({ message }) => message).join('\n')).toContain('it was renamed at the source');
    expect((await bench.assets('AuthPolicy'))[0]?.attributes['policyResources']).toEqual([
      `entity:${root}/purchases/id`,
      `entity:${root}/orders2`,
    ]);
  });

  it.each<[string, readonly WireTable[], readonly WireTable[]]>([
    ['the old name is still there', [iceberg('orders')], [iceberg('orders'), iceberg('copy')]],
    ['two new tables lie at the location', [iceberg('orders')], [iceberg('one'), iceberg('two')]],
    [
      'the columns are others',
      [iceberg('orders')],
      [
        {
          ...iceberg('new'),
          StorageDescriptor: { Location: 's3://example-bucket/sales/orders/', Columns: [{ Name: 'x', Type: 'int' }] },
        },
      ],
    ],
    [
      'the Iceberg uuid is another',
      [iceberg('orders', { Parameters: { table_type: 'ICEBERG', uuid: 'a' } })],
      [iceberg('new', { Parameters: { table_type: 'ICEBERG', uuid: 'b' } })],
    ],
    [
      'the location is another',
      [iceberg('orders')],
      [
        {
          ...iceberg('new'),
          StorageDescriptor: { ...iceberg('new').StorageDescriptor, Location: 's3://example-bucket/elsewhere/' },
        },
      ],
    ],
  ])('bar 9: human edits win - nothing is guessed when %s', async (_says, before, after) => {
    await crawlOf(before);
    const guid = (await find(`${root}/orders`))?.guid;
    await crawlOf(after);
    expect((await bench.assets('Table')).find((asset) => asset.guid === guid)?.name).toBe('orders');
    expect((await namesOf('ACTIVE')).sort()).toEqual(after.map(({ Name }) => Name).sort());
  });
});
