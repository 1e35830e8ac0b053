import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../test/support/database.ts';
import { getRunProgress, type RunProgress } from '../get-run-progress.ts';
import { rerunWorkflow } from '../rerun-workflow.ts';
import { stopRun } from '../stop-run.ts';
import { submitWorkflow } from '../submit-workflow.ts';
import { countWorkflow, createBench, eventually, type Bench } from '../testing/create-bench.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await createBench(await createTestDatabase());
  await bench.createEngine().start();
});
afterAll(async () => bench.close());

async function submit(name: string, parameters: Record<string, string | number> = {}): Promise<string> {
  const { runName } = await submitWorkflow(bench.deps, bench.admin, countWorkflow(name, parameters));
  return runName;
}

async function progressOf(runName: string): Promise<RunProgress> {
  return getRunProgress(bench.deps, bench.admin, runName);
}

async function ended(runName: string): Promise<RunProgress> {
  return eventually(async () => {
    const progress = await progressOf(runName);
    return progress.finishedAt === null ? null : progress;
  });
}

async function counted(runName: string): Promise<string[]> {
  const { rows } = await bench.database.pool.query<{ step: string; number: number }>(
    'SELECT step, number FROM counted WHERE run = $1 ORDER BY step, number',
    [runName],
  );
  return rows.map(({ step, number }) => `${step}:${String(number)}`);
}

function expected(steps: number, to: number): string[] {
  return Array.from({ length: steps }, (_, step) =>
    Array.from({ length: to }, (_, index) => `step-${step}:${index + 1}`),
  ).flat();
}

describe('a run', () => {
  it('plans, counts every number once, finishes, and tells how far it is', async () => {
    const runName = await submit('test-count-1000000001', { steps: 6, to: 4 });
    const progress = await ended(runName);
    expect(progress).toMatchObject({
      phase: 'Succeeded',
      totals: { numbers: 24, numbersTotal: 24 },
      steps: { done: 7, total: 7 },
    });
    expect(await counted(runName)).toEqual(expected(6, 4));
    expect(progress.log.map(({ message }) => message)).toContain('counted 24 of 24');
  });

  it('with nothing to do goes from plan to finish', async () => {
    expect(await ended(await submit('test-count-1000000002', { steps: 0 }))).toMatchObject({ phase: 'Succeeded' });
  });

  it('works on no more than four steps at a time', async () => {
    const runName = await submit('test-count-1000000003', { steps: 8, to: 3, 'pause-ms': 40 });
    let most = 0;
    await eventually(async () => {
      const { rows } = await bench.database.pool.query<{ busy: number }>(
        `SELECT count(*)::int AS busy FROM run_step JOIN run ON run.id = run_step.run_id
         WHERE run.name = $1 AND run_step.kind = 'step' AND run_step.state IN ('queued', 'running')`,
        [runName],
      );
      most = Math.max(most, rows[0]?.busy ?? 0);
      return (await progressOf(runName)).finishedAt;
    });
    expect(most).toBe(4);
  });

  it('tries a step that threw again, from its last checkpoint', async () => {
    const runName = await submit('test-count-1000000004', { steps: 1, to: 3, trouble: 'flaky' });
    expect(await ended(runName)).toMatchObject({ phase: 'Succeeded' });
    expect(await counted(runName)).toEqual(expected(1, 3));
  });

  it('fails at once with the words of an error that blames the input', async () => {
    const progress = await ended(await submit('test-count-1000000005', { steps: 3, trouble: 'fault' }));
    expect(progress.phase).toBe('Failed');
    expect(progress.message).toMatch(/was given nonsense$/);
  });

  it('keeps the text of an unexpected error out of what people read', async () => {
    await submit('test-count-1000000006', { steps: 1, to: 1, trouble: 'broken' });
    const line = await eventually(
      async () => (await progressOf('test-count-1000000006')).log.find(({ level }) => level === 'warn') ?? null,
    );
    expect(line.message).toBe(
      'count number 0: unexpected Error; the log of the server has the details; next try in 1 s',
    );
  });

  it('of the same workflow waits until the one before it is over', async () => {
    const first = await submit('test-count-1000000007', { steps: 1, to: 6, 'pause-ms': 50 });
    const { runName: second } = await rerunWorkflow(bench.deps, bench.admin, { resourceName: 'test-count-1000000007' });
    const { runName: repeated } = await rerunWorkflow(bench.deps, bench.admin, {
      resourceName: 'test-count-1000000007',
    });
    expect(repeated).toBe(second);
    const [one, two] = [await ended(first), await ended(second)];
    expect([one.phase, two.phase]).toEqual(['Succeeded', 'Succeeded']);
    expect(two.startedAt?.getTime()).toBeGreaterThanOrEqual(one.finishedAt?.getTime() ?? Infinity);
  });
});

