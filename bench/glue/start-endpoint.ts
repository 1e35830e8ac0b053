import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CallCounts, EndpointMessage, EndpointOrder, EndpointReady } from './endpoint-process.ts';
import type { Mishap } from './glue-sets.ts';

/** A Glue in a process of its own. */
export interface EndpointHandle {
  readonly url: string;
  /** Tables that it lists when nothing befalls it. */
  readonly listed: number;
  /** Lets this befall it, and nothing else; calls are counted from here. */
  suffer(mishap: Mishap): Promise<void>;
  /** Calls since it was last asked. */
  takeCalls(): Promise<CallCounts>;
  stop(): Promise<void>;
}

async function answerOf<T>(child: ChildProcess, send: () => void): Promise<T> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the Glue endpoint ended with ${String(code)}`);
  });
  const answered = once(child, 'message');
  send();
  const [message] = (await Promise.race([answered, ended])) as [T];
  ended.catch(() => undefined);
  return message;
}

export async function startEndpoint(order: EndpointOrder): Promise<EndpointHandle> {
  const child = fork(fileURLToPath(new URL('endpoint-process.ts', import.meta.url)), {
    env: { ...process.env, BENCH_GLUE_ORDER: JSON.stringify(order) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.setMaxListeners(0);
  const { url, listed } = await answerOf<EndpointReady>(child, () => undefined);
  const tell = (message: EndpointMessage): Promise<CallCounts> =>
    answerOf<CallCounts>(child, () => child.send(message));
  return {
    url,
    listed,
    suffer: async (mishap) => void (await tell({ mishap })),
    takeCalls: () => tell('calls'),
    stop: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

export const sumOfCalls = (calls: CallCounts): number => Object.values(calls).reduce((sum, count) => sum + count, 0);
