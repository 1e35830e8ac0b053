import { Type, type Static } from 'typebox';
import { RunPhase } from '../atlan/workflow.ts';

/** One line of a run's log; `at` is ISO 8601 in UTC. */
export const RunLogLine = Type.Object({
  at: Type.String(),
  level: Type.String({ description: '`info`, `warn` or `error`' }),
  message: Type.String(),
});
export type RunLogLine = Static<typeof RunLogLine>;

const counts = Type.Record(Type.String(), Type.Number());

const progress = {
  name: Type.String(),
  workflowName: Type.String(),
  packageId: Type.String({ description: '`@scope/name`' }),
  phase: RunPhase,
  message: Type.Union([Type.String(), Type.Null()]),
  submittedAt: Type.String(),
  startedAt: Type.Union([Type.String(), Type.Null()], { description: 'null while the run waits for its turn' }),
  finishedAt: Type.Union([Type.String(), Type.Null()]),
  totals: counts,
  ratePerMinute: counts,
  secondsLeft: Type.Union([Type.Number(), Type.Null()], { description: 'null when nothing can be said' }),
  steps: Type.Object({ done: Type.Integer(), total: Type.Integer() }),
};

/** How far a run is: what its package counted so far and how many of its steps are done. Times are ISO 8601 in UTC. */
export const RunSummary = Type.Object(progress);
export type RunSummary = Static<typeof RunSummary>;

/** Runs, newest first. */
export const RunList = Type.Object({ runs: Type.Array(RunSummary) });
export type RunList = Static<typeof RunList>;

export const RunDetail = Type.Object({
  ...progress,
  log: Type.Array(RunLogLine),
  lastError: Type.Union([RunLogLine, Type.Null()]),
  result: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()], {
    description: 'what the package says that the run found out, such as the plan of a dry run',
  }),
});
export type RunDetail = Static<typeof RunDetail>;
