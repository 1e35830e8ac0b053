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
  /** What people read as the reason, `null` for none; without one the run keeps the message it has. */
  readonly message?: string | null;
}

/** Moves a held run along one arrow of `runTransitions`, with everything that shows it: columns, document, version. */
export async function changeRunState(tx: Tx, run: HeldRun, change: StateChange): Promise<void> {
  invariant(isRunTransition(run.state, change.to), `run \`${run.name}\` cannot go from ${run.state} to ${change.to}`);
  const row = await tx
    .selectFrom('run')
    .select(['document', 'version', 'message', 'began_at'])
    .where('id', '=', run.id)
    .executeTakeFirstOrThrow();
  const message = change.message === undefined ? row.message : change.message;
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
      ...(change.to === 'stopping' ? { stop_requested_at: change.at } : {}),
    })
    .where('id', '=', run.id)
    .execute();
}

/** Says of a held run why it is where it is, without moving it. */
export async function setRunMessage(tx: Tx, run: HeldRun, message: string): Promise<void> {
  const row = await tx
    .selectFrom('run')
    .select(['document', 'message', 'version'])
    .where('id', '=', run.id)
    .executeTakeFirstOrThrow();
  if (row.message === message) return;
  const version = row.version + 1;
  const document = withRunStatus(row.document, { state: run.state, message, finishedAt: null, version });
  await tx
    .updateTable('run')
    .set({ message, version, document: JSON.stringify(document) })
    .where('id', '=', run.id)
    .execute();
}
