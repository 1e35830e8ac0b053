import type { JsonObject } from '../../foundation/index.ts';
import { sql, transact, type Db, type Tx } from '../../postgres/index.ts';
import type { PrincipalNow } from '../../identity/index.ts';
import { openCredential } from '../credentials/open-credential.ts';
import type { WorkflowsDeps } from '../deps.ts';
import type { Credential, RunLogLevel, StepContext, StepRecord } from '../package.ts';
import type { ClaimedStep } from './claim-step.ts';
import { holdStep } from './hold-step.ts';
import { LeaseLost, type StepHold } from './lease.ts';
import { createScrubber, type Scrubber } from './scrubber.ts';

/** The context of one attempt, and what takes the secrets it opened out of a text. */
export interface Attempt {
  readonly hold: StepHold;
  readonly context: StepContext;
  readonly scrubber: Scrubber;
}

export interface AttemptInput {
  readonly claimed: ClaimedStep;
  readonly actor: PrincipalNow;
  readonly signal: AbortSignal;
}

/** The line is written by the statement that checks the hold: a worker that lost its step writes no line either. */
async function insertLogLine(db: Db, hold: StepHold, line: { level: RunLogLevel; message: string }): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    INSERT INTO run_log (run_id, step_id, level, message)
    SELECT run_id, id, ${line.level}, ${line.message} FROM run_step
    WHERE id = ${hold.stepId} AND attempt = ${hold.attempt} AND state = 'running'
    RETURNING id`.execute(db);
  if (rows.length === 0) throw new LeaseLost();
}

async function addToTotals(tx: Tx, hold: StepHold, delta: Readonly<Record<string, number>>): Promise<void> {
  const rows = Object.entries(delta).map(([name, value]) => ({
    run_id: hold.runId,
    step_id: hold.stepId,
    name,
    value,
  }));
  if (rows.length === 0) return;
  await tx
    .insertInto('run_total')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['run_id', 'name', 'step_id']).doUpdateSet({
        value: sql`run_total.value + excluded.value`,
      }),
    )
    .execute();
}

/** The totals of a run, all steps together. */
export async function readTotals(db: Db, runId: string): Promise<Record<string, number>> {
  const { rows } = await sql<{ name: string; value: number }>`
    SELECT name, sum(value)::bigint AS value FROM run_total WHERE run_id = ${runId} GROUP BY name ORDER BY name`.execute(
    db,
  );
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

async function readSteps(db: Db, runId: string): Promise<StepRecord[]> {
  return db
    .selectFrom('run_step')
    .select(['key', 'label', 'input', 'checkpoint'])
    .where('run_id', '=', runId)
    .where('kind', '=', 'step')
    .orderBy('seq')
    .execute();
}

async function storeCheckpoint(tx: Tx, hold: StepHold, text: string): Promise<void> {
  await holdStep(tx, hold);
  await tx
    .updateTable('run_step')
    .set({ checkpoint: text, failures: 0, rescues: 0 })
    .where('id', '=', hold.stepId)
    .execute();
}

/** What the package has said that the run found out; `null` when it said nothing. */
export async function readResult(db: Db, runId: string): Promise<JsonObject | null> {
  const row = await db.selectFrom('run_result').select('result').where('run_id', '=', runId).executeTakeFirst();
  return row?.result ?? null;
}

async function storeResult(tx: Tx, runId: string, text: string): Promise<void> {
  await tx
    .insertInto('run_result')
    .values({ run_id: runId, result: text })
    .onConflict((conflict) => conflict.column('run_id').doUpdateSet({ result: text }))
    .execute();
}

/** Makes what a package works with during one attempt. Every write of it is fenced by the attempt. */
export function createAttempt(deps: Pick<WorkflowsDeps, 'db' | 'vault'>, input: AttemptInput): Attempt {
  const { run, step } = input.claimed;
  const { db } = deps;
  const hold: StepHold = { stepId: step.id, runId: run.id, attempt: step.attempt };
  const scrubber = createScrubber();
  const transactHeld = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    transact(db, async (tx) => {
      await holdStep(tx, hold);
      const result = await work(tx);
      // Renewed once more: a transaction longer than the lease must not commit a step that is already overdue.
      await holdStep(tx, hold);
      return result;
    });
  const credential = async (guid: string): Promise<Credential> => {
    const ids = { workflowId: run.workflow_id, runId: run.id, runName: run.name };
    const reader = { principal: input.actor.principal, ...ids };
    const opened = await openCredential(deps, reader, guid);
    scrubber.learn(opened);
    return opened;
  };
  const context: StepContext = {
    runName: run.name,
    workflowName: run.workflow_name,
    principal: input.actor.principal,
    signal: input.signal,
    checkpoint: step.checkpoint,
    log: (level, message) => insertLogLine(db, hold, { level, message: scrubber.scrub(message) }),
    credential,
    transact: transactHeld,
    progress: (delta, tx) =>
      tx === undefined ? transactHeld((own) => addToTotals(own, hold, delta)) : addToTotals(tx, hold, delta),
    totals: () => readTotals(db, run.id),
    saveResult: (value) => transactHeld((tx) => storeResult(tx, run.id, scrubber.scrub(JSON.stringify(value)))),
    result: () => readResult(db, run.id),
    steps: () => readSteps(db, run.id),
    saveCheckpoint: (tx, value) => storeCheckpoint(tx, hold, scrubber.scrub(JSON.stringify(value))),
  };
  return { hold, context, scrubber };
}
