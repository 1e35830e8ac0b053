import { generatedCatalog, startGlueEndpoint } from '../examples/glue-endpoint/index.ts';
import { ClavisClient, GlueCrawler, type RunProgress } from '../src/sdk/index.ts';
import { call, startMeasuredServer, type MeasuredServer } from './measured-server.ts';
import { rounded, type Finding } from './median.ts';

const size = { databases: 4, tables: 500, columns: 20 };
const tableCount = size.databases * size.tables;

async function runToEnd(client: ClavisClient, crawler: GlueCrawler): Promise<RunProgress> {
  const workflow = await client.workflows.submit(crawler.toWorkflow());
  const run = await client.workflows.latestRun(workflow.name);
  if (run === null) throw new Error(`workflow ${workflow.name} has no run`);
  let last: RunProgress | undefined;
  for await (const progress of client.runs.watch(run.name)) last = progress;
  if (last?.phase !== 'Succeeded')
    throw new Error(`the crawl ended in ${String(last?.phase)}: ${String(last?.message)}`);
  return last;
}

async function countColumns(server: MeasuredServer, connectionQualifiedName: string): Promise<number> {
  const filter = [{ term: { '__typeName.keyword': 'Column' } }, { term: { connectionQualifiedName } }];
  const answer = await call(server, '/api/meta/search/indexsearch', { dsl: { size: 1, query: { bool: { filter } } } });
  return (answer as { approximateCount: number }).approximateCount;
}

/** A first crawl of 2,000 tables × 20 columns from a generated endpoint; it counts only when every column is found again. */
export async function benchCrawl(): Promise<Finding> {
  const endpoint = await startGlueEndpoint({ catalog: generatedCatalog(size) });
  process.env.AWS_ENDPOINT_URL_GLUE = endpoint.url;
  const server = await startMeasuredServer();
  try {
    const client = new ClavisClient({ baseUrl: server.url, token: server.token });
    const { username } = await client.users.current();
    const crawler = new GlueCrawler({ name: 'bench', adminUsers: [username] })
      .direct('eu-central-1')
      .iamUserAuth('bench', 'bench');
    const startedAt = performance.now();
    await runToEnd(client, crawler);
    const seconds = (performance.now() - startedAt) / 1000;
    const columns = await countColumns(server, crawler.connectionQualifiedName);
    // Every generated table is partitioned by one key, which is a column too.
    if (columns !== tableCount * (size.columns + 1)) throw new Error(`${String(columns)} columns are searchable`);
    return {
      bench: 'crawl',
      ratio: null,
      goal: null,
      figures: {
        tablesPerMinute: rounded((tableCount / seconds) * 60, 0),
        columnsPerSecond: rounded(columns / seconds, 0),
        seconds: rounded(seconds, 1),
        callsToGlue: endpoint.requests.length,
      },
    };
  } finally {
    await server.stop();
    await endpoint.close();
  }
}
