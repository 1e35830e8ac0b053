import { CommanderError } from 'commander';
import { isClavisError, type ClavisError } from '../sdk/index.ts';
import { ChangesPending, type ExitCode, exitCodes, OutcomeFailure, UsageError } from './exit-codes.ts';
import { type Io } from './io.ts';

function adviceFor(error: ClavisError): string | null {
  if (error.code === 'connection_failed') return 'is the server running, and is --url (CLAVIS_URL) right?';
  if (error.status === 401) {
    return 'the API token or sign-in is not valid here: it may be damaged, expired or ended; `clavis login` signs in anew';
  }
  return null;
}

function describe(error: ClavisError): string {
  const details = [error.reason, error.status === null ? null : `status ${error.status}`].filter(
    (part) => part !== null,
  );
  const lines = [`error: ${error.message}`, `  code: ${[error.code, ...details].join(', ')}`];
  lines.push(
    ...error.problems.map((problem) => `  ${problem.path === '' ? '' : `${problem.path}: `}${problem.message}`),
  );
  const advice = adviceFor(error);
  if (advice !== null) lines.push(`  ${advice}`);
  if (error.requestId !== null) lines.push(`  request: ${error.requestId}`);
  return lines.join('\n');
}

/** Tells a person what went wrong and gives the exit code. Errors that are ours are thrown on: a stack is the best report. */
export function reportError(error: unknown, io: Io): ExitCode {
  if (io.signal.aborted) return exitCodes.interrupted;
  // Commander has printed its own message (or the help) already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (error instanceof ChangesPending) return exitCodes.changes;
  if (error instanceof OutcomeFailure) {
    io.stderr.write(`${error.message}\n`);
    return exitCodes.failed;
  }
  if (error instanceof UsageError) {
    io.stderr.write(`error: ${error.message}\n`);
    return exitCodes.usage;
  }
  if (isClavisError(error)) {
    io.stderr.write(`${describe(error)}\n`);
    return exitCodes.failed;
  }
  throw error;
}
