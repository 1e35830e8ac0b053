import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../test/support/database.ts';
import { archiveWorkflow } from '../archive-workflow.ts';
import { rerunWorkflow } from '../rerun-workflow.ts';
import { stopRun } from '../stop-run.ts';
import { submitWorkflow } from '../submit-workflow.ts';
import { countWorkflow, createBench, type Bench } from '../testing/create-bench.ts';
import { RunModel } from '../testing/run-model.ts';
import { claimStep, type ClaimedStep } from './claim-step.ts';
import { completeFinish, completePlan, completeStep } from './complete-step.ts';
import { failStep } from './fail-step.ts';
import { LeaseLost, type StepHold } from './lease.ts';
import { releaseStep } from './release-step.ts';
import { rescueSteps } from './rescue-steps.ts';
import { settleStopped } from './settle-stopped.ts';

let bench: Bench;
let sequence = 0;
beforeAll(async () => {
  bench = await createBench(await createTestDatabase());
});
afterAll(async () => bench.close());

interface Held {
  readonly claimed: ClaimedStep;
  readonly attempt: number;
}

/** One sequence: the same commands are given to the engine and to the model. */
interface Play {
  readonly model: RunModel;
  readonly workflows: readonly string[];
  /** Everything that was ever claimed; a worker that lost its step does not know and goes on. */
  readonly held: Held[];
}

function pickOf<T>(list: readonly T[], pick: number): T | null {
  return list[pick % Math.max(list.length, 1)] ?? null;
}

async function submit({ model, workflows }: Play, pick: number): Promise<void> {
  const workflow = pickOf(workflows, pick) ?? '';
  const { runName } = await submitWorkflow(bench.deps, bench.admin, countWorkflow(workflow));
  const repeated = model.findRepeated(workflow, 'submit');
  if (repeated === null) model.add(runName, workflow, 'submit');
  else expect(runName).toBe(repeated.name);
}

async function rerun({ model, workflows }: Play, pick: number): Promise<void> {
  const workflow = pickOf(workflows, pick) ?? '';
  const isThere = model.runs.some((run) => run.workflow === workflow) && !model.archived.has(workflow);
  const started = rerunWorkflow(bench.deps, bench.admin, { resourceName: workflow });
  if (!isThere) return expect(started).rejects.toMatchObject({ code: 'workflow_not_found' });
  const { runName } = await started;
  const repeated = model.findRepeated(workflow, 'rerun');
  if (repeated === null) model.add(runName, workflow, 'rerun');
  else expect(runName).toBe(repeated.name);
}

async function archive({ model, workflows }: Play, pick: number): Promise<void> {
  const workflow = pickOf(workflows, pick) ?? '';
  const isThere = model.runs.some((run) => run.workflow === workflow) && !model.archived.has(workflow);
  const archived = archiveWorkflow(bench.deps, bench.admin, workflow);
  if (!isThere) return expect(archived).rejects.toMatchObject({ code: 'workflow_not_found' });
  await archived;
  model.archived.add(workflow);
}

async function stop({ model }: Play, pick: number): Promise<void> {
  const run = pickOf(model.runs, pick);
  if (run === null) return;
  await stopRun(bench.deps, bench.admin, run.name);
  model.stop(run.name);
}

async function claim({ model, held }: Play, pick: number): Promise<void> {
  const [job] = await bench.deps.queue.take(1);
  if (job === undefined) return;
  const { rows } = await bench.database.pool.query<{ run: string; kind: 'plan' | 'step' | 'finish' }>(
    'SELECT run.name AS run, run_step.kind FROM run_step JOIN run ON run.id = run_id WHERE run_step.id = $1',
    [job.stepId],
  );
  const { run = '', kind = 'plan' } = rows[0] ?? {};
  const claimed = await claimStep(bench.deps, job, pick % 2 === 0 ? 'one' : 'other');
  expect(claimed !== null, `claim of ${kind} of ${run}`).toBe(model.isClaimable(run, kind));
  if (claimed !== null) held.push({ claimed, attempt: model.claim(run) });
}

function holdOf({ run, step }: ClaimedStep): StepHold {
  return { stepId: step.id, runId: run.id, attempt: step.attempt };
}

/** The step that the worker believes to hold, and whether the model agrees. */
function pickHeld({ model, held }: Play, pick: number) {
  const one = pickOf(held, pick);
  if (one === null) return null;
  const { run, step } = one.claimed;
  const isHeld = model.isHeld(run.name, one.attempt) && model.get(run.name)?.kind === step.kind;
  return { ...one, isHeld };
}

