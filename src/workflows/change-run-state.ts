import { invariant } from '../foundation/index.ts';
import type { Tx } from '../postgres/index.ts';
import { withRunStatus } from './documents.ts';
import { isLive, isRunTransition, type RunState } from './states.ts';

/** The part of a run that decides what may happen to it next. */
export interface HeldRun {
  readonly id: string;
  readonly name: string;
  readonly workflow_id: string;
  readonly state: RunState;
}

/**
 * Locks the run against every other change of state until the transaction ends.
 * INVARIANT: a transaction that holds both locks the run before any of its steps, so that no two wait for each other.
 */
export async function holdRun(tx: Tx, runId: string): Promise<HeldRun> {
  return tx
    .selectFrom('run')
    .select(['id', 'name', 'workflow_id', 'state'])
    .where('id', '=', runId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
}

export interface StateChange {
  readonly to: RunState;
  readonly at: Date;
  /** What people read as the reason; without one the run keeps the message it has. */
  readonly message?: string;
}

/** Moves a held run along one arrow of `runTransitions`, with everything that shows it: columns, document, version. */
export async function changeRunState(tx: Tx, run: HeldRun, change: StateChange): Promise<void> {
  invariant(isRunTransition(run.state, change.to), `run \`${run.name}\` cannot go from ${run.state} to ${change.to}`);
  const row = await tx
    .selectFrom('run')
    .select(['document', 'version', 'message', 'began_at'])
    .where('id', '=', run.id)
    .executeTakeFirstOrThrow();
  const message = change.message ?? row.message;
  const version = row.version + 1;
  const finishedAt = isLive(change.to) ? null : change.at;
  const document = withRunStatus(row.document, { state: change.to, message, finishedAt, version });
  await tx
    .updateTable('run')
    .set({
      state: change.to,
      message,
      version,
      document: JSON.stringify(document),
      began_at: change.to === 'running' ? change.at : row.began_at,
      finished_at: finishedAt,
    })
    .where('id', '=', run.id)
    .execute();
}
