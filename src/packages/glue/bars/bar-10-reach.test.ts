import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { type GlueCatalog, type GlueRequest, listedCatalog } from '../../../../examples/glue-endpoint/index.ts';
import { type CrawlBench, crawlConnection, createCrawlBench } from '../../../../test/support/glue-crawl.ts';
import { type StsEndpoint, startStsEndpoint } from '../../../../test/support/sts-endpoint.ts';

let bench: CrawlBench;
let sts: StsEndpoint;
beforeEach(async () => {
  sts = await startStsEndpoint();
  vi.stubEnv('AWS_ENDPOINT_URL_STS', sts.url);
  bench = await createCrawlBench();
  bench.endpoint.configure({ catalog: own });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await bench.close();
  await sts.close();
});

const lakeAccount = '111111111111';
const bucket = '000000000000:s3tablescatalog/sales-bucket';
const catalogOf = (CatalogId: string, database: string, table: string): GlueCatalog =>
  listedCatalog([
    {
      database: { Name: database, CatalogId },
      tables: [{ Name: table, CatalogId, StorageDescriptor: { Columns: [{ Name: 'id', Type: 'bigint' }] } }],
    },
  ]);
const own = catalogOf('000000000000', 'sales', 'orders');

const said = (progress: { log: readonly { level: string; message: string }[] }): string =>
  progress.log.map(({ level, message }) => `${level} ${message}`).join('\n');

const active = async (typeName: string): Promise<string[]> =>
  (await bench.assets(typeName))
    .filter(({ state }) => state === 'ACTIVE')
    .map(({ qualifiedName }) => qualifiedName.slice(crawlConnection.length + 1));

