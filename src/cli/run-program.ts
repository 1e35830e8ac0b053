import { type ExitCode, exitCodes } from './exit-codes.ts';
import { processIo } from './process-io.ts';
import { createProgram, type ProgramParts } from './program.ts';
import { reportError } from './report-error.ts';

/** Runs one command line (without `node` and the script) and gives the exit code. */
export async function runProgram(args: readonly string[], parts: ProgramParts = {}): Promise<ExitCode> {
  const interrupt = new AbortController();
  const onInterrupt = (): void => interrupt.abort(new Error('interrupted'));
  // `serve` has its own way of ending, which drains; the second listener here would only race with it.
  const ownsSignals = parts.io === undefined && args[0] !== parts.serve?.name();
  if (ownsSignals) {
    process.once('SIGINT', onInterrupt);
    process.stdout.on('error', endUnread);
  }
  const io = parts.io ?? processIo(interrupt.signal);
  try {
    await createProgram({ ...parts, io }).parseAsync([...args], { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    return reportError(error, io);
  } finally {
    if (ownsSignals) process.off('SIGINT', onInterrupt);
  }
}

/** Whoever read the output, such as `head`, has enough: the program ends as one does that SIGPIPE ends, which Node ignores. */
function endUnread(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exitCodes.unread);
}
