import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  generatedCatalog,
  type GlueCatalog,
  listedCatalog,
  sampleCatalog,
  type WireTable,
} from '../../../examples/glue-endpoint/index.ts';
import { type CrawlBench, crawlConnection, createCrawlBench } from '../../../test/support/glue-crawl.ts';
import { saveEntities } from '../../catalog/index.ts';
import { childQualifiedName } from './qualified-name.ts';

const root = `${crawlConnection}/AwsDataCatalog`;
let bench: CrawlBench;

beforeEach(async () => {
  bench = await createCrawlBench();
});
afterEach(() => bench.close());

const table = (Name: string, columns: readonly string[] = ['id'], more: Partial<WireTable> = {}): WireTable => ({
  Name,
  TableType: 'EXTERNAL_TABLE',
  UpdateTime: 1_700_000_000,
  StorageDescriptor: { Columns: columns.map((column) => ({ Name: column, Type: 'string' })) },
  ...more,
});

const oneDatabase = (tables: readonly WireTable[], name = 'sales'): GlueCatalog =>
  listedCatalog([{ database: { Name: name }, tables }]);

const numbered = (count: number): WireTable[] =>
  Array.from({ length: count }, (_, index) => table(`t${String(index).padStart(3, '0')}`));

const activeNames = async (typeName: string): Promise<string[]> =>
  (await bench.assets(typeName)).filter(({ state }) => state === 'ACTIVE').map(({ name }) => name);

/** Without the look at one table before a crawl begins. */
const callsOf = (operation: string): number =>
  bench.endpoint.requests.filter((request) => request.operation === operation && request.body['MaxResults'] !== 1)
    .length;