describe('bar 10: many accounts, regions and catalogs', () => {
  it('bar 10: reach - an S3 table bucket is a catalog of its own, beside the one of the account', async () => {
    const federated = catalogOf(bucket, 'sales', 'orders');
    bench.endpoint.configure({
      catalogFor: ({ body }: GlueRequest) => (body['CatalogId'] === bucket ? federated : undefined),
    });
    const progress = await bench.crawl({ 'catalog-id': `AwsDataCatalog,${bucket}` });
    expect(progress).toMatchObject({ phase: 'Succeeded', message: null });
    const escaped = bucket.replace('/', '%2F');
    expect(await active('Database')).toEqual([escaped, 'AwsDataCatalog']);
    expect(await active('Table')).toEqual([`${escaped}/sales/orders`, 'AwsDataCatalog/sales/orders']);
    const [databases, tables] = [await bench.assets('Database'), await bench.assets('Table')];
    expect(databases.map(({ attributes }) => attributes['assetSourceId'])).toEqual([
      'arn:aws:glue:eu-central-1:000000000000:catalog/s3tablescatalog/sales-bucket',
      'arn:aws:glue:eu-central-1:000000000000:catalog',
    ]);
    expect(databases.map(({ attributes }) => attributes['schemaCount'])).toEqual([1, 1]);
    expect(tables[0]?.attributes).toMatchObject({ subType: 'Iceberg Table', databaseName: bucket });
    expect(tables[1]?.attributes['subType']).toBeUndefined();
    expect(await bench.crawl({ 'catalog-id': `AwsDataCatalog,${bucket}` })).toMatchObject({ phase: 'Succeeded' });
    expect(await bench.assets('Table')).toEqual(tables);
  });

  it('bar 10: reach - accounts and regions are crawled into one connection, each with its own roles', async () => {
    const lake = catalogOf(lakeAccount, 'lake', 'events');
    bench.endpoint.configure({ catalogFor: ({ region }) => (region === 'us-east-1' ? lake : undefined) });
    const [hub, reader] = ['hub', 'reader'].map((role) => `arn:aws:iam::${lakeAccount}:role/${role}`);
    const catalogs = [
      {},
      {
        name: 'lake',
        region: 'us-east-1',
        roles: [{ aws_role_arn: hub }, { aws_role_arn: reader, aws_external_id: 'x-1' }],
      },
    ];
    const progress = await bench.crawl({ catalogs: JSON.stringify(catalogs) });
    expect(progress).toMatchObject({ phase: 'Succeeded', message: null });
    expect(await active('Table')).toEqual(['AwsDataCatalog/sales/orders', 'lake/lake/events']);
    expect(sts.calls.slice(0, 2)).toMatchObject([{ RoleArn: hub }, { RoleArn: reader, ExternalId: 'x-1' }]);
    expect(sts.calls[0]).not.toHaveProperty('ExternalId');
    for (const { region, accessKey } of bench.endpoint.requests) {
      if (region === 'us-east-1') expect(accessKey).toMatch(/^ROLE/);
      else expect(accessKey).toBe('EXAMPLE');
    }
    expect((await bench.assets('Database')).map(({ attributes }) => attributes['assetSourceId'])).toEqual([
      'arn:aws:glue:eu-central-1:000000000000:catalog',
      `arn:aws:glue:us-east-1:${lakeAccount}:catalog`,
    ]);
  });

  it('bar 10: reach - a catalog that cannot be read leaves the others alone, fails the run by name, and loses nothing', async () => {
    const federated = catalogOf(bucket, 'sales', 'orders');
    const catalogFor = ({ body }: GlueRequest) => (body['CatalogId'] === bucket ? federated : undefined);
    bench.endpoint.configure({ catalogFor });
    const both = { 'catalog-id': ['AwsDataCatalog', bucket] };
    await bench.crawl(both);
    const before = await active('Table');
    bench.endpoint.configure({
      catalogFor: (request) => (request.body['CatalogId'] === bucket ? null : undefined),
      catalog: catalogOf('000000000000', 'sales', 'customers'),
    });
    const progress = await bench.crawl({ ...both, 'archive-percent-max': 100 });
    expect(progress.phase).toBe('Failed');
    expect(progress.message).toContain(`\`${bucket}\``);
    expect(await active('Table')).toEqual([before[0], 'AwsDataCatalog/sales/customers']);
  });

  it('bar 10: reach - an account that is not the expected one is refused, and nothing is written', async () => {
    const catalogs = [{ roles: [{ aws_role_arn: `arn:aws:iam::${lakeAccount}:role/reader` }] }];
    expect(await bench.crawl({ catalogs })).toMatchObject({
      phase: 'Failed',
      message: expect.stringMatching(/is a catalog of the account `111111111111`, .* the one of `000000000000`/),
    });
    expect(await bench.assets()).toEqual([]);
  });

  it('bar 10: reach - the same catalog under two names is refused, and nothing is written', async () => {
    const catalogs = [{ name: 'one' }, { name: 'two' }];
    const message = expect.stringContaining('are the same catalog') as string;
    expect(await bench.crawl({ catalogs })).toMatchObject({ phase: 'Failed', message });
    expect(await bench.assets()).toEqual([]);
  });

  it('bar 10: reach - a second connection for one of the catalogs is reported', async () => {
    bench.endpoint.configure({
      catalogFor: ({ body }) => (body['CatalogId'] === bucket ? catalogOf(bucket, 'sales', 'orders') : undefined),
    });
    await bench.crawl({ 'catalog-id': `AwsDataCatalog,${bucket}` });
    const attributes = { qualifiedName: 'default/glue/2', name: 'second', connectorName: 'glue', adminUsers: [] };
    const connection = JSON.stringify({ typeName: 'Connection', attributes });
    const refused = await bench.crawl({ connection, 'catalog-id': bucket, 'second-connection': 'refuse' });
    expect(refused).toMatchObject({
      phase: 'Failed',
      message: expect.stringContaining(`is already crawled into \`${crawlConnection}\``),
    });
  });

  it('bar 10: reach - filters name the databases of each catalog', async () => {
    const two = (CatalogId: string): GlueCatalog =>
      listedCatalog(['a', 'b'].map((Name) => ({ database: { Name, CatalogId }, tables: [] })));
    const [left, right] = [two('000000000000'), two(bucket)];
    bench.endpoint.configure({ catalogFor: ({ body }) => (body['CatalogId'] === bucket ? right : left) });
    const filters = {
      'include-filter': JSON.stringify({ AwsDataCatalog: { a: {} }, [bucket]: {} }),
      'exclude-filter': { [bucket]: { a: {} } },
    };
    await bench.crawl({ 'catalog-id': `AwsDataCatalog,${bucket}`, ...filters });
    expect(await active('Schema')).toEqual([`${bucket.replace('/', '%2F')}/b`, 'AwsDataCatalog/a']);
  });

  it('bar 10: reach - what is no catalog, region or role is refused at submit, every problem by name', async () => {
    const catalogs = [
      { region: 'evil.example.com/', roles: [{ aws_role_arn: 'x', aws_external_id: ' ' }] },
      { catalog_id: 'y', other: 1 },
    ];
    await expect(bench.submit({ catalogs })).rejects.toMatchObject({
      code: 'field_invalid',
      details: [
        { path: 'catalogs[0].region' },
        { path: 'catalogs[0].roles[0].aws_role_arn' },
        { path: 'catalogs[0].roles[0].aws_external_id' },
        { path: 'catalogs[1].other' },
        { path: 'catalogs[1].catalog_id' },
      ],
    });
    await expect(bench.submit({ 'catalog-id': 'nope' })).rejects.toMatchObject({ details: [{ path: 'catalog-id' }] });
  });

  it('bar 10: reach - a link shows what it points to, and loses nothing when its target does not answer', async () => {
    const Columns = [{ Name: 'id', Type: 'bigint' }];
    const TargetTable = { CatalogId: lakeAccount, DatabaseName: 'owner', Name: 'orders' };
    const target = listedCatalog([
      {
        database: { Name: 'owner', CatalogId: lakeAccount },
        tables: [{ Name: 'orders', StorageDescriptor: { Columns, Location: 's3://example-bucket/o/' }, UpdateTime: 5 }],
      },
    ]);
    const linked = listedCatalog([
      { database: { Name: 'links' }, tables: [{ Name: 'orders_link', TargetTable, UpdateTime: 1 }] },
      { database: { Name: 'whole', TargetDatabase: { CatalogId: lakeAccount, DatabaseName: 'owner' } }, tables: [] },
    ]);
    const catalogFor = ({ body }: GlueRequest) => (body['CatalogId'] === lakeAccount ? target : linked);
    bench.endpoint.configure({ catalogFor });
    expect(await bench.crawl()).toMatchObject({ phase: 'Succeeded', message: null });
    const [link] = await bench.assets('Table');
    expect(link?.attributes).toMatchObject({
      ...{ subType: 'RESOURCE_LINK', alias: `${lakeAccount}/owner/orders`, columnCount: 1 },
      externalLocation: 's3://example-bucket/o/',
    });
    expect(await active('Column')).toEqual(['AwsDataCatalog/links/orders_link/id']);
    const schemas = await bench.assets('Schema');
    expect(schemas[1]?.attributes).toMatchObject({
      ...{ subType: 'RESOURCE_LINK', linkedSchemaQualifiedName: `${lakeAccount}/owner` },
    });
    for (const [state, words] of [
      ['dangling', 'which does not exist'],
      ['out of reach', 'which is out of reach'],
    ] as const) {
      const later = listedCatalog([
        { database: { Name: 'links' }, tables: [{ Name: 'orders_link', TargetTable, UpdateTime: 9 }] },
      ]);
      bench.endpoint.configure({
        catalogFor: ({ body }) => (body['CatalogId'] === lakeAccount ? (state === 'dangling' ? null : target) : later),
        deniedDatabases: state === 'dangling' ? [] : ['owner'],
      });
      const progress = await bench.crawl({ 'archive-percent-max': 100 });
      expect(progress).toMatchObject({ phase: 'Succeeded', message: null });
      expect(said(progress)).toContain(`is a link to \`${lakeAccount}/owner/orders\`, ${words}`);
      const [kept] = await bench.assets('Table');
      expect(kept?.attributes).toMatchObject({ columnCount: 1, externalLocation: 's3://example-bucket/o/' });
      expect(await active('Column')).toEqual(['AwsDataCatalog/links/orders_link/id']);
    }
  });
});
