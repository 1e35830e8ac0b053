import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { ClavisClient, GlueCrawler, isClavisError, type RunProgress } from '../../src/sdk/index.ts';
import { rounded, type Finding } from '../median.ts';
import type { GlueSet, Mishap } from './glue-sets.ts';
import { forgetPeak, readMegabytesNow, readPeakMegabytes } from './peak-memory.ts';
import { sumOfCalls, type EndpointHandle } from './start-endpoint.ts';
import { startServerProcess, type ServerProcess } from './start-server.ts';
import {
  countFound,
  countStored,
  countWritesSoFar,
  countWrittenSince,
  judgeArchived,
  readArchived,
  readMoment,
} from './stored-assets.ts';

export type Say = (line: string) => void;

interface Stage {
  readonly set: GlueSet;
  readonly endpoint: EndpointHandle;
  readonly server: ServerProcess;
  readonly sdk: ClavisClient;
  readonly database: pg.Client;
  readonly crawler: GlueCrawler;
  readonly say: Say;
}

/** One crawl as its caller sees it, and what it cost. */
interface Crawl {
  readonly progress: RunProgress;
  readonly seconds: number;
  readonly peakMegabytes: number;
  readonly calls: number;
}

const sayEveryMs = 10_000;

const unavailable = 503;
const askAgainMs = 1_000;

/** Waits for the run's end and says from time to time how far it is. A server that cannot answer for a while is waited for: that is time too. */
async function untilOver(stage: Stage, runName: string): Promise<RunProgress> {
  for (;;) {
    try {
      return await watchToEnd(stage, runName);
    } catch (error) {
      if (!isClavisError(error) || error.status !== unavailable) throw error;
      stage.say(`${stage.set.name}: ${error.message}`);
      await pause(askAgainMs);
    }
  }
}

async function watchToEnd({ sdk, set, say }: Stage, runName: string): Promise<RunProgress> {
  let saidAt = performance.now();
  let last: RunProgress | undefined;
  for await (const progress of sdk.runs.watch(runName)) {
    last = progress;
    if (performance.now() - saidAt < sayEveryMs) continue;
    saidAt = performance.now();
    const { tables = 0, assets = 0 } = progress.totals;
    say(`${set.name}: ${tables.toLocaleString('en')} tables, ${assets.toLocaleString('en')} assets`);
  }
  if (last === undefined) throw new Error(`run ${runName} told nothing`);
  return last;
}

async function crawl(stage: Stage, begin: () => Promise<string>): Promise<Crawl> {
  const { server, endpoint } = stage;
  await endpoint.takeCalls();
  forgetPeak(server.pid);
  const startedAt = performance.now();
  const progress = await untilOver(stage, await begin());
  const seconds = (performance.now() - startedAt) / 1000;
  const peakMegabytes = rounded(readPeakMegabytes(server.pid), 0);
  return { progress, seconds: rounded(seconds, 1), peakMegabytes, calls: sumOfCalls(await endpoint.takeCalls()) };
}

const again = (stage: Stage): Promise<Crawl> =>
  crawl(stage, async () => (await stage.sdk.workflows.rerun(stage.crawler.workflowName)).name);

function requireSuccess({ progress }: Crawl): void {
  if (progress.phase === 'Succeeded') return;
  throw new Error(`the crawl ended in ${progress.phase}: ${String(progress.message)}`);
}

