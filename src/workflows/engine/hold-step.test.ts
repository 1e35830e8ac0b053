import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../test/support/database.ts';
import { sql } from '../../postgres/index.ts';
import { stopRun } from '../stop-run.ts';
import { submitWorkflow } from '../submit-workflow.ts';
import { attemptOf, claimNext, claimOnlyStep } from '../testing/claim-only-step.ts';
import { countWorkflow, createBench, type Bench } from '../testing/create-bench.ts';
import { claimStep, type ClaimedStep } from './claim-step.ts';
import { completeStep } from './complete-step.ts';
import { LeaseLost } from './lease.ts';
import { rescueSteps } from './rescue-steps.ts';
import { settleStopped } from './settle-stopped.ts';
import { type Attempt } from './step-context.ts';

let bench: Bench;
// One each: a job that a test leaves behind would be taken by the next.
beforeEach(async () => {
  bench = await createBench(await createTestDatabase());
});
afterEach(async () => bench.close());

async function letLeaseLapse(claimed: ClaimedStep): Promise<void> {
  const past = sql<Date>`clock_timestamp() - interval '1 second'`;
  await bench.deps.db.updateTable('run_step').set({ lease_until: past }).where('id', '=', claimed.step.id).execute();
}

async function count(attempt: Attempt, number: number): Promise<void> {
  const { context } = attempt;
  await context.transact(async (tx) => {
    await sql`INSERT INTO counted VALUES (${context.runName}, 'only', ${number})`.execute(tx);
    await context.progress({ numbers: 1 }, tx);
    await context.saveCheckpoint(tx, { next: number + 1 });
  });
}

describe('a worker that was thought dead', () => {
  it('can write nothing once another has its step: no row, no total, no checkpoint, no line, no end', async () => {
    const first = await claimOnlyStep(bench, 'test-count-4000000001');
    const zombie = await attemptOf(bench, first);
    await count(zombie, 1);
    await letLeaseLapse(first);
    expect(await rescueSteps(bench.deps)).toBe(1);
    const second = await claimNext(bench, 'two');
    if (second === null) throw new Error('nobody took the step');
    expect(second.step).toMatchObject({ attempt: 2, checkpoint: { next: 2 } });
    await expect(count(zombie, 2)).rejects.toThrow(LeaseLost);
    await expect(zombie.context.progress({ numbers: 5 })).rejects.toThrow(LeaseLost);
    await expect(zombie.context.log('info', 'still here')).rejects.toThrow(LeaseLost);
    await expect(completeStep(bench.deps, zombie.hold)).rejects.toThrow(LeaseLost);
    const heir = await attemptOf(bench, second);
    await count(heir, 2);
    expect(await heir.context.totals()).toEqual({ numbers: 2 });
    await completeStep(bench.deps, heir.hold);
    await expect(completeStep(bench.deps, heir.hold)).rejects.toThrow(LeaseLost);
  });

  it('keeps its step while a transaction of it is open, and the lease is fresh after that', async () => {
    const claimed = await claimOnlyStep(bench, 'test-count-4000000002');
    const attempt = await attemptOf(bench, claimed);
    await attempt.context.transact(async (tx) => {
      const past = sql<Date>`clock_timestamp() - interval '1 second'`;
      await tx.updateTable('run_step').set({ lease_until: past }).where('id', '=', claimed.step.id).execute();
      await attempt.context.log('info', 'a line beside the open transaction');
      expect(await rescueSteps(bench.deps)).toBe(0);
    });
    expect(await rescueSteps(bench.deps)).toBe(0);
    await count(attempt, 1);
  });

  it('writes nothing after the run was stopped', async () => {
    const claimed = await claimOnlyStep(bench, 'test-count-4000000003');
    const attempt = await attemptOf(bench, claimed);
    await stopRun(bench.deps, bench.admin, claimed.run.name);
    await settleStopped(bench.deps);
    await expect(count(attempt, 1)).rejects.toThrow(LeaseLost);
  });
});

describe('a job', () => {
  it('that comes twice claims once', async () => {
    await submitWorkflow(bench.deps, bench.admin, countWorkflow('test-count-4000000004'));
    const [job] = await bench.deps.queue.take(1);
    if (job === undefined) throw new Error('no job');
    const claims = await Promise.all(['one', 'two', 'three'].map((worker) => claimStep(bench.deps, job, worker)));
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
  });
});
