import { CatalogError } from '../../foundation/index.ts';
import type { PrincipalNow } from '../../identity/index.ts';
import { readActor } from '../read-actor.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { findPackageById } from '../find-package.ts';
import { requireMayRun } from '../hand-on-guard.ts';
import type { Package } from '../package.ts';
import type { ClaimedStep } from './claim-step.ts';
import { completeFinish, completePlan, completeStep } from './complete-step.ts';
import { describeFailure, failStep } from './fail-step.ts';
import { RunStopped } from './heartbeat.ts';
import { LeaseLost } from './lease.ts';
import { releaseStep } from './release-step.ts';
import { settleStopped } from './settle-stopped.ts';
import { createAttempt, type Attempt } from './step-context.ts';

/** The reason with which a node that shuts down aborts its steps. */
export class NodeStopping extends Error {
  constructor() {
    super('this node is shutting down');
    this.name = 'NodeStopping';
  }
}

/**
 * SECURITY: rights are looked up when they are used. Whoever is disabled while a run works, or may run it no longer, ends it at its next
 * step; a schedule is not more than the person behind it.
 */
function requireEntitled(deps: WorkflowsDeps, { principal, state }: PrincipalNow, packageId: string): void {
  const who = `the actor \`${principal.username}\`, who started this run,`;
  if (state !== 'active') throw new CatalogError('permission_denied', `${who} is ${state}`);
  requireMayRun(deps, principal, packageId);
}

function getRunnable(deps: WorkflowsDeps, packageId: string): Package {
  const found = findPackageById(deps, packageId);
  if (found !== null) return found;
  throw new CatalogError('package_not_runnable', `this server no longer knows the package \`${packageId}\``);
}

async function work(deps: WorkflowsDeps, claimed: ClaimedStep, attempt: Attempt): Promise<void> {
  const { run, step } = claimed;
  const runnable = getRunnable(deps, run.package_id);
  const config = runnable.parse(new Map(Object.entries(run.parameters)));
  const { context, hold } = attempt;
  switch (step.kind) {
    case 'plan':
      return completePlan(deps, hold, await runnable.plan(context, config));
    case 'step':
      await runnable.step(context, config, { key: step.key, label: step.label, input: step.input });
      return completeStep(deps, hold);
    case 'finish':
      await runnable.finish(context, config);
      return completeFinish(deps, hold);
  }
}

async function end(
  deps: WorkflowsDeps,
  claimed: ClaimedStep,
  { attempt, error }: { attempt: Attempt; error: unknown },
): Promise<void> {
  const { signal } = attempt.context;
  const { reason } = signal as { reason: unknown };
  if (error instanceof LeaseLost || reason instanceof LeaseLost) return;
  if (reason instanceof RunStopped) return void (await settleStopped(deps));
  if (reason instanceof NodeStopping) return releaseStep(deps, attempt.hold);
  const failure = describeFailure(error);
  const fields = {
    err: attempt.scrubber.scrubError(error),
    run: claimed.run.name,
    step: claimed.step.label,
    attempt: claimed.step.attempt,
  };
  deps.log.warn(fields, 'an attempt of a step failed');
  await failStep(deps, claimed, { ...failure, message: attempt.scrubber.scrub(failure.message) });
}

/**
 * One attempt of one step, from reading the actor to the end of the step, whichever that is. Never throws: what cannot be
 * recorded now (the database is away) is found by the rescuer when the lease lapses.
 */
export async function executeStep(deps: WorkflowsDeps, claimed: ClaimedStep, signal: AbortSignal): Promise<void> {
  try {
    const actor = await readActor(deps.db, claimed.run.started_by);
    const attempt = createAttempt(deps, { claimed, actor, signal });
    try {
      requireEntitled(deps, actor, claimed.run.package_id);
      await work(deps, claimed, attempt);
    } catch (error) {
      await end(deps, claimed, { attempt, error });
    }
  } catch (error) {
    if (error instanceof LeaseLost) return;
    deps.log.error(
      { err: error, run: claimed.run.name, step: claimed.step.label },
      'the end of a step could not be recorded',
    );
  }
}
