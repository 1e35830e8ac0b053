import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { generatedCatalog, type GlueRequest } from '../../examples/glue-endpoint/index.ts';
import { type CrawlBench, createCrawlBench } from './glue-crawl.ts';
import { seededRandom } from './seeded-random.ts';

const script = fileURLToPath(new URL('./glue-node.ts', import.meta.url));
const size = { databases: 3, tables: 60, columns: 3 };
const pageSize = 5;
const pagesPerDatabase = size.tables / pageSize;

interface Node {
  readonly child: ChildProcess;
  kill(): Promise<void>;
}

async function startNode(bench: CrawlBench): Promise<Node> {
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: 'EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'EXAMPLE',
    AWS_REGION: 'eu-central-1',
  };
  const words = [script, bench.database.url, bench.endpoint.url];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'], env });
  const dead = once(child, 'exit');
  const isReady = await Promise.race([once(child.stdout, 'data').then(() => true), dead.then(() => false)]);
  if (!isReady) throw new Error('the node ended before it was ready');
  return {
    child,
    kill: async () => {
      child.kill('SIGKILL');
      await dead;
    },
  };
}

const crawlInto = (bench: CrawlBench, id: string): Promise<string> =>
  bench.submit({
    'credential-guid': '',
    connection: JSON.stringify({
      typeName: 'Connection',
      attributes: { qualifiedName: `default/glue/${id}`, name: `lake ${id}`, connectorName: 'glue', adminUsers: [] },
    }),
  });

/** Everything stored under a connection, without its own name. */
async function stateOf(bench: CrawlBench, id: string): Promise<string[]> {
  const prefix = `default/glue/${id}/`;
  const own = (await bench.assets()).filter(({ qualifiedName }) => qualifiedName.startsWith(prefix));
  return own
    .map(({ typeName, state, qualifiedName }) => `${typeName} ${state} ${qualifiedName.slice(prefix.length)}`)
    .sort();
}

/** How often each page was asked for beyond once, by database. */
function repeatedPages(requests: readonly GlueRequest[]): number[] {
  const asks = requests.filter(({ operation, body }) => operation === 'GetTables' && body['MaxResults'] !== 1);
  const pages = asks.map(({ body }) => body);
  const byDatabase = Map.groupBy(pages, (body) => String(body['DatabaseName']));
  return [...byDatabase.values()].map((asked) => asked.length - pagesPerDatabase);
}

/**
 * Kills one of two nodes with `kill -9` at `points` random points of as many crawls; a third takes its place. Processes, because
 * nothing in a process can stand for what is lost with it.
 */
export function describeResume({ points, seed }: { readonly points: number; readonly seed: number }): void {
  describe('bar 4: resume', () => {
    let bench: CrawlBench;
    beforeAll(async () => {
      bench = await createCrawlBench({ isServerIdentityAllowed: true });
      bench.endpoint.configure({ catalog: generatedCatalog(size), pageSize, latencyMs: 20 });
    });
    afterAll(() => bench.close());

    it(`bar 4: resume - kill -9 at ${points} random points leaves the same final state, and at most one page of each database is read again`, async () => {
      const random = seededRandom(seed);
      let nodes = [await startNode(bench), await startNode(bench)];
      try {
        const undisturbed = await bench.finished(await crawlInto(bench, '1000'));
        expect(undisturbed.phase).toBe('Succeeded');
        const wanted = await stateOf(bench, '1000');
        for (let point = 1; point <= points; point += 1) {
          const id = String(1000 + point);
          bench.endpoint.requests.length = 0;
          const killAt = 1 + random.below(size.databases * pagesPerDatabase);
          const victim = random.below(nodes.length);
          const reached = new Promise<void>((resolve) => {
            let calls = 0;
            bench.endpoint.configure({ beforeCall: () => void ((calls += 1) === killAt && resolve()) });
          });
          const runName = await crawlInto(bench, id);
          await reached;
          await nodes[victim]?.kill();
          nodes = nodes.filter((_node, index) => index !== victim);
          nodes.push(await startNode(bench));
          const progress = await bench.finished(runName);
          expect(progress).toMatchObject({ phase: 'Succeeded', totals: undisturbed.totals });
          expect(await stateOf(bench, id)).toEqual(wanted);
          for (const repeated of repeatedPages(bench.endpoint.requests)) expect(repeated).toBeLessThanOrEqual(1);
        }
      } finally {
        for (const node of nodes) await node.kill();
      }
    }, 3_600_000);
  });
}