describe('a crawl', () => {
  it('stores every database, table, view and column of the sample, and counts them', async () => {
    const sample = sampleCatalog();
    const progress = await bench.crawl();
    expect(progress).toMatchObject({ phase: 'Succeeded', message: null });
    const wanted = sample.databases.flatMap(({ Name }) =>
      Array.from({ length: sample.tableCount(Name) }, (_, index) =>
        childQualifiedName(childQualifiedName(root, Name), sample.tableAt(Name, index).Name),
      ),
    );
    const [tables, views, columns] = await Promise.all(['Table', 'View', 'Column'].map((type) => bench.assets(type)));
    const stored = [...(tables ?? []), ...(views ?? [])];
    expect(stored.map(({ qualifiedName }) => qualifiedName).sort()).toEqual(wanted.sort());
    const assets = stored.length + (columns ?? []).length;
    expect(progress.totals).toEqual({ databasesTotal: 6, databases: 6, tables: 130, assets });
    expect(await bench.assets('Connection')).toMatchObject([
      { attributes: { adminUsers: ['jsmith'], category: 'lake' } },
    ]);
    expect(await bench.assets('Database')).toMatchObject([{ name: 'AwsDataCatalog', attributes: { schemaCount: 6 } }]);
    const sales = (await bench.assets('Schema')).find(({ name }) => name === 'sales');
    expect(sales?.attributes).toMatchObject({ tableCount: 36, viewsCount: 4 });
  });

  it('links columns to their table and nested columns to their column', async () => {
    const type = 'struct<street:string,geo:struct<lat:double>>';
    const Columns = [{ Name: 'address', Type: type }];
    bench.endpoint.configure({ catalog: oneDatabase([{ Name: 'people', StorageDescriptor: { Columns } }]) });
    await bench.crawl();
    const links = await bench.database.pool.query<{ child: string; kind: string; parent: string }>(
      `SELECT child.name AS child, link.type_name AS kind, parent.name AS parent FROM relationship AS link
       JOIN asset AS parent ON parent.guid = link.end1_guid JOIN asset AS child ON child.guid = link.end2_guid
       ORDER BY child.qualified_name`,
    );
    expect(links.rows.map(({ child, kind, parent }) => `${parent} <-${kind}- ${child}`)).toEqual([
      'AwsDataCatalog <-database_schemas- sales',
      'sales <-schema_tables- people',
      'people <-table_columns- address',
      'address <-column_nestedColumns- geo',
      'geo <-column_nestedColumns- lat',
      'address <-column_nestedColumns- street',
    ]);
  });

  it('run again without a change at the source writes nothing but the mark of the run', async () => {
    await bench.crawl();
    const before = await bench.assets();
    expect(await bench.crawl()).toMatchObject({ phase: 'Succeeded', totals: { tables: 130 } });
    const after = new Map((await bench.assets()).map((asset) => [asset.guid, asset.version]));
    const changed = before.filter(({ guid, version }) => after.get(guid) !== version).map(({ typeName }) => typeName);
    expect(after.size).toBe(before.length);
    expect(changed.filter((typeName) => typeName !== 'Connection')).toEqual(['Database']);
  });

  it('leaves out what the filters say, and counts the tables it left out', async () => {
    const progress = await bench.crawl({
      'include-filter': '{"AwsDataCatalog": {"sales": {}, "finance": {}, "nowhere": {}}}',
      'exclude-filter': '{"AwsDataCatalog": {"finance": {}}}',
      'exclude-table-regex': '.*_(daily|history)',
    });
    expect(progress).toMatchObject({ phase: 'Succeeded', totals: { databasesTotal: 1, tables: 16, filtered: 24 } });
    expect(progress.log.map(({ message }) => message).join('\n')).toContain('`include-filter` names `nowhere`');
    expect(await activeNames('Schema')).toEqual(['sales']);
  });

  it('keeps what people wrote: descriptions of their own, added admins, the name of the connection', async () => {
    bench.endpoint.configure({ catalog: oneDatabase([table('orders', ['id'], { Description: 'old' })]) });
    await bench.crawl();
    const edit = (typeName: string, qualifiedName: string, attributes: Record<string, string | string[]>) => ({
      typeName,
      attributes: { qualifiedName, ...attributes },
    });
    await saveEntities(bench.catalog, bench.principal, {
      entities: [
        edit('Table', `${root}/sales/orders`, { name: 'orders', userDescription: 'by hand', ownerUsers: ['jsmith'] }),
        edit('Connection', crawlConnection, { name: 'renamed', adminUsers: ['jsmith'] }),
      ],
    });
    bench.endpoint.configure({ catalog: oneDatabase([table('orders', ['id'], { Description: 'new' })]) });
    await bench.crawl();
    expect((await bench.assets('Table'))[0]?.attributes).toMatchObject({
      description: 'new',
      userDescription: 'by hand',
      ownerUsers: ['jsmith'],
    });
    expect(await bench.assets('Connection')).toMatchObject([{ name: 'renamed' }]);
  });

  it('clears what the source no longer says', async () => {
    bench.endpoint.configure({ catalog: oneDatabase([table('orders', ['id'], { Description: 'old' })]) });
    await bench.crawl();
    bench.endpoint.configure({ catalog: oneDatabase([table('orders', ['id'], { UpdateTime: 1_700_000_001 })]) });
    await bench.crawl();
    expect((await bench.assets('Table'))[0]?.attributes['description'] ?? null).toBeNull();
  });
});

