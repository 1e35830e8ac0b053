/** The life of a run. `stopping` = somebody asked for its end; its steps may still be letting go. */
export type RunState = 'queued' | 'running' | 'stopping' | 'succeeded' | 'failed' | 'error';

/** The life of a step. `waiting` = not its turn; `queued` = a job for it lies in the queue; `retrying` = the same, but later. */
export type StepState = 'waiting' | 'queued' | 'running' | 'retrying' | 'succeeded' | 'failed' | 'cancelled';

/** The only words the Atlan wire knows for a run's state; any other breaks the official Python client. */
export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Error';

export const phaseOf: Readonly<Record<RunState, Phase>> = {
  queued: 'Pending',
  running: 'Running',
  stopping: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
  error: 'Error',
};

/** One arrow of a state machine: who draws it, in the name of the function. */
export interface Transition<State> {
  readonly from: State;
  readonly to: State;
  readonly by: string;
}

/** INVARIANT: a run changes state along these arrows only; `changeRunState` refuses every other. The README prints this table. */
export const runTransitions: readonly Transition<RunState>[] = [
  { from: 'queued', to: 'running', by: 'claimStep (the plan step)' },
  { from: 'queued', to: 'stopping', by: 'stopRun' },
  { from: 'running', to: 'stopping', by: 'stopRun' },
  { from: 'running', to: 'succeeded', by: 'completeFinish' },
  { from: 'running', to: 'failed', by: 'failStep (the input or the actor is to blame)' },
  { from: 'running', to: 'error', by: 'failStep, rescueSteps (tries exhausted)' },
  { from: 'stopping', to: 'failed', by: 'settleStopped' },
];

/** The arrows of a step. Each is one conditional statement, so that of two workers only one draws it. */
export const stepTransitions: readonly Transition<StepState>[] = [
  { from: 'waiting', to: 'queued', by: 'beginNextRun (plan), advanceRun (step, finish)' },
  { from: 'queued', to: 'running', by: 'claimStep' },
  { from: 'retrying', to: 'running', by: 'claimStep' },
  { from: 'running', to: 'succeeded', by: 'completePlan, completeStep, completeFinish' },
  { from: 'running', to: 'retrying', by: 'failStep (transient error)' },
  { from: 'running', to: 'failed', by: 'failStep (the last one)' },
  { from: 'running', to: 'queued', by: 'releaseStep (shutdown), rescueSteps (lease lapsed)' },
  { from: 'waiting', to: 'cancelled', by: 'endRun' },
  { from: 'queued', to: 'cancelled', by: 'endRun' },
  { from: 'retrying', to: 'cancelled', by: 'endRun' },
  { from: 'running', to: 'cancelled', by: 'endRun' },
];

/** The arrows as a drawing (Mermaid), for the README. */
export function drawStates(transitions: readonly Transition<string>[]): string {
  const froms = new Set(transitions.map(({ from }) => from));
  const first = [...froms].filter((state) => transitions.every(({ to }) => to !== state));
  const last = [...new Set(transitions.map(({ to }) => to))].filter((state) => !froms.has(state));
  return [
    'stateDiagram-v2',
    ...first.map((state) => `  [*] --> ${state}`),
    ...transitions.map(({ from, to, by }) => `  ${from} --> ${to}: ${by}`),
    ...last.map((state) => `  ${state} --> [*]`),
  ].join('\n');
}

const allowed = new Set(runTransitions.map(({ from, to }) => `${from} ${to}`));

export function isRunTransition(from: RunState, to: RunState): boolean {
  return allowed.has(`${from} ${to}`);
}

/** A run that is over never changes again. */
export function isLive(state: RunState): boolean {
  return state === 'queued' || state === 'running' || state === 'stopping';
}
