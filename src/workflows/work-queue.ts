import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { fromKysely, PgBoss } from 'pg-boss';
import type { Logger } from '../foundation/index.ts';
import type { Tx } from '../postgres/index.ts';

/** A word that a step may be worth a look. The step's own row decides; a job twice, or for nothing, does no harm. */
export interface StepJob {
  readonly id: string;
  readonly stepId: string;
}

/**
 * Brings steps to workers, on every node, over pg-boss. Jobs are sent and settled inside the transactions that change the
 * steps they are about, so neither can be there without the other.
 */
export interface WorkQueue {
  /** Prepares the tables of the queue; safe to call again. Must have finished before the first `send`. */
  start(): Promise<void>;
  stop(): Promise<void>;
  send(tx: Tx, stepIds: readonly string[], delayMs?: number): Promise<void>;
  /** Takes up to `countMax` jobs. A job not settled within 30 s comes again. */
  take(countMax: number): Promise<StepJob[]>;
  settle(tx: Tx, job: StepJob): Promise<void>;
  /** Ends a `waitForWork` of this process early; call it after the commit that sent jobs. Polling alone would find them too. */
  wake(): void;
  /** Resolves after `pollMs`, or at the next `wake`. */
  waitForWork(pollMs: number, signal: AbortSignal): Promise<void>;
}

export interface WorkQueueOptions {
  /** The pool of the server: the queue needs no connection of its own. */
  readonly pool: pg.Pool;
  readonly log: Logger;
}

const queueName = 'workflow-step';

/** A job list on `pool`. Creates nothing until `start`. */
export function createWorkQueue({ pool, log }: WorkQueueOptions): WorkQueue {
  const boss = new PgBoss({
    db: { executeSql: async (text, values) => pool.query(text, values) },
    // Schedules are rows of ours: due time and run then change in one transaction.
    schedule: false,
    monitorVacuum: false,
  });
  boss.on('error', (error) => log.error({ err: error }, 'the job queue reports an error'));
  let started: Promise<void> | null = null;
  let waker = new AbortController();
  const start = async (): Promise<void> => {
    await boss.start();
    await boss.createQueue(queueName, {
      retryLimit: 10,
      expireInSeconds: 30,
      deleteAfterSeconds: 60,
    });
  };
  return {
    start: () =>
      (started ??= start().catch((error: unknown) => {
        started = null;
        throw error;
      })),
    stop: async () => {
      if (started === null) return;
      await started;
      started = null;
      await boss.stop({ graceful: false, close: false });
    },
    send: async (tx, stepIds, delayMs = 0) => {
      if (stepIds.length === 0) return;
      // Seconds, not a date: the database counts them by its own clock, as it does for the step's `run_after`.
      const startAfter = delayMs > 0 ? { startAfter: Math.ceil(delayMs / 1000) } : {};
      const jobs = stepIds.map((stepId) => ({ data: { stepId }, ...startAfter }));
      await boss.insert(queueName, jobs, { db: fromKysely(tx) });
    },
    take: async (countMax) => {
      const jobs = await boss.fetch<{ stepId: string }>(queueName, { batchSize: countMax });
      return jobs.map(({ id, data }) => ({ id, stepId: data.stepId }));
    },
    settle: async (tx, job) => {
      await boss.complete(queueName, job.id, null, { db: fromKysely(tx) });
    },
    wake: () => {
      waker.abort();
      waker = new AbortController();
    },
    waitForWork: async (pollMs, signal) => {
      const woken = AbortSignal.any([waker.signal, signal]);
      await delay(pollMs, undefined, { signal: woken }).catch(() => undefined);
    },
  };
}
