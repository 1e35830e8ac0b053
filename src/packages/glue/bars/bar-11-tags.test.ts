import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type LakeFormation, listedCatalog } from '../../../../examples/glue-endpoint/index.ts';
import { type CrawlBench, crawlConnection, createCrawlBench } from '../../../../test/support/glue-crawl.ts';
import { addTags, createTypedefs, listTypedefs } from '../../../catalog/index.ts';
import { type JsonObject } from '../../../foundation/index.ts';

let bench: CrawlBench;
beforeEach(async () => {
  bench = await createCrawlBench();
  bench.endpoint.configure({ catalog, lakeFormation: all });
});
afterEach(() => bench.close());

const columns = ['id', 'email'].map((Name) => ({ Name, Type: 'string' }));
const catalog = listedCatalog([
  {
    database: { Name: 'sales' },
    tables: ['customers', 'orders'].map((Name) => ({ Name, StorageDescriptor: { Columns: columns } })),
  },
  { database: { Name: 'plain' }, tables: [{ Name: 'rest', StorageDescriptor: { Columns: columns } }] },
]);
const keys = { pii: ['yes', 'no'], domain: ['sales'] };
const all: LakeFormation = {
  keys,
  databases: { sales: { domain: 'sales' } },
  tables: { 'sales.customers': { tags: { pii: 'no' }, columns: { email: { pii: 'yes' } } } },
};
const on = { 'lake-formation-tags': 'true' };

const nameOf = async (key: string): Promise<string> => {
  const { classificationDefs } = await listTypedefs(bench.catalog, ['CLASSIFICATION']);
  return String(classificationDefs.find(({ displayName }) => displayName === key)?.['name']);
};

/** `<path> <key>=<value>` of every tag with a word of the source, `<path> <key>` of every other one. */
async function tags(): Promise<string[]> {
  const { classificationDefs } = await listTypedefs(bench.catalog, ['CLASSIFICATION']);
  const named = new Map(classificationDefs.map(({ name, displayName }) => [name, String(displayName)]));
  const { rows } = await bench.database.pool.query<{ path: string; name: string; attributes: JsonObject }>(
    `SELECT asset.qualified_name AS path, tag.tag_name AS name, tag.attributes FROM asset_tag AS tag JOIN asset ON asset.guid = tag.asset_guid`,
  );
  return rows
    .map(({ path, name, attributes }) => {
      const value = /"tagAttachmentValue": ?"([^"]*)"/.exec(JSON.stringify(attributes))?.[1];
      return `${path.slice(`${crawlConnection}/AwsDataCatalog/`.length)} ${named.get(name) ?? name}${value === undefined ? '' : `=${value}`}`;
    })
    .toSorted();
}

const calls = (): string[] =>
  bench.endpoint.requests.map(({ operation }) => operation).filter((name) => name.includes('LFTags'));
const said = (progress: { log: readonly { message: string }[] }): string =>
  progress.log.map(({ message }) => message).join('\n');

const expected = [
  'sales domain=sales',
  'sales/customers domain=sales',
  'sales/customers pii=no',
  'sales/customers/email pii=yes',
  'sales/orders domain=sales',
];

describe('bar 11: Lake Formation tags', () => {
  it('bar 11: tags - of databases, tables and columns come over, and a second crawl changes nothing', async () => {
    expect(await bench.crawl(on)).toMatchObject({ phase: 'Succeeded', message: null });
    expect(await tags()).toEqual(expected);
    const before = await bench.assets('Table');
    await bench.crawl(on);
    expect(await tags()).toEqual(expected);
    expect(await bench.assets('Table')).toEqual(before);
  });

  it('bar 11: tags - the calls grow with the keys, not with the tables, and none is made unless asked for', async () => {
    await bench.crawl();
    expect(calls()).toEqual([]);
    expect(await tags()).toEqual([]);
    const tables = Array.from({ length: 90 }, (_, index) => ({ Name: `t${index}` }));
    bench.endpoint.configure({ catalog: listedCatalog([{ database: { Name: 'sales' }, tables }]) });
    await bench.crawl({ ...on, 'archive-percent-max': 100 });
    expect(calls().toSorted()).toEqual([
      'ListLFTags',
      ...['SearchDatabasesByLFTags', 'SearchDatabasesByLFTags'],
      ...['SearchTablesByLFTags', 'SearchTablesByLFTags'],
    ]);
    expect(await tags()).toHaveLength(91);
  });

  it('bar 11: tags - changed values and removals follow, and what people attached stays', async () => {
    await createTypedefs(bench.catalog, bench.principal, {
      lists: { classificationDefs: [{ category: 'CLASSIFICATION', name: 'pii', displayName: 'pii', options: {} }] },
    });
    await bench.crawl();
    const rest = (await bench.assets('Table')).filter(({ name }) => name === 'rest' || name === 'customers');
    for (const { guid } of rest) {
      await addTags(bench.catalog, bench.principal, { guid, tags: [{ typeName: await nameOf('pii') }] });
    }
    await bench.crawl(on);
    expect(await tags()).toEqual([
      'plain/rest pii',
      ...expected.map((line) => line.replace('customers pii=no', 'customers pii')),
    ]);
    bench.endpoint.configure({
      lakeFormation: {
        keys,
        databases: {},
        tables: {
          'sales.customers': { columns: { email: { pii: 'no' } } },
          'sales.orders': { tags: { domain: 'sales' } },
        },
      },
    });
    await bench.crawl(on);
    expect(await tags()).toEqual([
      'plain/rest pii',
      'sales/customers pii',
      'sales/customers/email pii=no',
      'sales/orders domain=sales',
    ]);
    bench.endpoint.configure({ lakeFormation: { keys: {} } });
    await bench.crawl(on);
    expect(await tags()).toEqual(['plain/rest pii', 'sales/customers pii']);
  });

  it('bar 11: tags - without the right to read them there is a line in the log, and nothing is removed', async () => {
    await bench.crawl(on);
    bench.endpoint.configure({ deniesTags: true });
    const progress = await bench.crawl(on);
    expect(progress).toMatchObject({ phase: 'Succeeded' });
    expect(said(progress)).toContain('tags of Lake Formation stay as they were');
    expect(await tags()).toEqual(expected);
  });

  it('bar 11: tags - a listing that shows less is no proof: each resource is asked for before its tag goes', async () => {
    await bench.crawl(on);
    bench.endpoint.configure({
      lakeFormation: { ...all, keys: {} },
    });
    await bench.crawl(on);
    expect(calls()).toContain('GetResourceLFTags');
    expect(await tags()).toEqual(expected);
  });
});
