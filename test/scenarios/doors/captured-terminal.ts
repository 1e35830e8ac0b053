import { type ExitCode, type Io, runProgram } from '../../../src/cli/index.ts';

/** What one command line left behind. */
export interface Outcome {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** What is around the command: somebody at the keyboard who answers so, a clock, a browser. */
export interface Surroundings {
  readonly answer?: string;
  /** What is piped in. */
  readonly input?: string;
  readonly now?: () => Date;
  readonly wait?: Io['wait'];
  readonly openUrl?: (url: string) => void;
  readonly signal?: AbortSignal;
  /** Reads along what the command says to a person while it runs. */
  readonly onMessage?: (text: string) => void;
}

/** Runs one command line of `clavis` with this environment; nobody is at the keyboard and waiting takes no time unless given. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  given: Surroundings = {},
): Promise<Outcome> {
  const { answer, input = '', onMessage, ...surroundings } = given;
  let [out, err] = ['', ''];
  const io: Io = {
    env,
    stdout: { write: (text) => void (out += text) },
    stderr: {
      write: (text) => {
        err += text;
        onMessage?.(text);
      },
    },
    ask: answer === undefined ? null : () => Promise.resolve(answer),
    readInput: () => Promise.resolve(input),
    signal: new AbortController().signal,
    now: () => new Date(),
    // Waiting lets everything else go on, and takes no time.
    wait: () => new Promise((resolve) => setImmediate(resolve)),
    platform: 'linux',
    openUrl: () => undefined,
    ...surroundings,
  };
  const code = await runProgram(args, { io });
  return { code, out, err };
}
