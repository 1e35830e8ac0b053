import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleCatalog, startGlueEndpoint, type GlueEndpoint } from '../../examples/glue-endpoint/index.ts';
import { type GlueCrawler, type RunProgress } from '../../src/sdk/index.ts';
import { newCrawler, startCrawlServer, waitForEnd, type CrawlServer } from '../support/crawl-by-http.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createServerStage } from '../support/server-process.ts';

const stage = createServerStage();
let database: TestDatabase;
let endpoint: GlueEndpoint;
let server: CrawlServer;

beforeAll(async () => {
  database = await createTestDatabase();
  endpoint = await startGlueEndpoint();
  server = await startCrawlServer({ stage, databaseUrl: database.url, glueUrl: endpoint.url });
});
afterAll(async () => {
  await stage.close();
  await endpoint.close();
  await database.close();
});

async function crawl(crawler: GlueCrawler): Promise<RunProgress> {
  await server.client().workflows.submit(crawler.toWorkflow());
  return waitForEnd(server.client, crawler.workflowName);
}

describe('a crawl that cannot work ends in phase Failed and says what to do', () => {
  it('keys that AWS does not know', async () => {
    endpoint.configure({ accessKeys: ['ANOTHER'] });
    const crawler = newCrawler();
    const progress = await crawl(crawler);
    expect(progress.phase).toBe('Failed');
    expect(progress.message).toMatch(/^AWS does not accept the credential `.+`, check the access key, the secret key/);
    // The Atlan wire says the same, and nothing was made.
    const wire = await server.client().workflows.latestRun(crawler.workflowName);
    expect(wire).toMatchObject({ phase: 'Failed', message: progress.message });
    expect((await database.pool.query(`SELECT 1 FROM asset WHERE type_name = 'Connection'`)).rows).toEqual([]);
    endpoint.configure({ accessKeys: ['EXAMPLE'] });
  });

  it('no right to list databases', async () => {
    endpoint.configure({ deniesListing: true });
    const progress = await crawl(newCrawler());
    expect(progress.phase).toBe('Failed');
    expect(progress.message).toMatch(/may not call `glue:GetDatabases` in `eu-central-1`, allow it in IAM/);
    endpoint.configure({ deniesListing: false });
  });

  it('no right to one database: it is named, and all others are crawled', async () => {
    endpoint.configure({ deniedDatabases: ['finance'] });
    const crawler = newCrawler();
    const progress = await crawl(crawler);
    expect(progress.phase).toBe('Failed');
    expect(progress.message).toMatch(
      /crawled 5 of 6 databases.*`finance`.*may not call `glue:GetTables`.*allow it in IAM/,
    );
    const sample = sampleCatalog();
    expect(progress.totals).toMatchObject({
      databasesTotal: 6,
      databases: 5,
      tables: 130 - sample.tableCount('finance'),
    });
    const root = `${crawler.connectionQualifiedName}/AwsDataCatalog`;
    const { rows } = await database.pool.query<{ schema: string; count: number }>(
      `SELECT split_part(qualified_name, '/', 5) AS schema, count(*)::int AS count FROM asset
       WHERE type_name IN ('Table', 'View') AND qualified_name LIKE $1 GROUP BY 1`,
      [`${root}/%`],
    );
    expect(rows.map(({ schema }) => schema)).not.toContain('finance');
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(progress.totals['tables']);

    endpoint.configure({ deniedDatabases: [] });
    await server.client().workflows.rerun(crawler.workflowName);
    expect(await waitForEnd(server.client, crawler.workflowName)).toMatchObject({
      phase: 'Succeeded',
      totals: { databases: 6, tables: 130 },
    });
  });

  it('a region that is none', async () => {
    const progress = await crawl(newCrawler('Frankfurt'));
    expect(progress.phase).toBe('Failed');
    expect(progress.message).toContain('`Frankfurt` is no AWS region, expected one such as `eu-central-1`');
  });

  it('an include filter that names nothing', async () => {
    const progress = await crawl(newCrawler().include(['no_such_database']));
    expect(progress.phase).toBe('Failed');
    expect(progress.message).toContain('`include-filter` names no database to crawl: `no_such_database`');
  });

  it('an address where nothing answers, as with an unknown region', async () => {
    const closed = await startGlueEndpoint();
    await closed.close();
    const other = await createTestDatabase();
    server = await startCrawlServer({ stage, databaseUrl: other.url, glueUrl: closed.url });
    const progress = await crawl(newCrawler());
    await server.process().stop();
    await other.close();
    expect(progress.phase).toBe('Failed');
    expect(progress.message).toMatch(
      /^AWS Glue cannot be reached, check the region `eu-central-1`, the endpoint setting/,
    );
  });
});
