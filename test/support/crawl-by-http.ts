import { join } from 'node:path';
import { type GlueEndpoint } from '../../examples/glue-endpoint/index.ts';
import { ClavisClient, GlueCrawler, type RunProgress } from '../../src/sdk/index.ts';
import { eventually } from './eventually.ts';
import { readBootstrapFile, type ServerProcess, type ServerStage } from './server-process.ts';

/** A server process on a given database, which any number of processes may follow one another on. */
export interface CrawlServer {
  /** The first admin, talking to the newest process. */
  client(): ClavisClient;
  process(): ServerProcess;
  /** Ends the process as a power cut would, and starts another. */
  killAndRestart(): Promise<void>;
}

export interface CrawlServerOptions {
  readonly stage: ServerStage;
  readonly databaseUrl: string;
  readonly glueUrl: string;
}

export async function startCrawlServer({ stage, databaseUrl, glueUrl }: CrawlServerOptions): Promise<CrawlServer> {
  const dataDir = await stage.folder();
  const file = join(dataDir, 'first-admin.json');
  const start = () =>
    stage.start({
      dataDir,
      flags: ['--bootstrap-file', file, '--database-url', databaseUrl],
      environment: { AWS_ENDPOINT_URL_GLUE: glueUrl },
    });
  let server = await start();
  const { token } = await readBootstrapFile(file);
  return {
    client: () => new ClavisClient({ baseUrl: server.url, token }),
    process: () => server,
    killAndRestart: async () => {
      await server.kill();
      server = await start();
    },
  };
}

let crawls = 0;

/** A crawl with its own connection and keys that the endpoint takes unless it was told otherwise. */
export function newCrawler(region = 'eu-central-1'): GlueCrawler {
  crawls += 1;
  const at = new Date(1_735_500_000_000 + crawls * 1000);
  return new GlueCrawler({ name: 'lake', adminUsers: ['admin'] }, at)
    .direct(region)
    .iamUserAuth('EXAMPLE', 'not-a-secret');
}

/** How the newest run of the workflow ended. Survives restarts of the server. */
export async function waitForEnd(
  client: () => ClavisClient,
  workflowName: string,
  limitMs = 60_000,
): Promise<RunProgress> {
  return eventually(
    'the run ends',
    async () => {
      const run = await client().workflows.latestRun(workflowName);
      return run === null || run.finishedAt === null ? null : client().runs.get(run.name);
    },
    limitMs,
  );
}

/** How often each page of tables was asked for, by database and continuation token. */
export function countPageReads(endpoint: GlueEndpoint): Map<string, number> {
  const reads = new Map<string, number>();
  for (const { operation, body } of endpoint.requests) {
    // The listing of names alone that looks for what is gone is another one.
    if (operation !== 'GetTables' || body['AttributesToGet'] !== undefined) continue;
    // So is the look at one table by which a run finds out whether it may read any.
    if (body['MaxResults'] === 1) continue;
    const page = JSON.stringify([body['DatabaseName'], body['NextToken'] ?? null]);
    reads.set(page, (reads.get(page) ?? 0) + 1);
  }
  return reads;
}