/** The first crawl; every column that there is must be found by a search afterwards. */
async function measureFirst(stage: Stage): Promise<Finding> {
  const { set, endpoint, server, sdk, database, crawler } = stage;
  const idleMegabytes = rounded(readMegabytesNow(server.pid), 0);
  const first = await crawl(stage, async () => {
    const { name } = await sdk.workflows.submit(crawler.toWorkflow());
    const run = await sdk.workflows.latestRun(name);
    if (run === null) throw new Error(`workflow ${name} has no run`);
    return run.name;
  });
  // The sample catalog has tables that are reported by name; what it loses is counted.
  if (set.size !== null) requireSuccess(first);
  const connection = crawler.connectionQualifiedName;
  const stored = await countStored(database, connection);
  const columnsFound = await countFound(server, connection, 'Column');
  const { seconds, peakMegabytes, calls } = first;
  const partitionKeys = 1;
  const columnsLost =
    set.size === null ? {} : { columnsLost: endpoint.listed * (set.size.columns + partitionKeys) - columnsFound };
  return {
    ...{ bench: `glue/${set.name}/clavis/first`, ratio: null, goal: null, limits: set.limits.first },
    figures: {
      tablesPerMinute: rounded((stored.tables / seconds) * 60, 0),
      ...{
        seconds,
        idleMegabytes,
        peakMegabytes,
        calls,
        listed: endpoint.listed,
        lost: endpoint.listed - stored.tables,
      },
      ...{ columns: stored.columns, columnsFound, ...columnsLost },
    },
  };
}

async function measureUnchanged(stage: Stage): Promise<Finding> {
  const { set, database, crawler } = stage;
  const writesBefore = await countWritesSoFar(database);
  const moment = await readMoment(database);
  const { seconds, peakMegabytes, calls } = await again(stage);
  const rowsWritten = await countWrittenSince(database, crawler.connectionQualifiedName, moment);
  const rowsWrittenInAll = (await countWritesSoFar(database)) - writesBefore;
  return {
    ...{ bench: `glue/${set.name}/clavis/unchanged`, ratio: null, goal: null, limits: set.limits.unchanged },
    figures: { seconds, peakMegabytes, calls, rowsWritten, rowsWrittenInAll },
  };
}

/** Something befalls the source, it is crawled, and all is well again. */
async function measureMishap(stage: Stage, mishap: Mishap): Promise<Finding> {
  const { set, endpoint, database, crawler } = stage;
  const connection = crawler.connectionQualifiedName;
  await endpoint.suffer(mishap);
  const { seconds, calls, progress } = await again(stage);
  const { rightly, wrongly } = judgeArchived(await readArchived(database, connection), mishap);
  await endpoint.suffer('none');
  requireSuccess(await again(stage));
  const { tables } = await countStored(database, connection);
  return {
    ...{ bench: `glue/${set.name}/clavis/${mishap}`, ratio: null, goal: null },
    figures: {
      ...{ seconds, calls, failed: progress.phase === 'Failed' ? 1 : 0 },
      ...{ archived: rightly, wronglyArchived: wrongly, lostAfterwards: endpoint.listed - tables },
    },
    limits: { wronglyArchived: 0, lostAfterwards: 0 },
  };
}

async function openStage(set: GlueSet, endpoint: EndpointHandle, say: Say): Promise<Stage> {
  const server = await startServerProcess(endpoint.url);
  const database = new pg.Client({ connectionString: server.databaseUrl });
  await database.connect();
  const sdk = new ClavisClient({ baseUrl: server.url, token: server.token });
  const { username } = await sdk.users.current();
  const crawler = new GlueCrawler({ name: `bench ${set.name}`, adminUsers: [username] })
    .direct('eu-central-1')
    .iamUserAuth('bench', 'bench');
  return { set, endpoint, server, sdk, database, crawler, say };
}

/** Crawls the set for the first time, unchanged, and after each of its mishaps. */
export async function crawlByClavis(set: GlueSet, endpoint: EndpointHandle, say: Say): Promise<Finding[]> {
  const stage = await openStage(set, endpoint, say);
  try {
    const findings = [await measureFirst(stage)];
    for (const mishap of set.mishaps) {
      say(`${set.name}: clavis again, ${mishap === 'none' ? 'unchanged' : mishap}`);
      findings.push(await (mishap === 'none' ? measureUnchanged(stage) : measureMishap(stage, mishap)));
    }
    return findings;
  } finally {
    await stage.database.end();
    await stage.server.stop();
  }
}
