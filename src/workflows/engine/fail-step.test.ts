import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../test/support/database.ts';
import { CatalogError } from '../../foundation/index.ts';
import { getRunProgress } from '../get-run-progress.ts';
import { attemptOf, claimNext, claimOnlyStep } from '../testing/claim-only-step.ts';
import { createBench, type Bench } from '../testing/create-bench.ts';
import type { ClaimedStep } from './claim-step.ts';
import { describeFailure, failStep, failuresMax } from './fail-step.ts';
import { rescuesMax, rescueSteps } from './rescue-steps.ts';
import { resendJobs } from './resend-jobs.ts';

let bench: Bench;
let claimed: ClaimedStep;
beforeEach(async () => {
  bench = await createBench(await createTestDatabase());
  claimed = await claimOnlyStep(bench, 'test-count-5000000001');
});
afterEach(async () => bench.close());

async function setStep(change: string): Promise<void> {
  await bench.database.pool.query(`UPDATE run_step SET ${change} WHERE id = $1`, [claimed.step.id]);
}

async function stateOf(): Promise<string | undefined> {
  const { rows } = await bench.database.pool.query<{ state: string }>('SELECT state FROM run_step WHERE id = $1', [
    claimed.step.id,
  ]);
  return rows[0]?.state;
}

const transient = describeFailure(new CatalogError('store_unavailable', 'the source does not answer'));

describe('a step that throws', () => {
  it('is tried again later, up to the limit, and then ends the run in error', async () => {
    await failStep(bench.deps, claimed, transient);
    expect(await stateOf()).toBe('retrying');
    await setStep(`state = 'running', lease_until = now(), failures = ${String(failuresMax - 1)}`);
    await failStep(bench.deps, claimed, transient);
    expect(await stateOf()).toBe('failed');
    expect(await getRunProgress(bench.deps, bench.admin, claimed.run.name)).toMatchObject({
      phase: 'Error',
      message: `the source does not answer (tried ${String(failuresMax)} times)`,
    });
  });

  it('starts counting anew at every checkpoint', async () => {
    await setStep(`failures = ${String(failuresMax - 1)}, rescues = 3`);
    const { context } = await attemptOf(bench, claimed);
    await context.transact((tx) => context.saveCheckpoint(tx, { next: 2 }));
    await failStep(bench.deps, claimed, transient);
    expect(await stateOf()).toBe('retrying');
  });

  it('ends the run at once when the input is to blame', async () => {
    await failStep(bench.deps, claimed, describeFailure(new CatalogError('permission_denied', 'not yours')));
    expect(await getRunProgress(bench.deps, bench.admin, claimed.run.name)).toMatchObject({
      phase: 'Failed',
      message: 'not yours',
    });
  });
});

describe('a step that kills its worker every time', () => {
  it('ends the run in error in the end', async () => {
    await setStep(`lease_until = now() - interval '1 s', rescues = ${String(rescuesMax)}`);
    await rescueSteps(bench.deps);
    expect(await getRunProgress(bench.deps, bench.admin, claimed.run.name)).toMatchObject({ phase: 'Error' });
    expect(await stateOf()).toBe('cancelled');
  });
});

describe('a job that was lost', () => {
  it('is sent again when nobody claimed its step for long', async () => {
    await setStep("state = 'queued', lease_until = NULL, queued_at = now(), run_after = now()");
    expect(await resendJobs(bench.deps)).toBe(0);
    expect(await claimNext(bench, 'two')).toBeNull();
    await setStep("queued_at = now() - interval '1 minute', run_after = now() - interval '1 minute'");
    expect(await resendJobs(bench.deps)).toBe(1);
    expect((await claimNext(bench, 'two'))?.step.id).toBe(claimed.step.id);
  });
});
