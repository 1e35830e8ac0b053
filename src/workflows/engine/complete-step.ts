import { CatalogError, newGuid } from '../../foundation/index.ts';
import { transact, type Tx } from '../../postgres/index.ts';
import { beginNextRun } from '../begin-next-run.ts';
import { changeRunState, holdRun, type HeldRun } from '../change-run-state.ts';
import type { WorkflowsDeps } from '../deps.ts';
import type { StepPlan } from '../package.ts';
import { advanceRun } from './advance-run.ts';
import { holdStep } from './hold-step.ts';
import type { StepHold } from './lease.ts';

type CompleteDeps = Pick<WorkflowsDeps, 'db' | 'clock' | 'queue'>;

const rowsPerInsertMax = 1_000;

async function succeed(tx: Tx, hold: StepHold, at: Date): Promise<HeldRun> {
  const run = await holdRun(tx, hold.runId);
  await holdStep(tx, hold);
  await tx
    .updateTable('run_step')
    .set({ state: 'succeeded', lease_until: null, finished_at: at })
    .where('id', '=', hold.stepId)
    .execute();
  return run;
}

function requireDistinctKeys(plans: readonly StepPlan[]): void {
  const seen = new Set<string>();
  for (const { key } of plans) {
    if (seen.has(key)) throw new CatalogError('field_invalid', `the plan has two steps with the key \`${key}\``);
    seen.add(key);
  }
}

async function insertSteps(
  tx: Tx,
  runId: string,
  { plans, at }: { plans: readonly StepPlan[]; at: Date },
): Promise<void> {
  const common = { run_id: runId, state: 'waiting', run_after: at } as const;
  const rows = [
    ...plans.map(({ key, label, input, delayMs }) => ({
      ...{ ...common, id: newGuid(), kind: 'step' as const, delay_ms: delayMs ?? 0 },
      ...{ key, label, input: JSON.stringify(input) },
    })),
    { ...common, id: newGuid(), kind: 'finish' as const, key: 'finish', label: 'finish', input: '{}', delay_ms: 0 },
  ];
  for (let start = 0; start < rows.length; start += rowsPerInsertMax) {
    const page = rows.slice(start, start + rowsPerInsertMax);
    await tx.insertInto('run_step').values(page).execute();
  }
  await tx.updateTable('run').set({ steps_total: rows.length }).where('id', '=', runId).execute();
}

/** The planned steps, the finish step and the first jobs come into being with the end of the plan step, or not at all. */
export async function completePlan(deps: CompleteDeps, hold: StepHold, plans: readonly StepPlan[]): Promise<void> {
  requireDistinctKeys(plans);
  const at = deps.clock.now();
  await transact(deps.db, async (tx) => {
    const run = await succeed(tx, hold, at);
    await insertSteps(tx, run.id, { plans, at });
    if (run.state === 'running') await advanceRun({ tx, queue: deps.queue }, run);
  });
}

/** Ends a step and queues what comes next. A run that is stopping gets no further steps. */
export async function completeStep(deps: CompleteDeps, hold: StepHold): Promise<void> {
  await transact(deps.db, async (tx) => {
    const run = await succeed(tx, hold, deps.clock.now());
    if (run.state === 'running') await advanceRun({ tx, queue: deps.queue }, run);
  });
}

/** Ends the run well. A stop that was asked for before this wins: the run then fails as stopped. */
export async function completeFinish(deps: CompleteDeps, hold: StepHold): Promise<void> {
  const at = deps.clock.now();
  await transact(deps.db, async (tx) => {
    const run = await succeed(tx, hold, at);
    if (run.state !== 'running') return;
    await tx
      .updateTable('run')
      .set((build) => ({ steps_done: build.ref('steps_total') }))
      .where('id', '=', run.id)
      .execute();
    await changeRunState(tx, run, { to: 'succeeded', at });
    await beginNextRun(tx, deps.queue, run.workflow_id);
  });
}
