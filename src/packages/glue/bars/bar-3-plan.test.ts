import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type GlueCatalog, listedCatalog, type WireTable } from '../../../../examples/glue-endpoint/index.ts';
import { type CrawlBench, createCrawlBench } from '../../../../test/support/glue-crawl.ts';
import { oddTableCases } from '../../../../test/support/odd-table-cases.ts';
import { type DatabaseReport } from '../crawl-report.ts';

let bench: CrawlBench;
beforeEach(async () => {
  bench = await createCrawlBench();
});
afterEach(() => bench.close());

const table = (index: number, more: Partial<WireTable> = {}): WireTable => ({
  Name: `t${String(index).padStart(2, '0')}`,
  TableType: 'EXTERNAL_TABLE',
  UpdateTime: 1_700_000_000,
  StorageDescriptor: {
    Location: `s3://example-bucket/t${index}/`,
    Columns: ['id', 'name'].map((Name) => ({ Name, Type: 'string' })),
  },
  ...more,
});

const numbered = (from: number, to: number): WireTable[] =>
  Array.from({ length: to - from }, (_, index) => table(from + index));

const catalogOf = (tables: Readonly<Record<string, readonly WireTable[]>>): GlueCatalog =>
  listedCatalog(Object.entries(tables).map(([Name, listed]) => ({ database: { Name }, tables: listed })));

const odd = oddTableCases.map(({ table: one }) => one);

/** Every row of every table in which a plan must leave nothing. */
async function everythingStored(): Promise<string> {
  const tables = ['asset', 'relationship', 'source_fingerprint', 'policy', 'asset_history'];
  const dumps = tables.map(async (name) => {
    const exists = await bench.database.pool.query<{ name: string | null }>('SELECT to_regclass($1) AS name', [name]);
    if (exists.rows[0]?.name === null) return '';
    const { rows } = await bench.database.pool.query(`SELECT row_to_json(kept)::text AS row FROM ${name} AS kept`);
    return rows
      .map(({ row }: { row?: string }) => row ?? '')
      .sort()
      .join('\n');
  });
  return (await Promise.all(dumps)).join('\n\n');
}

const databasesOf = ({ result }: { readonly result: unknown }): readonly DatabaseReport[] =>
  (result as { databases: readonly DatabaseReport[] }).databases;

const dryRun = { 'dry-run': 'true' };

/** Plans, then crawls: both must say the same of every database, and the plan must leave nothing. */
async function planAndCrawl(parameters: Record<string, string> = {}): Promise<readonly DatabaseReport[]> {
  const before = await everythingStored();
  const plan = await bench.crawl({ ...parameters, ...dryRun });
  expect(plan).toMatchObject({ phase: 'Succeeded', result: { kind: 'plan' } });
  expect(await everythingStored()).toBe(before);
  const crawl = await bench.crawl(parameters);
  expect(crawl.result).toMatchObject({ kind: 'crawl' });
  expect(databasesOf(plan)).toEqual(databasesOf(crawl));
  expect(plan.result?.['droppedDatabases']).toEqual(crawl.result?.['droppedDatabases']);
  return databasesOf(plan);
}

