import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { fixedClock } from '../foundation/index.ts';
import { getRunProgress } from './get-run-progress.ts';
import { listRuns } from './list-runs.ts';
import { submitWorkflow } from './submit-workflow.ts';
import { countWorkflow, createBench, type Bench } from './testing/create-bench.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await createBench(await createTestDatabase(), fixedClock());
});
afterAll(() => bench.close());

describe('listing runs', () => {
  it('answers the newest first, each as its own progress says, and only what the actor may know of', async () => {
    expect(await listRuns(bench.deps, bench.admin, { limit: 10 })).toEqual([]);
    const names: string[] = [];
    for (const number of [1, 2, 3]) {
      const { runName } = await submitWorkflow(bench.deps, bench.admin, countWorkflow(`test-count-400000000${number}`));
      names.unshift(runName);
    }
    await bench.database.pool.query(
      `INSERT INTO run_total (run_id, step_id, name, value)
       SELECT run_id, id, 'counted', 7 FROM run_step WHERE run_id = (SELECT id FROM run WHERE name = $1)`,
      [names[0]],
    );
    const listed = await listRuns(bench.deps, bench.admin, { limit: 2 });
    expect(listed.map(({ run }) => run)).toEqual(names.slice(0, 2));
    for (const summary of listed) {
      const { log, lastError, result, ...progress } = await getRunProgress(bench.deps, bench.admin, summary.run);
      expect({ log, lastError, result }).toEqual({ log: [], lastError: null, result: null });
      expect(summary).toEqual(progress);
    }
    expect(listed.map(({ totals }) => totals)).toEqual([{ counted: 7 }, {}]);
    expect(await listRuns(bench.deps, bench.member, { limit: 10 })).toEqual([]);
  });
});
