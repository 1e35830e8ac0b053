import { assertNever } from '../../foundation/index.ts';
import { type ClavisClient } from '../../sdk/index.ts';
import { type Plan } from '../plan/plan.ts';
import { type WorkspaceReading } from '../workspace/read-workspace.ts';
import { applyConnection } from './apply-connection.ts';
import { applyGroup } from './apply-group.ts';
import { applyPersona } from './apply-persona.ts';
import { applyPurpose } from './apply-purpose.ts';
import { createApplyScope, type ApplyOptions, type ApplyScope } from './apply-scope.ts';
import { applyToken } from './apply-token.ts';
import { orderSteps, type Step } from './order-steps.ts';

/** What came of a plan. With a failure, `notDone` begins with the step that failed, and `partly` says what of that is done. */
export interface ApplyOutcome {
  readonly done: readonly Step[];
  readonly notDone: readonly Step[];
  readonly partly: readonly string[];
  /** Null: everything is done. */
  readonly failure: unknown;
}

export interface ApplyPlanOptions extends ApplyOptions {
  readonly onStep?: (step: Step, state: 'begun' | 'done') => void;
}

async function applyStep(scope: ApplyScope, step: Step): Promise<void> {
  switch (step.kind) {
    case 'group':
      return applyGroup(scope, step.plan);
    case 'connection':
      return applyConnection(scope, step.plan, step.part);
    case 'purpose':
      return applyPurpose(scope, step.plan);
    case 'persona':
      return applyPersona(scope, step.plan);
    case 'token':
      return applyToken(scope, step.plan);
    default:
      return assertNever(step);
  }
}

/**
 * Does a plan, step by step, and stops at the first that is refused. Never throws for a refusal: what was done stays done, and making the
 * plan again goes on from there.
 */
export async function applyPlan(
  client: ClavisClient,
  { plan, reading }: { readonly plan: Plan; readonly reading: WorkspaceReading },
  { onStep, ...options }: ApplyPlanOptions,
): Promise<ApplyOutcome> {
  const steps = orderSteps(plan);
  const done: Step[] = [];
  let partly: string[] = [];
  const note = (text: string): void => void partly.push(text);
  const scope = createApplyScope(client, reading, { ...options, note });
  for (const [index, step] of steps.entries()) {
    partly = [];
    onStep?.(step, 'begun');
    try {
      await applyStep(scope, step);
    } catch (failure) {
      return { done, notDone: steps.slice(index), partly, failure };
    }
    done.push(step);
    onStep?.(step, 'done');
  }
  return { done, notDone: [], partly: [], failure: null };
}
