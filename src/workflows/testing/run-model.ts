import type { RunState } from '../states.ts';

type StepKind = 'plan' | 'step' | 'finish';

/** A run of the model: it has one step between plan and finish. */
export interface ModelRun {
  readonly name: string;
  readonly workflow: string;
  readonly origin: 'submit' | 'rerun';
  state: RunState;
  kind: StepKind;
  step: 'waiting' | 'queued' | 'running' | 'done';
  attempt: number;
}

function isLive({ state }: ModelRun): boolean {
  return state === 'queued' || state === 'running' || state === 'stopping';
}

function hasTurn(run: ModelRun): boolean {
  return isLive(run) && !(run.kind === 'plan' && run.step === 'waiting');
}

const following: Readonly<Record<StepKind, StepKind | null>> = { plan: 'step', step: 'finish', finish: null };

/** What the engine promises of runs and steps, in a few lines and without a database; for the engine to be held against. */
export class RunModel {
  readonly runs: ModelRun[] = [];
  readonly archived = new Set<string>();

  /** The run a submission or a rerun answers; `null` when it has to be a new one. */
  findRepeated(workflow: string, origin: ModelRun['origin']): ModelRun | null {
    if (origin === 'submit' && this.archived.has(workflow)) return null;
    const known = this.runs.filter((run) => run.workflow === workflow && run.origin === origin);
    const repeated = known.filter((run) => (origin === 'submit' ? isLive(run) : run.state === 'queued'));
    return repeated.at(-1) ?? null;
  }

  add(name: string, workflow: string, origin: ModelRun['origin']): void {
    this.archived.delete(workflow);
    this.runs.push({ name, workflow, origin, state: 'queued', kind: 'plan', step: 'waiting', attempt: 0 });
    this.#beginNext(workflow);
  }

  get(name: string): ModelRun | null {
    return this.runs.find((run) => run.name === name) ?? null;
  }

  /** Whether a worker that finds the job of this step gets it. */
  isClaimable(name: string, kind: StepKind): boolean {
    const run = this.get(name);
    if (run === null || run.kind !== kind || run.step !== 'queued') return false;
    return run.state === 'queued' || run.state === 'running';
  }

  claim(name: string): number {
    const run = this.#require(name);
    run.state = 'running';
    run.step = 'running';
    run.attempt += 1;
    return run.attempt;
  }

  /** Whether that attempt may still write. */
  isHeld(name: string, attempt: number): boolean {
    const run = this.get(name);
    return run !== null && isLive(run) && run.step === 'running' && run.attempt === attempt;
  }

  complete(name: string): void {
    const run = this.#require(name);
    const next = following[run.kind];
    if (next === null) {
      run.step = 'done';
      if (run.state === 'running') this.#end(run, 'succeeded');
      return;
    }
    run.kind = next;
    run.attempt = 0;
    run.step = run.state === 'running' ? 'queued' : 'waiting';
  }

  /** An attempt blames its input. */
  fail(name: string): void {
    const run = this.#require(name);
    run.step = 'done';
    if (run.state === 'running') this.#end(run, 'failed');
  }

  /** The worker is lost or lets go; another may take the step. */
  giveBack(name: string): void {
    this.#require(name).step = 'queued';
  }

  stop(name: string): void {
    const run = this.#require(name);
    if (run.state === 'queued' || run.state === 'running') run.state = 'stopping';
  }

  settle(): void {
    for (const run of this.runs.filter(({ state }) => state === 'stopping')) this.#end(run, 'failed');
  }

  #require(name: string): ModelRun {
    const run = this.get(name);
    if (run === null) throw new Error(`the model has no run ${name}`);
    return run;
  }

  #end(run: ModelRun, state: RunState): void {
    run.state = state;
    run.step = 'done';
    this.#beginNext(run.workflow);
  }

  #beginNext(workflow: string): void {
    const runs = this.runs.filter((run) => run.workflow === workflow);
    if (runs.some(hasTurn)) return;
    const next = runs.find(({ state }) => state === 'queued');
    if (next !== undefined) next.step = 'queued';
  }
}
