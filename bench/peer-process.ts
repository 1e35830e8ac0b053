import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { load, type Load, type LoadOptions } from './load.ts';
import type { PeerReady } from './peers/peer.ts';
import { pinned, readProcessorSeconds } from './processors.ts';

/** What a load saw, and what it cost the server. */
export interface MeasuredLoad extends Load {
  /** Processor time of the server for one request. */
  readonly processorMicros: number;
}

/** A server to compare with, in a process of its own. */
export interface Peer {
  readonly version: string;
  measure(options: LoadOptions): Promise<MeasuredLoad>;
  /** Tells the process something. */
  tell(message: unknown): Promise<void>;
  stop(): Promise<void>;
}

export interface PeerOptions {
  /** The file in `peers/`, without `.ts`. */
  readonly file: string;
  readonly variant?: string;
  readonly databaseUrl: string;
  /** Processors it is kept on; `null` for any. */
  readonly processors: string | null;
}

async function waitUntilReady(child: ChildProcess, file: string): Promise<PeerReady> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with ${String(code)} before it was ready`);
  });
  const [ready] = (await Promise.race([once(child, 'message'), ended])) as [PeerReady];
  ended.catch(() => undefined);
  return ready;
}

function startProcess({ file, variant = '', databaseUrl, processors }: PeerOptions): ChildProcess {
  const path = fileURLToPath(new URL(`peers/${file}.ts`, import.meta.url));
  const [program, ...args] = pinned(processors, [process.execPath, '--disable-warning=ExperimentalWarning', path]);
  return spawn(program, args, {
    env: { ...process.env, NODE_ENV: 'production', BENCH_DATABASE_URL: databaseUrl, BENCH_VARIANT: variant },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** Starts the server of a file in `peers/` and waits until it can be asked. */
export async function startPeer(options: PeerOptions): Promise<Peer> {
  const child = startProcess(options);
  const { target, version, pid } = await waitUntilReady(child, options.file);
  return {
    version,
    measure: async (loadOptions) => {
      const before = readProcessorSeconds(pid);
      const seen = await load(target, loadOptions);
      const micros = (readProcessorSeconds(pid) - before) * 1_000_000;
      return { ...seen, processorMicros: micros / (seen.perSecond * loadOptions.seconds) };
    },
    tell: (message) =>
      new Promise((resolve, reject) => {
        child.once('message', () => resolve());
        child.send(message as object, (error) => (error === null ? undefined : reject(error)));
      }),
    stop: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
