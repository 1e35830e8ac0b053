import type { Clock, Logger } from '../foundation/index.ts';
import type { Db } from '../postgres/index.ts';
import type { RunLimits } from './engine/run-limits.ts';
import type { PackageShelf } from './find-package.ts';
import type { Vault } from './vault.ts';
import type { WorkQueue } from './work-queue.ts';

/** What the operations of this room need. `packages` are those this server can run. */
export interface WorkflowsDeps extends PackageShelf {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly queue: WorkQueue;
  readonly vault: Vault;
  /** How many runs work at a time; no limit but the engine's own hands when absent. */
  readonly limits?: RunLimits;
}
