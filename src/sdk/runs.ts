import type { RunDetail, RunList, RunPhase, RunSummary as WireRunSummary } from '../contract/index.ts';
import { pause } from './retry.ts';
import { type CallOptions, type Transport } from './transport.ts';
import { isOver } from './workflow-documents.ts';

export interface RunLogLine {
  at: Date;
  level: string;
  message: string;
}

/** How far a run is. `totals` counts what the package counts, such as `databases`, and `databasesTotal` for how many there will be. */
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

export interface RunProgress extends RunSummary {
  log: RunLogLine[];
}

const runsPath = '/api/clavis/v1/runs';
const intervalMsDefault = 500;

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

function readSummary(wire: WireRunSummary): RunSummary {
  return {
    ...wire,
    submittedAt: new Date(wire.submittedAt),
    startedAt: dateOf(wire.startedAt),
    finishedAt: dateOf(wire.finishedAt),
  };
}

function readProgress(wire: RunDetail): RunProgress {
  return { ...readSummary(wire), log: wire.log.map((line) => ({ ...line, at: new Date(line.at) })) };
}

/** Clavis only: runs with their counts and log. Over the Atlan wire, `workflows.monitor` tells only the phase. */
export class Runs {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The newest runs that the caller may see. */
  async list(options: CallOptions & { limit?: number } = {}): Promise<RunSummary[]> {
    const { limit = 50, ...call } = options;
    const answer = await this.#transport.call<RunList>({ method: 'GET', path: runsPath, query: { limit } }, call);
    return answer.runs.map(readSummary);
  }

  async get(runName: string, options?: CallOptions): Promise<RunProgress> {
    const path = `${runsPath}/${encodeURIComponent(runName)}`;
    return readProgress(await this.#transport.call<RunDetail>({ method: 'GET', path }, options));
  }

  /** The run's progress again and again until it is over; the last one given is the end. */
  async *watch(
    runName: string,
    options: CallOptions & { intervalMs?: number } = {},
  ): AsyncGenerator<RunProgress, void, undefined> {
    const { intervalMs = intervalMsDefault, ...call } = options;
    for (;;) {
      const progress = await this.get(runName, call);
      yield progress;
      if (isOver(progress.phase)) return;
      await pause(intervalMs, call.signal);
    }
  }
}
