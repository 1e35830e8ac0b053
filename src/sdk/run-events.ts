import type { RunSummary as WireRunSummary } from '../contract/index.ts';
import { ClavisError } from './error.ts';
import { readEventStream, type StreamEvent } from './event-stream.ts';
import { backoffMs, pause } from './retry.ts';
import { readSummary, type RunLogLine, type RunSummary } from './run-summary.ts';
import { type CallOptions, type Transport } from './transport.ts';

/** A line with its place in the log of its run. */
export interface NumberedLine extends RunLogLine {
  id: number;
  /** The label of the step that wrote it, null for one of the run itself. */
  step: string | null;
}

/** Where a step is now. */
export interface RunStep {
  key: string;
  label: string;
  kind: 'plan' | 'step' | 'finish';
  state: 'waiting' | 'queued' | 'running' | 'retrying' | 'succeeded' | 'failed' | 'cancelled';
  /** How often it was begun. */
  attempt: number;
  message: string | null;
}

/** What happened in a run. */
export type RunEvent =
  { kind: 'log'; line: NumberedLine } | { kind: 'step'; step: RunStep } | { kind: 'progress'; progress: RunSummary };

/** Connections that broke one after the other before anything came over them. */
const breaksMax = 5;

function readEvent({ event, data, id }: StreamEvent): RunEvent | null {
  switch (event) {
    case 'log': {
      const wire = JSON.parse(data) as { at: string; level: string; message: string; step: string | null };
      return { kind: 'log', line: { ...wire, at: new Date(wire.at), id: Number(id) } };
    }
    case 'step':
      return { kind: 'step', step: JSON.parse(data) as RunStep };
    case 'progress':
      return { kind: 'progress', progress: readSummary(JSON.parse(data) as WireRunSummary) };
    default:
      return null;
  }
}

interface Place {
  /** Of the last line that was read. */
  lineId: number | null;
  isEnd: boolean;
  /** Something came since the last break. */
  isAlive: boolean;
}

/** The events of one connection; one that breaks ends without an error, as going on is the caller's business. */
async function* readConnection(
  bytes: AsyncIterable<Uint8Array>,
  place: Place,
): AsyncGenerator<RunEvent, void, undefined> {
  const events = readEventStream(bytes)[Symbol.asyncIterator]();
  for (;;) {
    const next = await events.next().catch(() => null);
    if (next === null || next.done === true) return;
    place.isAlive = true;
    place.isEnd = next.value.event === 'end';
    if (place.isEnd) return;
    const event = readEvent(next.value);
    if (event?.kind === 'log') place.lineId = event.line.id;
    if (event !== null) yield event;
  }
}

/** Reads the events of a run to their end. Throws `ClavisError` when the server refuses, gives no stream or stays away. */
export async function* readRunEvents(
  transport: Transport,
  path: string,
  { afterLine, ...call }: CallOptions & { afterLine?: number },
): AsyncGenerator<RunEvent, void, undefined> {
  const place: Place = { lineId: afterLine ?? null, isEnd: false, isAlive: false };
  for (let breaks = 0; breaks < breaksMax; breaks += 1) {
    const headers = place.lineId === null ? {} : { 'last-event-id': String(place.lineId) };
    const bytes = await transport.stream({ path, headers, mediaType: 'text/event-stream' }, call);
    yield* readConnection(bytes, place);
    if (place.isEnd) return;
    call.signal?.throwIfAborted();
    if (place.isAlive) breaks = 0;
    place.isAlive = false;
    await pause(backoffMs(breaks + 1), call.signal);
  }
  throw new ClavisError({
    status: null,
    code: 'connection_failed',
    message: `the stream of \`${path}\` broke again and again`,
  });
}
