import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { listedCatalog, type WireTable } from '../../../../examples/glue-endpoint/index.ts';
import { type CrawlBench, createCrawlBench } from '../../../../test/support/glue-crawl.ts';
import { getRunProgress, type RunProgress } from '../../../workflows/index.ts';

const tables = (count: number): WireTable[] =>
  Array.from({ length: count }, (_, index) => ({
    Name: `t${String(index).padStart(3, '0')}`,
    TableType: 'EXTERNAL_TABLE',
    StorageDescriptor: { Columns: [{ Name: 'id', Type: 'string' }] },
  }));

let bench: CrawlBench;
beforeAll(async () => {
  bench = await createCrawlBench();
  await bench.startEngine();
});
afterAll(() => bench.close());

const serve = (sizes: Readonly<Record<string, number>>): void => {
  const databases = Object.entries(sizes).map(([Name, count]) => ({ database: { Name }, tables: tables(count) }));
  bench.endpoint.configure({ catalog: listedCatalog(databases), pageSize: 5, latencyMs: 40 });
};

/** The run as it looks time and again until it is over; the last look included. */
async function watched(runName: string): Promise<readonly RunProgress[]> {
  const looks: RunProgress[] = [];
  for (;;) {
    const look = await getRunProgress(bench.workflows, bench.principal, runName);
    looks.push(look);
    if (look.finishedAt !== null) return looks;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('bar 13: progress', () => {
  it('bar 13: progress - a first crawl counts databases of how many and tables, and no number is made up', async () => {
    serve({ orders: 20, people: 40 });
    const looks = await watched(await bench.submit());
    const last = looks.at(-1);
    expect(last).toMatchObject({ phase: 'Succeeded', totals: { databases: 2, databasesTotal: 2, tables: 60 } });
    expect(looks.every(({ totals }) => totals['tablesEstimate'] === undefined)).toBe(true);
  });

  it('bar 13: progress - a later crawl expects as many tables as the last one counted, of a new database the average, and tells the seconds left', async () => {
    serve({ orders: 20, people: 40, visits: 6 });
    bench.endpoint.requests.length = 0;
    const looks = await watched(await bench.submit());
    const planned = looks.find(({ totals }) => totals['databasesTotal'] === 3);
    expect(planned?.totals).toMatchObject({ tablesEstimate: 90 });
    const atWork = looks.filter(({ finishedAt, totals }) => finishedAt === null && (totals['tables'] ?? 0) > 0);
    expect(atWork.some(({ secondsLeft, ratePerMinute }) => (secondsLeft ?? 0) > 0 && (ratePerMinute['tables'] ?? 0) > 0)).toBe(true); // prettier-ignore
    expect(looks.at(-1)).toMatchObject({
      phase: 'Succeeded',
      totals: { databases: 3, databasesTotal: 3, tables: 66, tablesEstimate: 66 },
    });
    // Three databases in 4 + 8 + 2 pages: nothing was listed for the sake of the number.
    const listings = bench.endpoint.requests.filter(({ operation, body }) => operation === 'GetTables' && body['MaxResults'] !== 1); // prettier-ignore
    expect(listings).toHaveLength(14);
  });

  it('bar 13: progress - a database that is refused is no longer waited for, and its reason is the last error', async () => {
    serve({ orders: 20, people: 40, visits: 6 });
    bench.endpoint.configure({ deniedDatabases: ['people'] });
    const last = (await watched(await bench.submit())).at(-1);
    expect(last).toMatchObject({ phase: 'Failed', totals: { tables: 26, tablesEstimate: 26 } });
    expect(last?.lastError?.message).toContain('`people`');
  });
});
