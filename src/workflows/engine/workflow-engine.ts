import { newGuid } from '../../foundation/index.ts';
import { startDueTriggers } from '../apps/start-due-triggers.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { claimStep, type ClaimedStep } from './claim-step.ts';
import { deleteOldRows, type RunRetention } from './delete-old-rows.ts';
import { executeStep, NodeStopping } from './execute-step.ts';
import { createHeartbeat, type Heartbeat } from './heartbeat.ts';
import { heartbeatMs, type StepHold } from './lease.ts';
import { rescueSteps } from './rescue-steps.ts';
import { resendJobs } from './resend-jobs.ts';
import { settleStopped } from './settle-stopped.ts';
import { startDueRuns } from './start-due-runs.ts';
import { createTicker, type Ticker } from './ticker.ts';

/** Works on steps until stopped. Any number of engines, on any number of nodes, share one database. */
export interface WorkflowEngine {
  start(): Promise<void>;
  /** Drains: takes no more steps, asks those at work to let go, waits up to `drainMs`, gives the steps back. */
  stop(): Promise<void>;
}

export interface EngineDeps extends WorkflowsDeps {
  /** Steps this node works on at a time, of all runs together. */
  readonly concurrency?: number;
  readonly drainMs?: number;
  readonly retention?: RunRetention;
}

const pollMs = 500;
const chaseMs = 1_000;
const cleanMs = 3_600_000;
const concurrencyDefault = 8;
const drainMsDefault = 10_000;

interface Slots {
  readonly active: Set<Promise<void>>;
  readonly stopping: AbortController;
  readonly heartbeat: Heartbeat;
  readonly worker: string;
  readonly concurrency: number;
}

function begin(deps: EngineDeps, slots: Slots, claimed: ClaimedStep): void {
  const { step, run } = claimed;
  const hold: StepHold = { stepId: step.id, runId: run.id, attempt: step.attempt };
  const abort = new AbortController();
  slots.heartbeat.add(hold, abort);
  const signal = AbortSignal.any([abort.signal, slots.stopping.signal]);
  const done = executeStep(deps, claimed, signal).finally(() => {
    slots.heartbeat.remove(hold);
    slots.active.delete(done);
    // A free hand, and perhaps jobs that the end of this step has sent.
    deps.queue.wake();
  });
  slots.active.add(done);
}

/** Takes as many jobs as there are free hands; answers whether there may be more. */
async function takeJobs(deps: EngineDeps, slots: Slots): Promise<boolean> {
  const free = slots.concurrency - slots.active.size;
  if (free <= 0) return false;
  const jobs = await deps.queue.take(free);
  for (const job of jobs) {
    const claimed = await claimStep(deps, job, slots.worker);
    if (claimed !== null) begin(deps, slots, claimed);
  }
  return jobs.length === free;
}

async function workUntilStopped(deps: EngineDeps, slots: Slots): Promise<void> {
  const { signal } = slots.stopping;
  while (!signal.aborted) {
    let more = false;
    try {
      more = await takeJobs(deps, slots);
    } catch (error) {
      deps.log.warn({ err: error }, 'no jobs could be taken; trying again');
    }
    if (!more) await deps.queue.waitForWork(pollMs, signal);
  }
}

/** The janitors, each safe to run on every node at once. One each, so that one that always fails keeps no other from its work. */
function createTickers(deps: EngineDeps, { heartbeat, stopping }: Slots): Ticker[] {
  const { log } = deps;
  const chasing = (name: string, move: () => Promise<number>) =>
    createTicker({ log, name, everyMs: chaseMs, work: async () => void ((await move()) > 0 && deps.queue.wake()) });
  return [
    createTicker({ log, everyMs: heartbeatMs, name: 'heartbeat', work: () => heartbeat.beat() }),
    chasing('settle stopped', () => settleStopped(deps)),
    chasing('rescue steps', () => rescueSteps(deps)),
    chasing('resend jobs', () => resendJobs(deps)),
    createTicker({ log, everyMs: chaseMs, name: 'start due runs', work: () => startDueRuns(deps) }),
    createTicker({ log, everyMs: chaseMs, name: 'start due triggers', work: () => startDueTriggers(deps) }),
    createTicker({ log, everyMs: cleanMs, name: 'delete old rows', work: () => deleteOldRows(deps, stopping.signal) }),
  ];
}

/** An engine that works on the steps of `deps.packages`. Nothing happens before `start`. */
export function createWorkflowEngine(deps: EngineDeps): WorkflowEngine {
  const slots: Slots = {
    active: new Set(),
    stopping: new AbortController(),
    heartbeat: createHeartbeat(deps),
    worker: newGuid(),
    concurrency: deps.concurrency ?? concurrencyDefault,
  };
  const tickers = createTickers(deps, slots);
  let loop: Promise<void> | null = null;
  return {
    start: async () => {
      await deps.queue.start();
      for (const ticker of tickers) ticker.start();
      loop ??= workUntilStopped(deps, slots);
    },
    stop: async () => {
      slots.stopping.abort(new NodeStopping());
      await loop;
      const timeout = AbortSignal.timeout(deps.drainMs ?? drainMsDefault);
      const late = new Promise<void>((resolve) => timeout.addEventListener('abort', () => resolve(), { once: true }));
      await Promise.race([Promise.all(slots.active), late]);
      for (const ticker of tickers) await ticker.stop();
    },
  };
}