describe('stopping', () => {
  it('is answered while still running, ends the run within seconds, and nothing is written afterwards', async () => {
    const runName = await submit('test-count-1000000010', { steps: 2, to: 10_000, 'pause-ms': 5 });
    await eventually(async () => ((await counted(runName)).length > 3 ? true : null));
    const answer = await stopRun(bench.deps, bench.admin, runName);
    expect(answer).toMatchObject({
      status: {
        phase: 'Running',
        storedWorkflowTemplateSpec: { workflowTemplateRef: { name: 'test-count-1000000010' } },
      },
    });
    const progress = await ended(runName);
    expect(progress).toMatchObject({ phase: 'Failed', message: 'stopped on request of `ada`' });
    const { rows: took } = await bench.database.pool.query<{ seconds: number }>(
      `SELECT extract(epoch FROM run.finished_at - audit_record.at)::float8 AS seconds FROM run
       JOIN audit_record ON audit_record.action = 'run.stop' AND audit_record.object_id = run.name WHERE run.name = $1`,
      [runName],
    );
    expect(took[0]?.seconds).toBeLessThan(5);
    const atEnd = await counted(runName);
    // Long enough for the workers to have counted on, had they been able to.
    await ended(await submit('test-count-1000000012', { steps: 1, to: 20, 'pause-ms': 5 }));
    expect(await counted(runName)).toEqual(atEnd);
  });

  it('takes the name of the workflow, and a run that has not begun', async () => {
    const first = await submit('test-count-1000000011', { steps: 1, to: 1_000, 'pause-ms': 5 });
    const { runName: waiting } = await rerunWorkflow(bench.deps, bench.admin, {
      resourceName: 'test-count-1000000011',
    });
    await stopRun(bench.deps, bench.admin, waiting);
    expect((await ended(waiting)).phase).toBe('Failed');
    expect(await counted(waiting)).toEqual([]);
    await stopRun(bench.deps, bench.admin, 'test-count-1000000011');
    expect((await ended(first)).phase).toBe('Failed');
  });
});

describe('many at once', () => {
  it('runs, reruns and stops of the same workflows all come to an end, and none waits for another for ever', async () => {
    const other = bench.createEngine();
    await other.start();
    const names = [1, 2, 3, 4].map((digit) => `test-count-110000000${String(digit)}`);
    const started = names.flatMap((name) => [1, 2, 3, 4].map((to) => submit(name, { steps: 3, to, 'pause-ms': 3 })));
    const runNames = await Promise.all(started);
    await Promise.all(
      runNames.filter((_, index) => index % 3 === 0).map((name) => stopRun(bench.deps, bench.admin, name)),
    );
    const phases = await Promise.all(runNames.map(async (name) => (await ended(name)).phase));
    expect(new Set(phases)).toEqual(new Set(['Succeeded', 'Failed']));
    await other.stop();
    expect(bench.logged.filter((line) => line.includes('deadlock'))).toEqual([]);
  });
});

describe('rights', () => {
  it('are looked up at every step: a disabled actor ends its run', async () => {
    const eve = await bench.createActor('eve', 'admin');
    const { runName } = await submitWorkflow(
      bench.deps,
      eve,
      countWorkflow('test-count-1000000020', { steps: 9, to: 20, 'pause-ms': 10 }),
    );
    await eventually(async () => ((await counted(runName)).length > 1 ? true : null));
    await bench.database.pool.query("UPDATE actor SET state = 'disabled' WHERE username = 'eve'");
    expect(await ended(runName)).toMatchObject({
      phase: 'Failed',
      message: 'the actor `eve`, who started this run, is disabled',
    });
  });
});

