import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type GlueCatalog, listedCatalog } from '../../../../examples/glue-endpoint/index.ts';
import { type CrawlBench, crawlConnection, createCrawlBench } from '../../../../test/support/glue-crawl.ts';
import { type JsonObject } from '../../../foundation/index.ts';
import { saveEntities } from '../../../catalog/index.ts';

let bench: CrawlBench;
beforeEach(async () => {
  bench = await createCrawlBench();
  bench.endpoint.configure({ catalog: catalogOf() });
});
afterEach(() => bench.close());

const catalogOf = (CatalogId = '000000000000', table = 'orders'): GlueCatalog =>
  listedCatalog([{ database: { Name: 'sales', CatalogId }, tables: [{ Name: table }] }]);

const connectionNamed = (id: string, name: string): JsonObject => ({
  connection: JSON.stringify({
    typeName: 'Connection',
    attributes: { qualifiedName: `default/glue/${id}`, name, connectorName: 'glue', adminUsers: [] },
  }),
});

const active = async (typeName: string): Promise<string[]> =>
  (await bench.assets(typeName)).filter(({ state }) => state === 'ACTIVE').map(({ qualifiedName }) => qualifiedName);

const said = (progress: { log: readonly { message: string }[] }): string =>
  progress.log.map(({ message }) => message).join('\n');

describe('bar 8: no duplicates', () => {
  it('bar 8: no duplicates - the same configuration under another workflow name goes on in the same connection', async () => {
    await bench.crawl();
    const progress = await bench.crawl();
    expect(progress).toMatchObject({ phase: 'Succeeded' });
    expect(said(progress)).toContain(`using the connection \`${crawlConnection}\``);
    expect(await active('Connection')).toEqual([crawlConnection]);
    expect(await active('Table')).toHaveLength(1);
    const [database] = await bench.assets('Database');
    expect(database?.attributes['assetSourceId']).toBe('arn:aws:glue:eu-central-1:000000000000:catalog');
  });

  it('bar 8: no duplicates - a second connection for one catalog is reported first, and refused where the workflow says so', async () => {
    await bench.crawl();
    const refused = await bench.crawl({ ...connectionNamed('2', 'second'), 'second-connection': 'refuse' });
    expect(refused).toMatchObject({
      phase: 'Failed',
      message: expect.stringMatching(
        /account `000000000000` in `eu-central-1` is already crawled into `default\/glue\/1735500000`/,
      ),
    });
    expect(await active('Connection')).toEqual([crawlConnection]);
    const warned = await bench.crawl(connectionNamed('2', 'second'));
    expect(warned.phase).toBe('Succeeded');
    const lines = warned.log.map(({ level, message }) => `${level} ${message}`);
    const report = lines.findIndex((line) => line.startsWith('warn the catalog of the account'));
    expect(report).toBeGreaterThanOrEqual(0);
    expect(report).toBeLessThan(lines.findIndex((line) => line.includes('created the connection')));
  });

  it('bar 8: no duplicates - a connection is not filled from another account or region, unless the workflow says that it moved', async () => {
    await bench.crawl();
    bench.endpoint.configure({ catalog: catalogOf('111111111111', 'other') });
    const before = await bench.assets();
    expect(await bench.crawl()).toMatchObject({
      phase: 'Failed',
      message: expect.stringMatching(
        /holds `arn:aws:glue:eu-central-1:000000000000:catalog`, but the credential reads `.*:111111111111:/,
      ),
    });
    bench.endpoint.configure({ catalog: catalogOf() });
    expect((await bench.crawl({}, { extra: { region: 'us-east-1' } })).phase).toBe('Failed');
    expect(await bench.assets()).toEqual(before);
    expect((await bench.crawl({ 'accept-new-source': 'true' }, { extra: { region: 'us-east-1' } })).phase).toBe(
      'Succeeded',
    );
  });

  it('bar 8: no duplicates - an account that is not the credential’s is refused, and nothing is written', async () => {
    expect(await bench.crawl({ 'account-id': '111111111111' })).toMatchObject({
      phase: 'Failed',
      message: expect.stringMatching(/`account-id` is `111111111111`, .* account `000000000000`/),
    });
    expect(await bench.assets()).toEqual([]);
  });

  it('bar 8: no duplicates - a name that a connection to another source has is refused, and nothing is written', async () => {
    const attributes = {
      qualifiedName: 'default/snowflake/1',
      name: 'lake',
      connectorName: 'snowflake',
      adminUsers: ['jsmith'],
    };
    await saveEntities(bench.catalog, bench.principal, { entities: [{ typeName: 'Connection', attributes }] });
    expect(await bench.crawl()).toMatchObject({
      phase: 'Failed',
      message: expect.stringContaining('the name `lake` is taken by the connection `default/snowflake/1`'),
    });
    expect(await active('Connection')).toEqual(['default/snowflake/1']);
    expect((await bench.crawl(connectionNamed('1735500000', 'glue lake'))).phase).toBe('Succeeded');
  });

  it('bar 8: no duplicates - two crawls of one connection never work at the same time, whatever their workflows are called', async () => {
    const calls: string[] = [];
    bench.endpoint.configure({ latencyMs: 30, beforeCall: ({ operation }) => void calls.push(operation) });
    const runs = await Promise.all([bench.submit(), bench.submit(), bench.submit()]);
    await bench.startEngine();
    await bench.startEngine();
    for (const run of runs) expect(await bench.finished(run)).toMatchObject({ phase: 'Succeeded' });
    expect(calls).toEqual(Array.from({ length: 3 }, () => ['GetDatabases', 'GetTables', 'GetTables']).flat());
  });

  it('bar 8: no duplicates - a catalog that lists nothing any more fails the run, an empty one does not', async () => {
    bench.endpoint.configure({ catalog: listedCatalog([]) });
    expect(await bench.crawl()).toMatchObject({ phase: 'Succeeded', message: null });
    bench.endpoint.configure({ catalog: catalogOf() });
    await bench.crawl();
    bench.endpoint.configure({ catalog: listedCatalog([]) });
    expect(await bench.crawl()).toMatchObject({
      phase: 'Failed',
      message: expect.stringContaining('lists no database, but 1 are stored'),
    });
    expect(await active('Schema')).toHaveLength(1);
    expect((await bench.crawl({ 'archive-percent-max': 100 })).phase).toBe('Succeeded');
    expect(await active('Schema')).toEqual([]);
  });
});