type Act = (claimed: ClaimedStep) => Promise<void>;

async function act(
  play: Play,
  pick: number,
  { does, effect }: { does: Act; effect: (name: string) => void },
): Promise<void> {
  const one = pickHeld(play, pick);
  if (one === null) return;
  const done = does(one.claimed);
  // INVARIANT of the engine: who lost a step writes nothing.
  if (!one.isHeld) return expect(done).rejects.toBeInstanceOf(LeaseLost);
  await done;
  effect(one.claimed.run.name);
}

const complete: Act = async (claimed) => {
  const hold = holdOf(claimed);
  if (claimed.step.kind === 'plan') await completePlan(bench.deps, hold, [{ key: 'only', label: 'only', input: {} }]);
  else if (claimed.step.kind === 'step') await completeStep(bench.deps, hold);
  else await completeFinish(bench.deps, hold);
};
const fail: Act = (claimed) => failStep(bench.deps, claimed, { message: 'nonsense', isTransient: false });
const release: Act = (claimed) => releaseStep(bench.deps, holdOf(claimed));

/** The worker of this step dies, and somebody notices. */
async function rescue(play: Play, pick: number): Promise<void> {
  const one = pickHeld(play, pick);
  if (one === null) return;
  const lapse =
    "UPDATE run_step SET lease_until = now() - interval '1 s' WHERE id = $1 AND attempt = $2 AND state = 'running'";
  await bench.database.pool.query(lapse, [one.claimed.step.id, one.claimed.step.attempt]);
  await rescueSteps(bench.deps);
  if (one.isHeld) play.model.giveBack(one.claimed.run.name);
}

async function settle({ model }: Play): Promise<void> {
  await settleStopped(bench.deps);
  model.settle();
}

const commands = {
  submit,
  rerun,
  archive,
  stop,
  claim,
  settle,
  rescue,
  complete: (play: Play, pick: number) =>
    act(play, pick, { does: complete, effect: (name) => play.model.complete(name) }),
  fail: (play: Play, pick: number) => act(play, pick, { does: fail, effect: (name) => play.model.fail(name) }),
  release: (play: Play, pick: number) =>
    act(play, pick, { does: release, effect: (name) => play.model.giveBack(name) }),
} satisfies Record<string, (play: Play, pick: number) => Promise<void>>;
type CommandName = keyof typeof commands;

async function compare({ model, workflows }: Play): Promise<void> {
  const { rows } = await bench.database.pool.query<{ name: string; state: string }>(
    'SELECT name, state FROM run WHERE workflow_name = ANY($1) ORDER BY seq',
    [workflows],
  );
  expect(rows).toEqual(model.runs.map(({ name, state }) => ({ name, state })));
}

/** Everything comes to an end when the workers only go on. */
async function drain(play: Play): Promise<void> {
  const isOver = () => play.model.runs.every(({ state }) => ['succeeded', 'failed', 'error'].includes(state));
  for (let round = 0; round < 100 && !isOver(); round += 1) {
    await settle(play);
    await claim(play, round);
    for (let pick = 0; pick < play.held.length; pick += 1) {
      if (pickHeld(play, pick)?.isHeld === true) await commands.complete(play, pick);
    }
  }
  expect(isOver()).toBe(true);
  await compare(play);
}

describe('whatever two workers and their users do, in whatever order', () => {
  const weights: readonly (readonly [CommandName, number])[] = [
    ...([
      ['submit', 3],
      ['rerun', 2],
      ['claim', 6],
      ['complete', 6],
      ['stop', 2],
    ] as const),
    ...([
      ['settle', 1],
      ['rescue', 2],
      ['release', 1],
      ['fail', 1],
      ['archive', 1],
    ] as const),
  ];
  const name = fc.oneof(...weights.map(([value, weight]) => ({ weight, arbitrary: fc.constant(value) })));
  const steps = fc.array(fc.tuple(name, fc.nat(50)), { minLength: 5, maxLength: 40 });

  it('runs go through the states of the model, nobody writes who lost a step, and all come to an end', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (chosen) => {
        sequence += 1;
        const workflows = [1, 2].map((digit) => `test-count-9${String(sequence).padStart(8, '0')}${String(digit)}`);
        const play: Play = { model: new RunModel(), workflows, held: [] };
        for (const [command, pick] of chosen) {
          await commands[command](play, pick);
          await compare(play);
        }
        await drain(play);
      }),
      { numRuns: 25 },
    );
  }, 240_000);
});
