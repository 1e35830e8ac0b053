import { randomInt } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generatedCatalog, startGlueEndpoint, type GlueEndpoint } from '../../examples/glue-endpoint/index.ts';
import { countPageReads, newCrawler, startCrawlServer, waitForEnd } from '../support/crawl-by-http.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { createServerStage } from '../support/server-process.ts';

const stage = createServerStage();
const databases: TestDatabase[] = [];
let endpoint: GlueEndpoint;

beforeEach(async () => {
  endpoint = await startGlueEndpoint({ pageSize: 10, latencyMs: 120 });
});
afterEach(async () => {
  await stage.close();
  await endpoint.close();
  for (const database of databases.splice(0)) await database.close();
});

async function startServer() {
  const database = await createTestDatabase();
  databases.push(database);
  const server = await startCrawlServer({ stage, databaseUrl: database.url, glueUrl: endpoint.url });
  return { ...server, database };
}

const pageReads = (): number => [...countPageReads(endpoint).values()].reduce((sum, count) => sum + count, 0);

/** Pages of one database that are on their way at once: one is read while another is stored. */
const pagesAtOnce = 2;

describe('a crawl whose server is killed', () => {
  it('reads of each database no more again than was on its way', async () => {
    endpoint.configure({ catalog: generatedCatalog({ databases: 1, tables: 300, columns: 2 }) });
    const crawler = newCrawler();
    const server = await startServer();
    await server.client().workflows.submit(crawler.toWorkflow());
    const kills = [randomInt(3, 12), randomInt(3, 12)];
    for (const morePages of kills) {
      const from = pageReads();
      await eventually('pages are read', () => (pageReads() >= from + morePages ? true : null));
      await server.killAndRestart();
    }
    const progress = await waitForEnd(server.client, crawler.workflowName);
    expect(progress).toMatchObject({ phase: 'Succeeded', totals: { databases: 1, tables: 300, assets: 1200 } });
    expect(countPageReads(endpoint).size).toBe(30);
    expect(pageReads() - 30).toBeLessThanOrEqual(kills.length * pagesAtOnce);
  });
});

describe('a crawl that is stopped', () => {
  it('is Failed within seconds, and completes when it is run again', async () => {
    endpoint.configure({ catalog: generatedCatalog({ databases: 4, tables: 100, columns: 2 }), latencyMs: 500 });
    const server = await startServer();
    const crawler = newCrawler();
    const client = server.client();
    await client.workflows.submit(crawler.toWorkflow());
    await eventually('pages are read', () => (pageReads() >= 6 ? true : null));
    const run = await client.workflows.latestRun(crawler.workflowName);
    await client.workflows.stop(run?.name ?? '');
    const stopped = await waitForEnd(server.client, crawler.workflowName, 20_000);
    expect(stopped).toMatchObject({
      name: run?.name,
      phase: 'Failed',
      message: expect.stringContaining('stopped on request of'),
    });
    expect(stopped.totals['databases'] ?? 0).toBe(0);

    endpoint.configure({ latencyMs: 0 });
    const again = await client.workflows.rerun(crawler.workflowName);
    expect(again.name).not.toBe(run?.name);
    const progress = await waitForEnd(server.client, crawler.workflowName);
    expect(progress).toMatchObject({ name: again.name, phase: 'Succeeded' });
    expect(progress.totals).toEqual({ databasesTotal: 4, databases: 4, tables: 400, assets: 1600 });
  });
});
