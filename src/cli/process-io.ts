import { createInterface } from 'node:readline/promises';
import { type Io } from './io.ts';

function askOnTerminal(question: string, signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return terminal.question(question, { signal }).finally(() => terminal.close());
}

/** The real process: its environment, its streams, Ctrl-C. */
export function processIo(signal: AbortSignal = new AbortController().signal): Io {
  return {
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    ask: process.stdin.isTTY ? (question) => askOnTerminal(question, signal) : null,
    signal,
    now: () => new Date(),
  };
}
