import { createInterface } from 'node:readline/promises';
import { setTimeout } from 'node:timers/promises';
import { openUrl } from './browser.ts';
import { type Io } from './io.ts';
import { readInput } from './read-input.ts';

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
    readInput: () => readInput(process.stdin),
    signal,
    now: () => new Date(),
    wait: (waitMs, ending) => setTimeout(waitMs, undefined, { signal: ending }),
    platform: process.platform,
    openUrl: (url) => openUrl(url, process.platform),
  };
}
