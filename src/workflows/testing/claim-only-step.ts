import { readActor } from '../read-actor.ts';
import { claimStep, type ClaimedStep } from '../engine/claim-step.ts';
import { completePlan } from '../engine/complete-step.ts';
import { createAttempt, type Attempt } from '../engine/step-context.ts';
import { submitWorkflow } from '../submit-workflow.ts';
import { countWorkflow, type Bench } from './create-bench.ts';

/** Takes one job and claims its step, as a worker of that name. */
export async function claimNext({ deps }: Bench, worker: string): Promise<ClaimedStep | null> {
  for (const job of await deps.queue.take(1)) return claimStep(deps, job, worker);
  return null;
}

/** What a package would work with in the hands of that worker. */
export async function attemptOf({ deps }: Bench, claimed: ClaimedStep): Promise<Attempt> {
  const actor = await readActor(deps.db, claimed.run.started_by);
  return createAttempt(deps, { claimed, actor, signal: new AbortController().signal });
}

/** A claimed step of a new run that has just this one; no other job lies in the queue. */
export async function claimOnlyStep(bench: Bench, name: string): Promise<ClaimedStep> {
  await submitWorkflow(bench.deps, bench.admin, countWorkflow(name));
  const plan = await claimNext(bench, 'one');
  if (plan === null) throw new Error('no plan step');
  const { hold } = await attemptOf(bench, plan);
  await completePlan(bench.deps, hold, [{ key: 'only', label: 'only', input: {} }]);
  const step = await claimNext(bench, 'one');
  if (step === null) throw new Error('no step');
  return step;
}