describe('bar 3: plan mode', () => {
  it('bar 3: plan mode - of a catalog never crawled it says what is added, what it costs and the least policy, and makes no connection', async () => {
    bench.endpoint.configure({ catalog: catalogOf({ hr: numbered(0, 3), sales: numbered(0, 12) }), pageSize: 5 });
    bench.endpoint.requests.length = 0;
    const plan = await bench.crawl(dryRun);
    expect(await bench.assets()).toEqual([]);
    const made = [...Map.groupBy(bench.endpoint.requests, ({ operation }) => operation)];
    const calls = Object.fromEntries(made.map(([operation, requests]) => [operation, requests.length]));
    expect(plan.result).toMatchObject({
      kind: 'plan',
      isNewConnection: true,
      preflight: ['connection', 'databases', 'tables'].map((check) => ({ check, isPassed: true })),
      totals: { added: 15, changed: 0, archived: 0 },
      calls,
      missingGrants: [],
      policy: {
        Statement: [
          { Action: ['glue:GetDatabases'], Resource: expect.arrayContaining([expect.stringContaining(':catalog')]) },
          { Action: expect.arrayContaining(['glue:GetTables', 'glue:GetTable']) },
        ],
      },
    });
    const log = plan.log.map(({ message }) => message);
    expect(log[0]).toMatch(/^preflight: /);
    expect(log.at(-1)).toMatch(/^plan: 2 databases: \d+ added, .*calls and .* minutes; nothing was written$/);
    // The crawl makes the same calls.
    bench.endpoint.requests.length = 0;
    await bench.crawl();
    expect(bench.endpoint.requests).toHaveLength(Object.values(calls).reduce((sum, count) => sum + count, 0));
  }, 300_000);

  it('bar 3: plan mode - what it says is what the crawl then does, on odd tables and after every kind of change at the source', async () => {
    bench.endpoint.configure({
      catalog: catalogOf({ odd, sales: numbered(0, 12), gone: numbered(0, 2), hr: numbered(0, 3) }),
      pageSize: 20,
    });
    await planAndCrawl();
    expect((await planAndCrawl()).map(({ added, changed }) => added + changed)).toEqual([0, 0, 0, 0]);
    await bench.database.pool.query(
      `UPDATE asset SET attributes = attributes || '{"rowCount": 7}', version = version + 1 WHERE qualified_name LIKE '%/sales/t03'`,
    );
    const changed = table(1, { Description: 'changed at the source', UpdateTime: 1_700_000_100 });
    const renamed = { ...table(2), Name: 'renamed' };
    const viewed: WireTable = { Name: 't04', TableType: 'VIRTUAL_VIEW', ViewOriginalText: 'select 1' };
    bench.endpoint.configure({
      catalog: catalogOf({
        odd,
        sales: [table(0), changed, renamed, table(3), viewed, ...numbered(5, 11), table(20)],
        hr: [table(0)],
      }),
      hidesTable: (database, name) => database === 'odd' && name === odd[0]?.Name,
    });
    const planned = await planAndCrawl({ 'archive-percent-max': '50', 'exclude-table-regex': 't05' });
    const sales = planned.find(({ database }) => database === 'sales');
    expect(sales).toMatchObject({ added: 2, changed: 3, archived: 2, filtered: 1 });
    expect(planned.find(({ database }) => database === 'odd')).toMatchObject({ hidden: 1, archived: 0 });
    expect(planned.find(({ database }) => database === 'hr')).toMatchObject({
      archived: 0,
      problem: expect.stringContaining('archive-percent-max'),
    });
  }, 600_000);

  it('bar 3: plan mode - names and texts that hold NUL, which no database keeps, are planned as they are crawled', async () => {
    const listed = (more: Partial<WireTable> = {}): WireTable[] => [
      table(0),
      { ...table(1), Name: 'nul\0in name' },
      table(2, { Description: 'nul\0in text', Parameters: { 'k\0': 'v\0' }, ...more }),
      table(3, { StorageDescriptor: { Columns: [{ Name: 'c\0', Type: 'struct<a\0:int>', Comment: 'x\0' }] } }),
      { ...table(4), Name: 'view', TableType: 'VIRTUAL_VIEW', ViewOriginalText: 'select \0' },
    ];
    bench.endpoint.configure({ catalog: catalogOf({ sales: listed(), hr: numbered(0, 1) }) });
    const [first] = (await planAndCrawl()).filter(({ database }) => database === 'sales');
    expect((first?.added ?? 0) + (first?.failed ?? 0)).toBe(5);
    const again = (await planAndCrawl()).find(({ database }) => database === 'sales');
    expect(again).toMatchObject({ added: 0, changed: 0, archived: 0, failed: first?.failed });
    const changed = listed({ Description: 'changed\0', UpdateTime: 1_700_000_100 });
    bench.endpoint.configure({ catalog: catalogOf({ sales: changed, hr: numbered(0, 1) }) });
    const third = (await planAndCrawl()).find(({ database }) => database === 'sales');
    expect(third).toMatchObject({ added: 0, changed: 1, archived: 0, failed: first?.failed });
  }, 300_000);

  it('bar 3: plan mode - it names the grants that are missing', async () => {
    bench.endpoint.configure({
      catalog: catalogOf({ finance: numbered(0, 2), sales: numbered(0, 2) }),
      deniedDatabases: ['finance'],
    });
    const plan = await bench.crawl(dryRun);
    expect(plan.result).toMatchObject({
      missingGrants: [
        { action: 'glue:GetTables', resource: 'arn:aws:glue:eu-central-1:000000000000:database/finance' },
      ],
    });
    bench.endpoint.configure({ deniesListing: true });
    const refused = await bench.crawl(dryRun);
    expect(refused).toMatchObject({
      phase: 'Failed',
      result: { preflight: [{ isPassed: true }, { check: 'databases', isPassed: false }, { isPassed: false }] },
    });
    expect(await bench.assets()).toEqual([]);
  }, 300_000);
});
