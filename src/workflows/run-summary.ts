import type { RunRow } from './run-row.ts';
import { phaseOf, type Phase } from './states.ts';

/** How far a run has come, for people to look at. */
export interface RunSummary {
  readonly run: string;
  readonly workflow: string;
  readonly package: string;
  readonly phase: Phase;
  readonly message: string | null;
  readonly submittedAt: Date;
  /** When work began; `null` while the run waits for its turn. */
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly steps: { readonly done: number; readonly total: number };
  /** What the package counts, such as `databases`; `databasesTotal` is how many there will be, `tablesEstimate` how many probably. */
  readonly totals: Readonly<Record<string, number>>;
  /** The same totals per minute of work, without those that say how much there is. */
  readonly ratePerMinute: Readonly<Record<string, number>>;
  /**
   * From the finest of what is counted and of which a total or, in its absence, an estimate is known; `null` when nothing can be said. An
   * estimate that is already exceeded says nothing.
   */
  readonly secondsLeft: number | null;
}

function minutesOfWork(run: RunRow, now: Date): number {
  if (run.began_at === null) return 0;
  return ((run.finished_at ?? now).getTime() - run.began_at.getTime()) / 60_000;
}

function rates(totals: Readonly<Record<string, number>>, minutes: number): Record<string, number> {
  if (minutes <= 0) return {};
  const counted = Object.entries(totals).filter(([name]) => !/(?:Total|Estimate)$/.test(name));
  return Object.fromEntries(counted.map(([name, value]) => [name, Math.round((value / minutes) * 10) / 10]));
}

interface Goal {
  readonly goal: number;
  readonly seconds: number;
}

function secondsLeft(
  totals: Readonly<Record<string, number>>,
  perMinute: Readonly<Record<string, number>>,
): number | null {
  const goals = Object.entries(perMinute).flatMap(([name, rate]): Goal[] => {
    const done = totals[name] ?? 0;
    const total = totals[`${name}Total`];
    const goal = total ?? totals[`${name}Estimate`];
    if (goal === undefined || rate <= 0 || (total === undefined && done >= goal)) return [];
    return [{ goal, seconds: Math.max(0, Math.round(((goal - done) / rate) * 60)) }];
  });
  // Ten thousand tables tell more of what is left than the three databases that they are in.
  const [finest] = goals.toSorted((left, right) => right.goal - left.goal);
  return finest?.seconds ?? null;
}

/** Renders a run and its totals as of `now`. */
export function summarizeRun(run: RunRow, totals: Readonly<Record<string, number>>, now: Date): RunSummary {
  const ratePerMinute = rates(totals, minutesOfWork(run, now));
  return {
    ...{ run: run.name, workflow: run.workflow_name, package: run.package_id },
    ...{ phase: phaseOf[run.state], message: run.message },
    ...{ submittedAt: run.created_at, startedAt: run.began_at, finishedAt: run.finished_at },
    steps: { done: run.steps_done, total: run.steps_total },
    ...{ totals, ratePerMinute },
    secondsLeft: run.finished_at === null ? secondsLeft(totals, ratePerMinute) : null,
  };
}
