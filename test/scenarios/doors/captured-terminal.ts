import { type ExitCode, type Io, runProgram } from '../../../src/cli/index.ts';

/** What one command line left behind. */
export interface Outcome {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line of `clavis` with this environment and nobody at the keyboard; `answer` is somebody there. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  given: { readonly answer?: string; readonly now?: () => Date } = {},
): Promise<Outcome> {
  const { answer, now = () => new Date() } = given;
  let [out, err] = ['', ''];
  const io: Io = {
    env,
    stdout: { write: (text) => void (out += text) },
    stderr: { write: (text) => void (err += text) },
    ask: answer === undefined ? null : () => Promise.resolve(answer),
    signal: new AbortController().signal,
    now,
  };
  const code = await runProgram(args, { io });
  return { code, out, err };
}