describe('a crawl that cannot succeed', () => {
  it('with keys that AWS does not accept fails at once, says so, and writes nothing', async () => {
    bench.endpoint.configure({ accessKeys: ['ANOTHER'] });
    const progress = await bench.crawl();
    expect(progress).toMatchObject({
      phase: 'Failed',
      message: expect.stringMatching(/^AWS does not accept the credential/),
    });
    expect(await bench.assets()).toEqual([]);
  });

  it.each([
    ['an unknown way to sign in', { authType: 'saml' }, /`saml` is not supported/],
    ['no region', { extra: {} }, /credential.extra.region: is missing/],
    ['a region that is none', { extra: { region: 'evil.example/' } }, /`evil.example\/` is no AWS region/],
    ['no secret key', { password: '' }, /credential.password: is missing/],
  ])('with %s as credential says what is wrong', async (_says, credential, message) => {
    expect(await bench.crawl({}, credential)).toMatchObject({
      phase: 'Failed',
      message: expect.stringMatching(message),
    });
  });

  it('without the right to list databases names the right', async () => {
    bench.endpoint.configure({ deniesListing: true });
    expect(await bench.crawl()).toMatchObject({
      phase: 'Failed',
      message: expect.stringMatching(/may not call `glue:GetDatabases` in `eu-central-1`/),
    });
  });

  it('with an include filter that matches nothing says so', async () => {
    const progress = await bench.crawl({ 'include-filter': '{"AwsDataCatalog": {"Sales": {}}}' });
    expect(progress).toMatchObject({
      phase: 'Failed',
      message: expect.stringContaining('names no database to crawl: `Sales`'),
    });
  });

  it('because one database is denied stores all the others and names the one', async () => {
    bench.endpoint.configure({ deniedDatabases: ['finance'] });
    const progress = await bench.crawl();
    expect(progress.phase).toBe('Failed');
    expect(progress.message).toMatch(
      /^crawled 5 of 6 databases, the catalog is not complete: `finance`: .*glue:GetTables/,
    );
    expect(progress.totals).toMatchObject({ databases: 5, databasesTotal: 6, tables: 105 });
    expect(await activeNames('Table')).toContain('orders');
  });

  it('because one table cannot be stored keeps the rest of its page and names the one', async () => {
    bench.endpoint.configure({ catalog: oneDatabase([...numbered(30), table('broken\0name'), table('last')]) });
    const progress = await bench.crawl();
    expect(progress.phase).toBe('Failed');
    expect(progress.message).toMatch(/`sales.broken.name`: its name, .*a character that the database cannot hold/s);
    expect(progress.totals).toMatchObject({ tables: 31, failed: 1 });
    expect(await activeNames('Table')).toHaveLength(31);
  });
});

describe('a crawl that is disturbed', () => {
  const pages = (count: number): void =>
    bench.endpoint.configure({ catalog: oneDatabase(numbered(count * 10)), pageSize: 10 });

  it('goes on after the last stored page on another node, and counts nothing twice', async () => {
    pages(12);
    const first = await bench.startEngine();
    const stopped = new Promise<void>((resolve) => {
      bench.endpoint.configure({
        beforeCall: ({ operation }) => {
          if (operation === 'GetTables' && callsOf('GetTables') === 6) resolve(first.stop());
        },
      });
    });
    const runName = await bench.submit();
    await stopped;
    const stored = (await bench.assets('Table')).length;
    expect(stored).toBeGreaterThan(0);
    expect(stored).toBeLessThan(120);
    await bench.startEngine();
    const progress = await bench.finished(runName);
    expect(progress).toMatchObject({
      phase: 'Succeeded',
      totals: { databasesTotal: 1, databases: 1, tables: 120, assets: 240 },
    });
    expect(await activeNames('Table')).toHaveLength(120);
    // Twelve pages; when it stopped, the one that was being stored was held, and one was being read ahead.
    expect(callsOf('GetTables')).toBeLessThanOrEqual(13);
  });

  it('starts a database again when its continuation token expired, and counts nothing twice', async () => {
    pages(8);
    bench.endpoint.configure({
      beforeCall: ({ operation }) => {
        if (operation === 'GetTables' && callsOf('GetTables') === 5) bench.endpoint.expireTokens();
      },
    });
    const progress = await bench.crawl();
    expect(progress).toMatchObject({ phase: 'Succeeded', totals: { databases: 1, tables: 80, assets: 160 } });
    expect(await activeNames('Table')).toHaveLength(80);
  });

  it('gets everything from a source that throttles', async () => {
    pages(6);
    bench.endpoint.configure({ callsPerSecondMax: 3 });
    expect(await bench.crawl()).toMatchObject({ phase: 'Succeeded', totals: { tables: 60 } });
  });

  it('stores a page of more assets than one save takes', async () => {
    bench.endpoint.configure({ catalog: generatedCatalog({ databases: 1, tables: 100, columns: 119 }) });
    const progress = await bench.crawl();
    expect(progress).toMatchObject({ phase: 'Succeeded', totals: { tables: 100, assets: 100 * 121 } });
    expect(await bench.assets('Column')).toHaveLength(12_000);
  });
});

