import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type GlueCatalog, listedCatalog, type WireTable } from '../../../../examples/glue-endpoint/index.ts';
import { type CrawlBench, createCrawlBench } from '../../../../test/support/glue-crawl.ts';
import { deleteEntities } from '../../../catalog/index.ts';

let bench: CrawlBench;
beforeAll(async () => {
  bench = await createCrawlBench();
});
afterAll(() => bench.close());

const columns = ['id', 'name', 'amount'];
const table = (index: number, more: Partial<WireTable> = {}): WireTable => ({
  Name: `t${String(index).padStart(2, '0')}`,
  TableType: 'EXTERNAL_TABLE',
  UpdateTime: 1_700_000_000,
  VersionId: '1',
  StorageDescriptor: { Columns: columns.map((Name) => ({ Name, Type: 'string' })) },
  ...more,
});

const tables = Array.from({ length: 25 }, (_, index) => table(index));
const catalogOf = (listed: readonly WireTable[]): GlueCatalog =>
  listedCatalog([{ database: { Name: 'sales' }, tables: listed }]);

/** Every asset beneath the Database with its version: any write raises one. */
const versions = async (): Promise<string[]> =>
  (await bench.assets())
    .filter(({ typeName }) => ['Schema', 'Table', 'View', 'Column'].includes(typeName))
    .map(({ qualifiedName, version, state }) => `${qualifiedName} ${version} ${state}`);

const guidOf = async (suffix: string): Promise<string> =>
  (await bench.assets()).find(({ qualifiedName }) => qualifiedName.endsWith(suffix))?.guid ?? '';

describe('bar 5: incremental', () => {
  it('bar 5: incremental - an unchanged catalog is read and compared, nothing is written, and no table is asked for', async () => {
    bench.endpoint.configure({ catalog: catalogOf(tables), pageSize: 10 });
    expect(await bench.crawl()).toMatchObject({ phase: 'Succeeded', result: { totals: { added: 25 } } });
    const before = await versions();
    const rows = 'SELECT xmin::text AS row, guid FROM asset WHERE type_name IN ($1, $2) ORDER BY guid';
    const rowsBefore = (await bench.database.pool.query(rows, ['Table', 'Column'])).rows;
    bench.endpoint.requests.length = 0;
    const progress = await bench.crawl();
    expect(progress).toMatchObject({
      phase: 'Succeeded',
      result: { totals: { added: 0, changed: 0, unchanged: 25 } },
      totals: { tables: 25, assets: 100 },
    });
    expect(await versions()).toEqual(before);
    // Nor rewritten with the same values: that would give a row another `xmin`.
    expect((await bench.database.pool.query(rows, ['Table', 'Column'])).rows).toEqual(rowsBefore);
    const operations = bench.endpoint.requests.map(({ operation }) => operation);
    // One look at a table before the crawl, then three pages.
    expect(operations).toEqual(['GetDatabases', 'GetTables', 'GetTables', 'GetTables', 'GetTables']);
  }, 120_000);

  it('bar 5: incremental - a version that changes nothing here is nothing to write', async () => {
    await bench.crawl();
    const rows = 'SELECT xmin::text AS row, asset_guid FROM source_fingerprint ORDER BY asset_guid';
    const before = (await bench.database.pool.query(rows)).rows;
    expect(before).toHaveLength(25);
    bench.endpoint.configure({ catalog: catalogOf(tables.map((one) => ({ ...one, VersionId: '2' }))) });
    expect(await bench.crawl()).toMatchObject({ result: { totals: { changed: 0, unchanged: 25 } } });
    expect((await bench.database.pool.query(rows)).rows).toEqual(before);
    bench.endpoint.configure({ catalog: catalogOf(tables) });
  }, 120_000);

  it('bar 5: incremental - what could not be kept as it was is said by every crawl, also of a table that has not changed', async () => {
    const twice = [...columns, 'id'].map((Name) => ({ Name, Type: 'string' }));
    const odd = table(0, { StorageDescriptor: { Columns: twice } });
    bench.endpoint.configure({ catalog: catalogOf([odd, ...tables.slice(1)]) });
    const said = async (): Promise<string[]> => {
      const { result, log } = await bench.crawl();
      expect(result).toMatchObject({ totals: { changed: 0, unchanged: 25 } });
      return log.map(({ message }) => message).filter((message) => message.includes('listed twice'));
    };
    expect(await said()).toEqual([expect.stringContaining('`sales.t00`: column `id` is listed twice')]);
    expect(await said()).toHaveLength(1);
    bench.endpoint.configure({ catalog: catalogOf(tables) });
  }, 120_000);

  it('bar 5: incremental - only what changed at the source is written, by its description, by a column, by its time', async () => {
    const changed = [
      table(0, { Description: 'new', UpdateTime: 1_700_000_100 }),
      table(1, { StorageDescriptor: { Columns: [...columns, 'more'].map((Name) => ({ Name, Type: 'string' })) } }),
      table(2, { UpdateTime: 1_700_000_100 }),
      ...tables.slice(3),
    ];
    bench.endpoint.configure({ catalog: catalogOf(changed) });
    const before = new Set(await versions());
    expect(await bench.crawl()).toMatchObject({ result: { totals: { changed: 3, unchanged: 22 } } });
    const written = (await versions())
      .filter((row) => !before.has(row))
      .map((row) => row.split('/').slice(5).join('/'));
    expect([...new Set(written.map((row) => row.slice(0, 3)))]).toEqual(['t00', 't01', 't02']);
    bench.endpoint.configure({ catalog: catalogOf(tables) });
    await bench.crawl();
  }, 120_000);

  it('bar 5: incremental - what people edited, archived or took away is put right again, although the source is unchanged', async () => {
    await bench.crawl();
    const { pool } = bench.database;
    await pool.query(
      `UPDATE asset SET attributes = attributes || '{"rawDataTypeDefinition": "edited"}', version = version + 1
       WHERE qualified_name LIKE '%/t03/id'`,
    );
    const gone = [await guidOf('/t04'), await guidOf('/t05/name')];
    await deleteEntities(bench.catalog, bench.principal, { guids: gone, deleteType: 'SOFT' });
    const progress = await bench.crawl();
    expect(progress.result).toMatchObject({ totals: { added: 1, changed: 2, unchanged: 22 } });
    const assets = new Map(
      (await bench.assets()).map((asset) => [asset.qualifiedName.split('/').slice(5).join('/'), asset]),
    );
    expect(assets.get('t03/id')?.attributes).toMatchObject({ rawDataTypeDefinition: 'string' });
    expect(assets.get('t04')?.state).toBe('ACTIVE');
    expect(assets.get('t05/name')?.state).toBe('ACTIVE');
    // And then there is nothing more to do.
    expect(await bench.crawl()).toMatchObject({ result: { totals: { added: 0, changed: 0, unchanged: 25 } } });
  }, 120_000);
});
