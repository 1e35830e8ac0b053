import { connect, type Socket } from 'node:net';

/** One request, ready to be sent over and over. */
export interface Shot {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What is sent where. The shots take turns, so that no row of anybody's is asked for by all connections at once. */
export interface Target {
  readonly url: string;
  readonly shots: readonly Shot[];
  /** Must be in every answer: a quick refusal is not a quick answer. */
  readonly expected: string;
}

export interface LoadOptions {
  readonly connections: number;
  readonly seconds: number;
  /** Without it every connection sends its next request as soon as the last one was answered. */
  readonly perSecond?: number;
}

/** What a load saw. Latencies are whole: from the moment a request was due until the last byte of its answer. */
export interface Load {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface Connection {
  readonly socket: Socket;
  received: string;
  dueAt: number | null;
}

const tickMs = 1;
const waitingMax = 100_000;
const drainMsMax = 5_000;

function render({ method, path, headers, body = '' }: Shot, host: string): Buffer {
  const lines = Object.entries({ host, ...headers, 'content-length': String(Buffer.byteLength(body)) });
  return Buffer.from(
    `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${body}`,
  );
}

/** The bytes of one whole answer, or `null` while some are missing. The servers here either say the length or send chunks. */
function readAnswer(received: string): string | null {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const length = /\r\ncontent-length: *(\d+)/i.exec(received.slice(0, headEnd))?.[1];
  if (length === undefined) return received.endsWith('\r\n0\r\n\r\n') ? received : null;
  return received.length >= headEnd + 4 + Number(length) ? received : null;
}

function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Due times of requests that nobody coordinates: a Poisson process, handed over once a millisecond. */
function drawDueCount(perTick: number): number {
  const limit = Math.exp(-perTick);
  let count = 0;
  for (let product = Math.random(); product > limit; product *= Math.random()) count += 1;
  return count;
}

/**
 * Sends requests over HTTP/1.1 and measures. With `perSecond` the load is open: requests become due whether or not earlier
 * ones were answered, and the wait of a late one counts (no coordinated omission). Rejects at the first wrong answer.
 */
class LoadRun {
  readonly #target: Target;
  readonly #options: LoadOptions;
  readonly #bytes: readonly Buffer[];
  readonly #latencies: number[] = [];
  readonly #idle: Connection[] = [];
  /** When the requests became due that no connection is free for. */
  readonly #waiting: number[] = [];
  #sent = 0;
  #isOver = false;
  #fail: (error: Error) => void = () => undefined;

  constructor(target: Target, options: LoadOptions) {
    this.#target = target;
    this.#options = options;
    this.#bytes = target.shots.map((shot) => render(shot, new URL(target.url).host));
  }

  async run(): Promise<Load> {
    const failed = new Promise<never>((_, reject) => (this.#fail = reject));
    const connections = await Promise.race([failed, this.#open()]);
    const startedAt = performance.now();
    const isOpen = this.#options.perSecond !== undefined;
    if (!isOpen) for (const connection of connections) this.#send(connection, startedAt);
    else this.#idle.push(...connections);
    try {
      await Promise.race([failed, isOpen ? this.#keepTime(startedAt) : this.#sleep(this.#options.seconds * 1000)]);
      const seconds = (performance.now() - startedAt) / 1000;
      this.#isOver = true;
      await Promise.race([failed, this.#drain(connections)]);
      return this.#summarise(seconds);
    } finally {
      this.#isOver = true;
      for (const { socket } of connections) socket.destroy();
    }
  }

  /** What is under way must not be left to whoever is measured next. */
  async #drain(connections: readonly Connection[]): Promise<void> {
    for (let waited = 0; waited < drainMsMax && connections.some(({ dueAt }) => dueAt !== null); waited += 10)
      await this.#sleep(10);
  }

  #open(): Promise<Connection[]> {
    const { hostname, port } = new URL(this.#target.url);
    const one = () =>
      new Promise<Connection>((resolve) => {
        const socket = connect({ host: hostname, port: Number(port), noDelay: true });
        const connection: Connection = { socket, received: '', dueAt: null };
        socket.setEncoding('latin1');
        socket.once('connect', () => resolve(connection));
        socket.on('data', (text: string) => this.#receive(connection, text));
        socket.on('error', (error) => this.#fail(error));
        socket.on('close', () => {
          if (!this.#isOver) this.#fail(new Error(`${this.#target.url} closed a connection`));
        });
      });
    return Promise.all(Array.from({ length: this.#options.connections }, one));
  }

  #send(connection: Connection, dueAt: number): void {
    connection.dueAt = dueAt;
    connection.socket.write(this.#bytes[this.#sent % this.#bytes.length] ?? '');
    this.#sent += 1;
  }

  #receive(connection: Connection, text: string): void {
    connection.received += text;
    const answer = readAnswer(connection.received);
    if (answer === null || connection.dueAt === null) return;
    const now = performance.now();
    const latency = now - connection.dueAt;
    connection.received = '';
    connection.dueAt = null;
    const isOpen = this.#options.perSecond !== undefined;
    // What became due within the time counts in an open load, however late it is answered.
    if (isOpen || !this.#isOver) this.#latencies.push(latency);
    if (this.#isOver) return;
    if (!answer.startsWith('HTTP/1.1 200') || !answer.includes(this.#target.expected))
      return this.#fail(new Error(`${this.#target.url} answered ${answer.slice(0, 600)}`));
    if (!isOpen) return this.#send(connection, now);
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#idle.push(connection);
    else this.#send(connection, waiting);
  }

  async #keepTime(startedAt: number): Promise<void> {
    const perTick = ((this.#options.perSecond ?? 0) * tickMs) / 1000;
    const ticks = (this.#options.seconds * 1000) / tickMs;
    for (let tick = 0; tick < ticks;) {
      await this.#sleep(tickMs);
      // Ticks that the timer came too late for are made up, each with its own due time.
      for (; tick < ticks && startedAt + tick * tickMs <= performance.now(); tick += 1) {
        for (let due = drawDueCount(perTick); due > 0; due -= 1) this.#become(startedAt + tick * tickMs);
      }
    }
    // What nobody has answered by now counts with the wait that it had until now.
    for (const due of this.#waiting) this.#latencies.push(performance.now() - due);
  }

  #become(due: number): void {
    const connection = this.#idle.pop();
    if (connection !== undefined) return this.#send(connection, due);
    this.#waiting.push(due);
    if (this.#waiting.length > waitingMax) this.#fail(new Error(`${this.#target.url} does not keep up`));
  }

  #sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  #summarise(seconds: number): Load {
    const sorted = Float64Array.from(this.#latencies).sort();
    return {
      perSecond: sorted.length / seconds,
      p50Ms: percentile(sorted, 0.5),
      p99Ms: percentile(sorted, 0.99),
    };
  }
}

/** Loads a target for some seconds; see `LoadRun`. */
export function load(target: Target, options: LoadOptions): Promise<Load> {
  return new LoadRun(target, options).run();
}
