import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { generatedCatalog } from '../../examples/glue-endpoint/index.ts';
import { type CrawlBench, createCrawlBench } from '../support/glue-crawl.ts';

const script = fileURLToPath(new URL('../support/glue-node.ts', import.meta.url));
/** `CLAVIS_LONG_TABLES=1000000 npm run test:long -- glue-memory` crawls the million, which takes hours on a small machine. */
const tables = Number(process.env['CLAVIS_LONG_TABLES'] ?? 100_000);
const databases = 10;
const residentMbMax = 300;

let bench: CrawlBench;
beforeAll(async () => {
  bench = await createCrawlBench({ isServerIdentityAllowed: true });
});
afterAll(() => bench.close());

/** The most that a process ever held, as Linux counts it. */
async function peakMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1024;
}

async function untilOver(runName: string): Promise<string> {
  for (;;) {
    const { rows } = await bench.database.pool.query<{ state: string; finished: boolean }>(
      'SELECT state, finished_at IS NOT NULL AS finished FROM run WHERE name = $1',
      [runName],
    );
    if (rows[0]?.finished === true) return rows[0].state;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

describe('bar 7: constant memory', () => {
  it(`bar 7: constant memory - ${tables} tables are planned, crawled and crawled again in less than ${residentMbMax} MB`, async () => {
    bench.endpoint.configure({ catalog: generatedCatalog({ databases, tables: tables / databases, columns: 1 }) });
    const env = {
      ...process.env,
      ...{ AWS_ACCESS_KEY_ID: 'EXAMPLE', AWS_SECRET_ACCESS_KEY: 'EXAMPLE', AWS_REGION: 'eu-central-1' },
    };
    const words = [script, bench.database.url, bench.endpoint.url];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'], env });
    try {
      await once(child.stdout, 'data');
      for (const parameters of [{ 'dry-run': 'true' }, {}, {}]) {
        // The endpoint keeps every request, and it is in this process, not in the one that is measured.
        bench.endpoint.requests.length = 0;
        expect(await untilOver(await bench.submit({ 'credential-guid': '', ...parameters }))).toBe('succeeded');
        expect(await peakMb(child.pid ?? 0)).toBeLessThan(residentMbMax);
      }
      const { rows } = await bench.database.pool.query(
        `SELECT count(*)::int AS n FROM asset WHERE type_name = 'Table'`,
      );
      expect(rows).toEqual([{ n: tables }]);
    } finally {
      child.kill('SIGKILL');
    }
  }, 36_000_000);
});
