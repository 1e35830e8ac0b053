import type { WorkflowsDeps } from '../deps.ts';

/** What the operations on the vault's keys need. */
export type VaultDeps = Pick<WorkflowsDeps, 'db' | 'vault'>;
