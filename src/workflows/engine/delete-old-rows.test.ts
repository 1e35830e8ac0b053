import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../test/support/database.ts';
import { rerunWorkflow } from '../rerun-workflow.ts';
import { submitWorkflow } from '../submit-workflow.ts';
import { countWorkflow, createBench, type Bench } from '../testing/create-bench.ts';
import { deleteOldRows } from './delete-old-rows.ts';

const name = 'test-count-8000000001';
const retention = { logDays: 90, runDays: 365 };
const never = new AbortController().signal;

let bench: Bench;
beforeEach(async () => {
  bench = await createBench(await createTestDatabase());
});
afterEach(async () => bench.close());

async function rowsOf(table: 'run' | 'run_log' | 'run_step' | 'missed_run'): Promise<number> {
  const { rows } = await bench.database.pool.query<{ total: number }>(`SELECT count(*)::int AS total FROM ${table}`);
  return rows[0]?.total ?? 0;
}

async function finishedDaysAgo(runName: string, days: number): Promise<void> {
  await bench.database.pool.query(
    "UPDATE run SET state = 'succeeded', finished_at = now() - make_interval(days => $2) WHERE name = $1",
    [runName, days],
  );
}

async function writeLines(runName: string, { count, days }: { count: number; days: number }): Promise<void> {
  await bench.database.pool.query(
    `INSERT INTO run_log (run_id, level, message, at)
     SELECT id, 'info', 'line', now() - make_interval(days => $3) FROM run, generate_series(1, $2) WHERE name = $1`,
    [runName, count, days],
  );
}

async function submit(): Promise<string> {
  return (await submitWorkflow(bench.deps, bench.admin, countWorkflow(name))).runName;
}

async function rerun(): Promise<string> {
  return (await rerunWorkflow(bench.deps, bench.admin, { resourceName: name })).runName;
}

describe('what is older than its retention', () => {
  it('goes in one pass, however many batches that takes, and younger lines stay', async () => {
    const run = await submit();
    await writeLines(run, { count: 25_000, days: 91 });
    await writeLines(run, { count: 3, days: 89 });
    await deleteOldRows({ db: bench.database.db, retention }, never);
    expect(await rowsOf('run_log')).toBe(3);
  });

  it('goes with its steps and log; the newest run of a workflow stays, and so does one that is not over', async () => {
    const old = [await submit()];
    await finishedDaysAgo(old[0] ?? '', 400);
    for (let count = 0; count < 60; count += 1) {
      const next = await rerun();
      await finishedDaysAgo(next, 400);
      old.push(next);
    }
    await writeLines(old[0] ?? '', { count: 2, days: 1 });
    await deleteOldRows({ db: bench.database.db, retention }, never);
    const { rows } = await bench.database.pool.query<{ name: string }>('SELECT name FROM run');
    expect(rows).toEqual([{ name: old.at(-1) }]);
    expect([await rowsOf('run_log'), await rowsOf('run_step')]).toEqual([0, 1]);
    const working = await rerun();
    await deleteOldRows({ db: bench.database.db, retention: { ...retention, runDays: 1 } }, never);
    const { rows: left } = await bench.database.pool.query<{ name: string }>('SELECT name FROM run ORDER BY seq');
    expect(left).toEqual([{ name: working }]);
  });

  it('is skipped where somebody is at work on it, and nobody waits', async () => {
    const run = await submit();
    await writeLines(run, { count: 2, days: 91 });
    const client = await bench.database.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT 1 FROM run_log ORDER BY id LIMIT 1 FOR UPDATE');
      await deleteOldRows({ db: bench.database.db, retention }, never);
      expect(await rowsOf('run_log')).toBe(1);
      await client.query('ROLLBACK');
    } finally {
      client.release();
    }
    await deleteOldRows({ db: bench.database.db, retention }, never);
    expect(await rowsOf('run_log')).toBe(0);
  });

  it('stays when the node is stopping', async () => {
    const run = await submit();
    await writeLines(run, { count: 2, days: 91 });
    await deleteOldRows({ db: bench.database.db, retention }, AbortSignal.abort());
    expect(await rowsOf('run_log')).toBe(2);
  });
});
