import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { UsageError } from './exit-codes.ts';
import { type Io } from './io.ts';

const retryMs = 50;
/** Longer than one call to a server may last: whoever held the lock for longer is dead. */
const staleMs = 60_000;

function tryLock(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', 0o600));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new UsageError(`cannot write \`${path}\`: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isStale(path: string): boolean {
  const made = statSync(path, { throwIfNoEntry: false });
  return made !== undefined && Date.now() - made.mtimeMs > staleMs;
}

/** Runs `task` while no other process holds the lock file; one that was left behind by a process that died is taken over. */
export async function holdLock<T>(path: string, io: Pick<Io, 'wait' | 'signal'>, task: () => Promise<T>): Promise<T> {
  while (!tryLock(path)) {
    if (isStale(path)) rmSync(path, { force: true });
    else await io.wait(retryMs, io.signal);
  }
  try {
    return await task();
  } finally {
    rmSync(path, { force: true });
  }
}
