import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generatedCatalog, startGlueEndpoint, type GlueEndpoint } from '../../examples/glue-endpoint/index.ts';
import { ClavisClient, GlueCrawler } from '../../src/sdk/index.ts';
import { createCuttableWay } from '../support/cuttable-way.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { call, createServerStage, readBootstrapFile } from '../support/server-process.ts';

const stage = createServerStage();
let database: TestDatabase;
let endpoint: GlueEndpoint;

beforeEach(async () => {
  database = await createTestDatabase();
  endpoint = await startGlueEndpoint();
});
afterEach(async () => {
  await stage.close();
  await endpoint.close();
  await database.close();
});

/** A node on the database; nodes with the same folder share the vault key and the bootstrap file in it. */
async function startNode(shared: string, databaseUrl = database.url) {
  const flags = [
    ...['--vault-key-file', join(shared, 'vault.key')],
    ...['--bootstrap-file', join(shared, 'first-admin.json')],
  ];
  const environment = { CLAVIS_DATABASE_URL: databaseUrl, AWS_ENDPOINT_URL_GLUE: endpoint.url };
  return stage.start({ flags, environment });
}

describe('a server on a given PostgreSQL', () => {
  it('starts none of its own, and needs nothing but the database to start again elsewhere', async () => {
    const shared = await stage.folder();
    const first = await startNode(shared);
    const { token } = await readBootstrapFile(join(shared, 'first-admin.json'));
    expect(first.stderr()).not.toContain('embedded PostgreSQL');
    await first.stop();
    const second = await startNode(shared);
    expect(await call(`${second.url}/api/service/whoami`, { token })).toMatchObject({ status: 200 });
  });

  it('answers 503 with Retry-After while the database is away, and recovers without a restart', async () => {
    const shared = await stage.folder();
    const way = await createCuttableWay(database.url);
    const server = await startNode(shared, way.url);
    const { token } = await readBootstrapFile(join(shared, 'first-admin.json'));
    const me = `${server.url}/api/service/users/current`;
    expect(await call(me, { token })).toMatchObject({ status: 200 });

    await way.cut();
    for (const url of [me, `${server.url}/readyz`]) {
      const answer = await call(url, { token });
      expect(answer).toMatchObject({ status: 503, body: { code: 503, info: 'store_unavailable' } });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(await call(`${server.url}/healthz`)).toMatchObject({ status: 200 });

    await way.repair();
    await eventually('the server is ready again', async () =>
      (await call(`${server.url}/readyz`)).status === 200 ? true : null,
    );
    expect(await call(me, { token })).toMatchObject({ status: 200 });
    const admin = new ClavisClient({ baseUrl: server.url, token });
    const crawler = new GlueCrawler({ name: 'lake', adminUsers: ['admin'] })
      .direct('eu-central-1')
      .iamUserAuth('EXAMPLE', 'not-a-secret')
      .include(['finance']);
    await admin.workflows.submit(crawler.toWorkflow());
    await eventually('the crawl succeeds', async () => {
      const run = await admin.workflows.latestRun(crawler.workflowName);
      return run?.phase === 'Succeeded' ? run : null;
    });
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    await way.cut();
  });
});

describe('two nodes on one database', () => {
  it('a token revoked through one is refused by the other at once', async () => {
    const shared = await stage.folder();
    const one = await startNode(shared);
    const other = await startNode(shared);
    const { token } = await readBootstrapFile(join(shared, 'first-admin.json'));
    const [here, there] = [one, other].map(({ url }) => new ClavisClient({ baseUrl: url, token }));
    for (let round = 0; round < 5; round += 1) {
      const made = await here?.tokens.create({ displayName: `round ${String(round)}`, role: 'default' });
      const mine = { token: made?.secret ?? '' };
      expect(await call(`${other.url}/api/service/whoami`, mine)).toMatchObject({ status: 200 });
      await there?.tokens.delete(made?.token.id ?? '');
      expect(await call(`${one.url}/api/service/whoami`, mine)).toMatchObject({ status: 401 });
      expect(await call(`${other.url}/api/service/whoami`, mine)).toMatchObject({ status: 401 });
    }
  });

  it('a crawl submitted at one is finished by the other when the first is stopped in the middle of it', async () => {
    endpoint.configure({ catalog: generatedCatalog({ databases: 2, tables: 400, columns: 2 }), latencyMs: 150 });
    const shared = await stage.folder();
    const one = await startNode(shared);
    const { token } = await readBootstrapFile(join(shared, 'first-admin.json'));
    const crawler = new GlueCrawler({ name: 'lake', adminUsers: ['admin'] })
      .direct('eu-central-1')
      .iamUserAuth('EXAMPLE', 'not-a-secret');
    await new ClavisClient({ baseUrl: one.url, token }).workflows.submit(crawler.toWorkflow());
    const pagesRead = (): number => endpoint.requests.filter(({ operation }) => operation === 'GetTables').length;
    await eventually('pages are read', () => (pagesRead() > 0 ? true : null));
    expect(await one.stop()).toEqual({ code: 0, signal: null });
    expect(pagesRead()).toBeLessThan(8);
    const other = await startNode(shared);
    const there = new ClavisClient({ baseUrl: other.url, token });
    const run = await eventually('the run ends', async () => {
      const latest = await there.workflows.latestRun(crawler.workflowName);
      return latest?.finishedAt === null ? null : latest;
    });
    const progress = await there.runs.get(run?.name ?? '');
    expect(progress).toMatchObject({ phase: 'Succeeded', totals: { databases: 2, tables: 800 } });
  });
});
