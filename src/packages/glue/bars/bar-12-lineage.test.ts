import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { listedCatalog, type WireTable } from '../../../../examples/glue-endpoint/index.ts';
import { type CrawlBench, createCrawlBench } from '../../../../test/support/glue-crawl.ts';
import { saveEntities } from '../../../catalog/index.ts';
import { readTables } from '../read-tables.ts';

let bench: CrawlBench;
beforeEach(async () => {
  bench = await createCrawlBench();
});
afterEach(() => bench.close());

const on = { lineage: 'true' };
const table = (Name: string, Location?: string): WireTable => ({
  Name,
  StorageDescriptor: { Columns: [{ Name: 'id', Type: 'int' }], ...(Location ? { Location } : {}) },
});
const athena = (Name: string, originalSql: string, schema: string | null = 'sales'): WireTable => {
  const body = JSON.stringify({ originalSql, catalog: 'awsdatacatalog', ...(schema === null ? {} : { schema }) });
  const ViewOriginalText = `/* Presto View: ${Buffer.from(body).toString('base64')} */`;
  return { Name, TableType: 'VIRTUAL_VIEW', ViewOriginalText, ViewExpandedText: '/* Presto View */' };
};
const serve = (sales: readonly WireTable[], web: readonly WireTable[] = []): void =>
  bench.endpoint.configure({
    catalog: listedCatalog([
      { database: { Name: 'sales' }, tables: sales },
      { database: { Name: 'web' }, tables: web },
    ]),
  });

/** `<input>, <input> → <output>` of every line that is drawn. */
async function lines(): Promise<string[]> {
  return (await bench.assets('Process'))
    .filter(({ state }) => state === 'ACTIVE')
    .map(({ name }) => name)
    .toSorted();
}

describe('bar 12: lineage', () => {
  it('bar 12: lineage - a view comes from the tables that its text names, a second crawl changes nothing', async () => {
    serve(
      [
        table('orders'),
        athena('recent', 'SELECT * FROM orders o JOIN "web"."clicks" c ON o.id = c.id'),
        athena('again', 'select 1 from recent'),
      ],
      [
        table('clicks'),
        {
          Name: 'hive',
          TableType: 'VIRTUAL_VIEW',
          ViewOriginalText: 'select id from clicks',
          ViewExpandedText: 'select `clicks`.`id` from `web`.`clicks`',
        },
      ],
    );
    expect(await bench.crawl(on)).toMatchObject({ phase: 'Succeeded', message: null });
    expect(await lines()).toHaveLength(3);
    const drawn = await lines();
    expect(drawn.map((line) => line.split(' → ')[1])).toEqual(expect.arrayContaining(['recent', 'again', 'hive']));
    expect(drawn).toContain('recent → again');
    expect(drawn).toContain('clicks → hive');
    const before = await bench.assets('Process');
    const { rows } = await bench.database.pool.query(
      `SELECT name FROM asset WHERE attributes ? '__hasLineage' ORDER BY name`,
    );
    expect(rows.map((row: { name: string }) => row.name)).toEqual(
      expect.arrayContaining(['orders', 'recent', 'again', 'clicks', 'hive']),
    );
    await bench.crawl(on);
    expect(await bench.assets('Process')).toEqual(before);
  });

  it('bar 12: lineage - what cannot be told is not drawn, and nothing is drawn unless asked for', async () => {
    serve([
      table('orders'),
      athena('elsewhere', 'SELECT * FROM other.sales.orders'),
      athena('own_name', 'WITH orders AS (SELECT 1) SELECT * FROM orders'),
      athena('no_schema', 'SELECT * FROM orders', null),
      athena('broken', "SELECT 'x FROM orders"),
      { Name: 'bare', TableType: 'VIRTUAL_VIEW', ViewOriginalText: 'select * from orders' },
    ]);
    await bench.crawl(on);
    expect(await lines()).toEqual([]);
    serve([table('orders'), athena('recent', 'SELECT * FROM orders')]);
    await bench.crawl();
    expect(await lines()).toEqual([]);
  });

  it('bar 12: lineage - lines go when the source no longer speaks of them', async () => {
    serve([table('orders'), athena('recent', 'SELECT * FROM orders')]);
    await bench.crawl(on);
    expect(await lines()).toEqual(['orders → recent']);
    serve([table('orders'), athena('recent', 'SELECT 1')]);
    await bench.crawl(on);
    expect(await lines()).toEqual([]);
  });

  it('bar 12: lineage - a table comes from the S3 asset at its very location, a link from its target', async () => {
    const connection = {
      typeName: 'Connection',
      attributes: { qualifiedName: 'default/s3/1', name: 's3', connectorName: 's3', adminUsers: ['jsmith'] },
    };
    await saveEntities(bench.catalog, bench.principal, { entities: [connection] });
    const attributes = { connectorName: 's3', connectionQualifiedName: 'default/s3/1', name: 'orders-files' };
    const object = { ...attributes, qualifiedName: 'default/s3/1/o', awsArn: 'arn:aws:s3:::example-bucket/orders/' };
    await saveEntities(bench.catalog, bench.principal, { entities: [{ typeName: 'S3Object', attributes: object }] });
    const link = { Name: 'link', TargetTable: { CatalogId: '000000000000', DatabaseName: 'sales', Name: 'near' } };
    serve([table('orders', 's3://example-bucket/orders'), table('near', 's3://example-bucket/orders/more')], [link]);
    await bench.crawl(on);
    expect(await lines()).toEqual(['near → link', 'orders-files → orders']);
    serve([table('orders', 's3://example-bucket/moved'), table('near')], [link]);
    await bench.crawl(on);
    expect(await lines()).toEqual(['near → link']);
  });
});

describe('bar 12: names in a statement', () => {
  it.each([
    ['select extract(year from d), trim(both from x) from a', [['a']]],
    ['select * from a, b.c, "D"."e" where x in (select y from f)', [['a'], ['b', 'c'], ['d', 'e'], ['f']]],
    ['select * from (a join b on a.i = b.i), (select * from c) x', [['a'], ['b'], ['c']]],
    ['select * from unnest(array[1]) as t(x) cross join lateral (select 1), z', []],
    ['with a as (select * from b) select * from a -- from c\n/* from d */', [['b']]],
    ['select * from a where x is distinct from y', [['a']]],
    ["select 'from b' from a", [['a']]],
  ])('bar 12: lineage - reads %s', (sql, expected) => {
    expect(readTables(sql, 'presto')).toEqual(expected);
  });
});
