import type { RunPhase, RunSummary as WireRunSummary } from '../contract/index.ts';

export interface RunLogLine {
  at: Date;
  level: string;
  message: string;
}

/**
 * How far a run is. `totals` counts what the package counts, such as `databases`, with `databasesTotal` for how many there will be and
 * `tablesEstimate` for how many there will probably be.
 */
export interface RunSummary {
  name: string;
  workflowName: string;
  /** `@scope/name` of what ran. */
  packageId: string;
  phase: RunPhase;
  message: string | null;
  submittedAt: Date;
  /** When work began; null while the run waits for its turn. */
  startedAt: Date | null;
  finishedAt: Date | null;
  totals: Record<string, number>;
  /** The totals per minute of work. */
  ratePerMinute: Record<string, number>;
  /** Null when nothing can be said. */
  secondsLeft: number | null;
  steps: { done: number; total: number };
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

/** The wire's times as dates. */
export function readSummary(wire: WireRunSummary): RunSummary {
  return {
    ...wire,
    submittedAt: new Date(wire.submittedAt),
    startedAt: dateOf(wire.startedAt),
    finishedAt: dateOf(wire.finishedAt),
  };
}