describe('the death of a node', () => {
  it('kill -9 in the middle of four steps: another node goes on, every number is counted exactly once', async () => {
    // A bench of its own, so that the dying node is the only one there is.
    const own = await createBench(await createTestDatabase());
    const script = fileURLToPath(new URL('../testing/engine-process.ts', import.meta.url));
    const child = spawn(process.execPath, [script, own.database.url, own.key.toString('base64')], { stdio: 'inherit' });
    try {
      const { runName } = await submitWorkflow(
        own.deps,
        own.admin,
        countWorkflow('test-count-1000000030', { steps: 5, to: 20, 'pause-ms': 15 }),
      );
      const numbers = async (): Promise<number> => (await own.database.pool.query('SELECT 1 FROM counted')).rows.length;
      await eventually(async () => ((await numbers()) > 20 ? true : null));
      const dead = once(child, 'exit');
      child.kill('SIGKILL');
      await dead;
      expect(await numbers()).toBeLessThan(100);
      const diedAt = performance.now();
      await own.createEngine().start();
      const progress = await eventually(async () => {
        const seen = await getRunProgress(own.deps, own.admin, runName);
        return seen.finishedAt === null ? null : seen;
      }, 25_000);
      expect(progress).toMatchObject({ phase: 'Succeeded', totals: { numbers: 100 } });
      expect(performance.now() - diedAt).toBeLessThan(20_000);
      const { rows } = await own.database.pool.query('SELECT DISTINCT step, number FROM counted');
      expect([rows.length, await numbers()]).toEqual([100, 100]);
    } finally {
      child.kill('SIGKILL');
      await own.close();
    }
  }, 60_000);

  it('kill -9 of one of two nodes: the other takes its steps over within 30 s, and none is counted twice', async () => {
    const own = await createBench(await createTestDatabase());
    const script = fileURLToPath(new URL('../testing/engine-process.ts', import.meta.url));
    // Two at once, so that neither takes all four that a run may have.
    const words = [script, own.database.url, own.key.toString('base64'), '2'];
    const nodes = [1, 2].map(() => spawn(process.execPath, words, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] }));
    const [victim, other] = nodes;
    const busyWorkers = async (): Promise<string[]> => {
      const { rows } = await own.database.pool.query<{ worker: string }>(
        "SELECT DISTINCT worker FROM run_step WHERE kind = 'step' AND state = 'running'",
      );
      return rows.map(({ worker }) => worker);
    };
    try {
      // One that comes late finds nothing left to do.
      await Promise.all(nodes.map((node) => once(node, 'message')));
      const { runName } = await submitWorkflow(
        own.deps,
        own.admin,
        countWorkflow('test-count-1000000032', { steps: 8, to: 40, 'pause-ms': 100 }),
      );
      await eventually(async () => ((await busyWorkers()).length === 2 ? true : null), 60_000);
      const { rows: killed } = await own.database.pool.query<{ at: Date }>('SELECT clock_timestamp() AS at');
      victim?.kill('SIGKILL');
      const progress = await eventually(async () => {
        const seen = await getRunProgress(own.deps, own.admin, runName);
        return seen.finishedAt === null ? null : seen;
      }, 120_000);
      expect(progress).toMatchObject({ phase: 'Succeeded', totals: { numbers: 320 } });
      // By the clock of the database, the one that leases are measured by.
      const taken = progress.log.find(({ message }) => message.includes('the worker was lost'));
      expect((taken?.at.getTime() ?? Infinity) - (killed[0]?.at.getTime() ?? 0)).toBeLessThan(30_000);
      const { rows } = await own.database.pool.query('SELECT step, number FROM counted');
      expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(320);
      expect(rows).toHaveLength(320);
    } finally {
      victim?.kill('SIGKILL');
      other?.kill('SIGKILL');
      await own.close();
    }
  }, 180_000);

  it('a node that shuts down gives its steps back at once', async () => {
    const own = await createBench(await createTestDatabase());
    try {
      const first = own.createEngine();
      await first.start();
      const { runName } = await submitWorkflow(
        own.deps,
        own.admin,
        countWorkflow('test-count-1000000031', { steps: 2, to: 30, 'pause-ms': 10 }),
      );
      await eventually(async () =>
        (await own.database.pool.query('SELECT 1 FROM counted')).rows.length > 5 ? true : null,
      );
      await first.stop();
      const { rows } = await own.database.pool.query<{ state: string }>(
        "SELECT state FROM run_step WHERE kind = 'step'",
      );
      expect(rows.map(({ state }) => state)).toEqual(['queued', 'queued']);
      await own.createEngine().start();
      const seen = await eventually(async () => {
        const progress = await getRunProgress(own.deps, own.admin, runName);
        return progress.finishedAt === null ? null : progress;
      }, 20_000);
      expect(seen).toMatchObject({ phase: 'Succeeded', totals: { numbers: 60 } });
      expect((await own.database.pool.query('SELECT 1 FROM counted')).rows.length).toBe(60);
    } finally {
      await own.close();
    }
  });
});
