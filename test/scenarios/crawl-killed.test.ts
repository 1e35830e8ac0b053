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

/** What is bound to differ between two crawls of the same source. */
const ofTheRun = `'{lastSyncRun,lastSyncRunAt,defaultCredentialGuid}'::text[]`;

/** Every asset and every link between assets, a line each, without anything that only this database can know. */
async function readCatalog({ pool }: TestDatabase): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(
    `SELECT concat_ws(' ', type_name, qualified_name, name, state,
       regexp_replace((attributes - ${ofTheRun})::text, 'apikey-[0-9a-f-]{36}', 'apikey')) AS line FROM asset
     UNION ALL
     SELECT concat_ws(' ', link.type_name, one.qualified_name, other.qualified_name) FROM relationship AS link
     JOIN asset AS one ON one.guid = link.end1_guid JOIN asset AS other ON other.guid = link.end2_guid
     ORDER BY line`,
  );
  return rows.map(({ line }) => line);
}

const without = (lines: readonly string[], others: readonly string[]): string[] => {
  const known = new Set(others);
  return lines.filter((line) => !known.has(line));
};

const pageReads = (): number => [...countPageReads(endpoint).values()].reduce((sum, count) => sum + count, 0);

/** Steps of one run that are worked on at a time; each loses at most the page that is on its way. */
const stepsAtOnce = 4;

describe('a crawl whose server is killed again and again', () => {
  it('ends well, with the assets, links and totals of a crawl that was left alone', async () => {
    const [count, tables, columns] = [48, 20, 1];
    endpoint.configure({ catalog: generatedCatalog({ databases: count, tables, columns }), latencyMs: 0 });
    const crawler = newCrawler();

    const calm = await startServer();
    await calm.client().workflows.submit(crawler.toWorkflow());
    const undisturbed = await waitForEnd(calm.client, crawler.workflowName);
    const wanted = await readCatalog(calm.database);
    expect(undisturbed).toMatchObject({ phase: 'Succeeded' });
    await calm.process().stop();

    const pages = countPageReads(endpoint).size;
    expect(pages).toBe(count * (tables / 10));
    endpoint.requests.length = 0;
    endpoint.configure({ latencyMs: 100 });
    const server = await startServer();
    await server.client().workflows.submit(crawler.toWorkflow());
    // Killed while it reads pages, and at once when it is back: while it starts its engine, or waits for the steps of the dead.
    const kills = [randomInt(1, 10), 0, 0, randomInt(1, 10), 0];
    for (const morePages of kills) {
      const from = pageReads();
      await eventually('pages are read', () => (pageReads() >= from + morePages ? true : null));
      await server.killAndRestart();
    }
    const progress = await waitForEnd(server.client, crawler.workflowName);
    const story = `killed after ${kills.join(', ')} more pages`;

    expect(progress, story).toMatchObject({ phase: 'Succeeded', message: null });
    const assets = count * tables * (1 + columns + 1);
    expect(progress.totals, story).toEqual({ databasesTotal: count, databases: count, tables: count * tables, assets });
    expect(progress.totals).toEqual(undisturbed.totals);
    const found = await readCatalog(server.database);
    expect(without(wanted, found), story).toEqual([]);
    expect(without(found, wanted), story).toEqual([]);
    expect(new Set(found).size, story).toBe(found.length);
    expect(found).toHaveLength(wanted.length);
    expect(countPageReads(endpoint).size, story).toBe(pages);
    expect(pageReads() - pages, story).toBeLessThanOrEqual(kills.length * stepsAtOnce);
    // Seven starts of a server and two crawls, on a machine that may be busy.
  }, 300_000);
});
