import type { Clock, Logger } from '../foundation/index.ts';
import type { Db } from '../postgres/index.ts';
import type { Package } from './package.ts';
import type { Vault } from './vault.ts';
import type { WorkQueue } from './work-queue.ts';

/** What the operations of this room need. `packages` are those this server can run. */
export interface WorkflowsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly queue: WorkQueue;
  readonly vault: Vault;
  readonly packages: readonly Package[];
}
