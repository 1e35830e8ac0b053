import type { RunDetail, RunList } from '../contract/index.ts';
import { isClavisError } from './error.ts';
import { readRunEvents, type RunEvent } from './run-events.ts';
import { pause } from './retry.ts';
import { readSummary, type RunLogLine, type RunSummary } from './run-summary.ts';
import { type CallOptions, type Transport } from './transport.ts';
import { isOver } from './workflow-documents.ts';

export interface RunProgress extends RunSummary {
  log: RunLogLine[];
  /** The last line that tells of an error. */
  lastError: RunLogLine | null;
  /** What the package says that the run found out, such as the plan of a dry run. */
  result: Record<string, unknown> | null;
}

const runsPath = '/api/clavis/v1/runs';
const intervalMsDefault = 500;
/** As many lines as the server gives with a run. */
const logLinesMax = 200;

const readLine = (line: RunDetail['log'][number]): RunLogLine => ({ ...line, at: new Date(line.at) });

function readProgress(wire: RunDetail): RunProgress {
  // COMPAT: earlier servers send neither the error nor the result.
  const { lastError = null, result = null } = wire as Partial<RunDetail>;
  return {
    ...readSummary(wire),
    log: wire.log.map(readLine),
    lastError: lastError === null ? null : readLine(lastError),
    result,
  };
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

  /**
   * Log lines, steps and progress as they come, until the run is over; goes on after the last line when the connection breaks.
   * With `afterLine` only what came after the line of that id.
   */
  events(
    runName: string,
    options: CallOptions & { afterLine?: number } = {},
  ): AsyncGenerator<RunEvent, void, undefined> {
    return readRunEvents(this.#transport, `${runsPath}/${encodeURIComponent(runName)}/events`, options);
  }

  /**
   * The run's progress whenever it has changed until it is over; the last one given is the end. Where the server or a proxy on the way
   * gives no streams, it is asked for every `intervalMs`.
   */
  async *watch(
    runName: string,
    options: CallOptions & { intervalMs?: number } = {},
  ): AsyncGenerator<RunProgress, void, undefined> {
    const { intervalMs = intervalMsDefault, ...call } = options;
    let progress = await this.get(runName, call);
    yield progress;
    if (isOver(progress.phase)) return;
    try {
      for await (progress of this.#follow(progress, call)) yield progress;
    } catch (error) {
      if (!isClavisError(error)) throw error;
    }
    while (!isOver(progress.phase)) {
      await pause(intervalMs, call.signal);
      progress = await this.get(runName, call);
      yield progress;
    }
  }

  async *#follow(first: RunProgress, call: CallOptions): AsyncGenerator<RunProgress, void, undefined> {
    // The stream begins with the same last lines.
    let log: RunLogLine[] = [];
    let { lastError } = first;
    for await (const event of this.events(first.name, call)) {
      if (event.kind === 'log') log = [...log, event.line].slice(-logLinesMax);
      if (event.kind === 'log' && event.line.level === 'error') lastError = event.line;
      if (event.kind !== 'progress') continue;
      // What a run found out is told when it is asked for, and at its end there is something.
      const isEnd = isOver(event.progress.phase);
      yield isEnd ? await this.get(first.name, call) : { ...event.progress, log, lastError, result: first.result };
    }
  }
}
