import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../test/support/database.ts';
import { getRunProgress } from '../get-run-progress.ts';
import { stopRun } from '../stop-run.ts';
import { submitWorkflow } from '../submit-workflow.ts';
import { countWorkflow, createBench, eventually, type Bench } from '../testing/create-bench.ts';
import { claimStep } from './claim-step.ts';
import type { RunLimits } from './run-limits.ts';
import { createWorkflowEngine, type WorkflowEngine } from './workflow-engine.ts';

let bench: Bench;
const engines: WorkflowEngine[] = [];
beforeEach(async () => {
  bench = await createBench(await createTestDatabase());
});
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop();
  await bench.close();
});

async function start(limits: RunLimits): Promise<void> {
  const engine = createWorkflowEngine({ ...bench.deps, limits, drainMs: 5_000 });
  engines.push(engine);
  await engine.start();
}

async function submit(digit: number, parameters: Record<string, string | number>): Promise<string> {
  const body = countWorkflow(`test-count-600000000${String(digit)}`, parameters);
  return (await submitWorkflow(bench.deps, bench.admin, body)).runName;
}

async function atWork(): Promise<number> {
  const { rows } = await bench.database.pool.query<{ total: number }>(
    "SELECT count(*)::int AS total FROM run WHERE state = 'running'",
  );
  return rows[0]?.total ?? 0;
}

/** Waits until all are over, and tells how many worked at once at most and the order they began in. */
async function watchAll(runNames: readonly string[]): Promise<{ most: number; begun: string[] }> {
  let most = 0;
  await eventually(async () => {
    most = Math.max(most, await atWork());
    const all = await Promise.all(runNames.map((name) => getRunProgress(bench.deps, bench.admin, name)));
    return all.every(({ finishedAt }) => finishedAt !== null) ? true : null;
  }, 60_000);
  const { rows } = await bench.database.pool.query<{ name: string }>('SELECT name FROM run ORDER BY began_at, seq');
  return { most, begun: rows.map(({ name }) => name) };
}

describe('the runs of one package', () => {
  it('work no more than allowed at a time, on two nodes, and begin in the order they were submitted', async () => {
    const runNames: string[] = [];
    for (const digit of [1, 2, 3, 4, 5]) runNames.push(await submit(digit, { steps: 1, to: 4, 'pause-ms': 20 }));
    const limits = { runsPerPackageMax: 1, runsPerConnectionMax: null };
    await start(limits);
    await start(limits);
    const { most, begun } = await watchAll(runNames);
    expect(most).toBe(1);
    expect(begun).toEqual(runNames);
  }, 90_000);
});

describe('the runs for one connection', () => {
  it('wait for each other with the reason in the run, and those for another go past them', async () => {
    const forOne = { connection_qualified_name: 'default/glue/1', steps: 1, to: 100_000, 'pause-ms': 20 };
    const first = await submit(1, forOne);
    const second = await submit(2, forOne);
    const third = await submit(3, forOne);
    const other = await submit(4, { connection_qualified_name: 'default/glue/2', steps: 1, to: 1 });
    await start({ runsPerPackageMax: null, runsPerConnectionMax: 1 });
    await watchAll([other]);
    const waiting = await eventually(async () => {
      const progress = await getRunProgress(bench.deps, bench.admin, third);
      return progress.message === null ? null : progress;
    });
    expect(waiting).toMatchObject({
      phase: 'Pending',
      message: 'waits for its turn: at most 1 of the runs of `default/glue/1` work at a time; 1 before it in line',
    });
    await stopRun(bench.deps, bench.admin, first);
    const begun = await eventually(async () => {
      const progress = await getRunProgress(bench.deps, bench.admin, second);
      return progress.phase === 'Running' ? progress : null;
    });
    expect(begun.message).toBeNull();
    // One that waits can be stopped, and lets go of nothing but its place.
    await stopRun(bench.deps, bench.admin, third);
    await stopRun(bench.deps, bench.admin, second);
    await watchAll([second, third]);
  }, 90_000);
});

describe('claims of many nodes at once', () => {
  it('let no more begin than there is room for', async () => {
    for (const digit of [1, 2, 3, 4, 5, 6]) await submit(digit, { steps: 1 });
    const deps = { ...bench.deps, limits: { runsPerPackageMax: 2, runsPerConnectionMax: null } };
    const jobs = await bench.deps.queue.take(10);
    const claims = await Promise.all(jobs.map((job, index) => claimStep(deps, job, `node ${String(index)}`)));
    expect(claims.filter((claim) => claim !== null).length).toBeLessThanOrEqual(2);
    expect(await atWork()).toBeLessThanOrEqual(2);
  });
});