describe('what is gone at the source', () => {
  const crawlOf = async (tables: readonly WireTable[], parameters = {}): ReturnType<CrawlBench['crawl']> => {
    bench.endpoint.configure({ catalog: oneDatabase(tables) });
    return bench.crawl(parameters);
  };

  it('is archived with its columns, and comes back with its documentation', async () => {
    await crawlOf(numbered(10));
    const qualifiedName = `${root}/sales/t004`;
    const documented = { typeName: 'Table', attributes: { qualifiedName, name: 't004', userDescription: 'kept' } };
    await saveEntities(bench.catalog, bench.principal, { entities: [documented] });
    expect(await crawlOf(numbered(10).filter(({ Name }) => Name !== 't004'))).toMatchObject({ phase: 'Succeeded' });
    const archived = (await bench.assets()).filter(({ state }) => state !== 'ACTIVE');
    expect(archived.map((asset) => asset.qualifiedName)).toEqual([qualifiedName, `${qualifiedName}/id`]);
    await crawlOf(numbered(10));
    const back = (await bench.assets('Table')).find(({ name }) => name === 't004');
    expect(back).toMatchObject({ state: 'ACTIVE', attributes: { userDescription: 'kept' } });
    expect(await activeNames('Column')).toHaveLength(10);
  });

  it('is not what Lake Formation hides: a lost grant archives nothing', async () => {
    await crawlOf(numbered(10));
    bench.endpoint.configure({ hidesTable: (_database, name) => name === 't004' });
    const progress = await bench.crawl();
    expect(progress.phase).toBe('Succeeded');
    expect(progress.log.map(({ message }) => message).join('\n')).toContain(
      '`sales.t004` is hidden from this credential',
    );
    expect(await activeNames('Table')).toHaveLength(10);
  });

  it('is not what a filter leaves out', async () => {
    await crawlOf(numbered(10));
    expect(await bench.crawl({ 'exclude-table-regex': 't004' })).toMatchObject({ phase: 'Succeeded' });
    expect(await activeNames('Table')).toHaveLength(10);
  });

  it('is not archived when it is more than the allowed share, unless the workflow allows more', async () => {
    await crawlOf(numbered(10));
    const progress = await crawlOf(numbered(7));
    expect(progress).toMatchObject({
      phase: 'Failed',
      message: expect.stringContaining('3 of 10 tables are no longer listed'),
    });
    expect(await activeNames('Table')).toHaveLength(10);
    expect(await crawlOf(numbered(7), { 'archive-percent-max': 50 })).toMatchObject({ phase: 'Succeeded' });
    expect(await activeNames('Table')).toHaveLength(7);
  });

  it('is the table, when a view took its name', async () => {
    await crawlOf([table('orders'), table('other')]);
    await crawlOf([table('orders', ['id'], { TableType: 'VIRTUAL_VIEW' }), table('other')]);
    expect(await activeNames('Table')).toEqual(['other']);
    expect(await activeNames('View')).toEqual(['orders']);
    expect(await activeNames('Column')).toEqual(['id', 'id']);
  });

  it('is a column of a table that was changed, not one of a table that was not', async () => {
    await crawlOf([table('changed', ['a', 'b']), table('untouched', ['a', 'b'])]);
    await crawlOf([table('changed', ['b'], { UpdateTime: 1_700_000_001 }), table('untouched', ['b'])]);
    const columns = (await bench.assets('Column')).filter(({ state }) => state === 'ACTIVE');
    expect(columns.map(({ qualifiedName }) => qualifiedName.slice(root.length))).toEqual([
      '/sales/changed/b',
      '/sales/untouched/a',
      '/sales/untouched/b',
    ]);
  });

  it('is a database that no longer exists, with everything in it', async () => {
    const databases = ['a', 'b', 'c'].map((Name) => ({ database: { Name }, tables: numbered(3) }));
    bench.endpoint.configure({ catalog: listedCatalog(databases) });
    await bench.crawl();
    bench.endpoint.configure({ catalog: listedCatalog(databases.slice(0, 2)) });
    expect(await bench.crawl()).toMatchObject({ phase: 'Succeeded' });
    expect(await activeNames('Schema')).toEqual(['a', 'b']);
    expect(await activeNames('Table')).toHaveLength(6);
    expect(await bench.assets('Database')).toMatchObject([{ attributes: { schemaCount: 2 } }]);
    expect(await bench.crawl({ 'exclude-filter': '{"AwsDataCatalog": {"b": {}}}' })).toMatchObject({
      phase: 'Succeeded',
    });
    expect(await activeNames('Schema')).toEqual(['a', 'b']);
  });
});
