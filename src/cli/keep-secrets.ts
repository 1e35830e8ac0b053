import { closeSync, constants, fstatSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { type MadeSecret } from '../declarative/index.ts';
import { UsageError } from './exit-codes.ts';
import { type Io, say } from './io.ts';
import { printable } from './printable.ts';
import { saySecret } from './say-secret.ts';

/** Where the secrets of new API tokens go. */
export interface SecretKeeper {
  keep(made: MadeSecret): Promise<void>;
  close(): void;
}

function openFile(path: string): number {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  try {
    return openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot write secrets to \`${path}\`: ${reason}`);
  }
}

/**
 * Appends one JSON line for each secret, so that an `apply` that goes on after a refusal adds to the file.
 * SECURITY: only to a regular file that nobody else can read.
 */
export function secretFile(path: string): SecretKeeper {
  const file = openFile(path);
  const { mode } = fstatSync(file);
  if ((mode & constants.S_IFMT) !== constants.S_IFREG || (mode & 0o077) !== 0) {
    closeSync(file);
    throw new UsageError(`\`${path}\` must be a file that only you can read: chmod 600, or name another`);
  }
  return {
    keep: (made) => {
      writeSync(file, `${JSON.stringify(made)}\n`);
      // The server cannot show it again, so it has to outlast this machine's next crash.
      fsyncSync(file);
      return Promise.resolve();
    },
    close: () => closeSync(file),
  };
}

/** Shows each secret on the terminal, once. */
export function secretTerminal(io: Io): SecretKeeper {
  return {
    keep: ({ name, secret }) => {
      say(io, `The secret of API token \`${printable(name)}\`:`);
      saySecret(io, secret);
      return Promise.resolve();
    },
    close: () => undefined,
  };
}
