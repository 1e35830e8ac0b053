import { sql } from '../../postgres/index.ts';
import type { Logger } from '../../foundation/index.ts';
import type { Db } from '../../postgres/index.ts';
import { leaseEnd, LeaseLost, leaseSeconds, type StepHold } from './lease.ts';

/** Why an attempt is told to end. */
export class RunStopped extends Error {
  constructor() {
    super('the run was stopped');
    this.name = 'RunStopped';
  }
}

interface HeldStep {
  readonly hold: StepHold;
  readonly abort: AbortController;
}

interface Pulse {
  readonly stepId: string;
  readonly attempt: number;
  readonly is_held: boolean;
  readonly is_stopping: boolean;
}

/** Keeps the leases of this node's steps, and tells the steps that lost theirs or whose run is to stop. */
export interface Heartbeat {
  add(hold: StepHold, abort: AbortController): void;
  remove(hold: StepHold): void;
  beat(): Promise<void>;
}

/**
 * Renews all leases in one statement. A row that is locked is skipped: a transaction of its own holder is at work on it and
 * renews the lease before it commits.
 */
async function renew(db: Db, holds: readonly StepHold[]): Promise<readonly Pulse[]> {
  const ids = holds.map(({ stepId }) => stepId);
  const attempts = holds.map(({ attempt }) => attempt);
  const { rows } = await sql<Pulse>`
    WITH mine AS (SELECT * FROM unnest(${ids}::uuid[], ${attempts}::int[]) AS mine (id, attempt)),
    free AS (
      SELECT step.id FROM run_step AS step JOIN mine ON mine.id = step.id AND mine.attempt = step.attempt
      WHERE step.state = 'running' FOR NO KEY UPDATE OF step SKIP LOCKED),
    renewed AS (UPDATE run_step SET lease_until = ${leaseEnd} FROM free WHERE run_step.id = free.id)
    SELECT mine.id AS "stepId", mine.attempt, step.attempt = mine.attempt AND step.state = 'running' AS is_held, run.state = 'stopping' AS is_stopping
    FROM mine JOIN run_step AS step ON step.id = mine.id JOIN run ON run.id = step.run_id`.execute(db);
  return rows;
}

export function createHeartbeat({ db, log }: { readonly db: Db; readonly log: Logger }): Heartbeat {
  const held = new Map<string, HeldStep>();
  // The attempt is part of it: while one that lost its step ends, this node may hold the step anew.
  const keyOf = ({ stepId, attempt }: Pick<StepHold, 'stepId' | 'attempt'>): string => `${stepId} ${attempt}`;
  let lastBeatAt = performance.now();
  const apply = (pulses: readonly Pulse[], beaten: readonly HeldStep[]): void => {
    const byKey = new Map(pulses.map((pulse) => [keyOf(pulse), pulse]));
    for (const { hold, abort } of beaten) {
      const pulse = byKey.get(keyOf(hold));
      if (pulse?.is_held !== true) abort.abort(new LeaseLost());
      else if (pulse.is_stopping) abort.abort(new RunStopped());
    }
  };
  return {
    add: (hold, abort) => held.set(keyOf(hold), { hold, abort }),
    remove: (hold) => held.delete(keyOf(hold)),
    beat: async () => {
      const beaten = [...held.values()];
      try {
        if (beaten.length > 0)
          apply(
            await renew(
              db,
              beaten.map(({ hold }) => hold),
            ),
            beaten,
          );
        lastBeatAt = performance.now();
      } catch (error) {
        log.warn({ err: error }, 'the leases of running steps could not be renewed');
        // By now another node may hold them. Their writes would fail anyway; this spares the work.
        if (performance.now() - lastBeatAt > leaseSeconds * 1_000) {
          for (const { abort } of beaten) abort.abort(new LeaseLost());
        }
      }
    },
  };
}
