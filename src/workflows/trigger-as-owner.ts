import { requireCapability } from '../access/index.ts';
import { CatalogError } from '../foundation/index.ts';
import type { Principal } from '../identity/index.ts';
import { transact } from '../postgres/index.ts';
import type { WorkflowsDeps } from './deps.ts';
import { getWorkflow } from './find-visible.ts';
import { requireOwnHandFor, requireOwnRun } from './hand-on-guard.ts';
import { requireRerunName, startRun, type StartedRun } from './rerun-workflow.ts';

/**
 * Runs a workflow once more with the rights of its owner (Atlan wire, run as owner).
 *
 * SECURITY: only while the owner set the parameters. Otherwise whoever may edit a workflow, or give one of its own away, could do
 * anything in the name of anybody.
 * Throws `permission_denied`, `field_invalid`, `workflow_not_found`.
 */
export async function triggerAsOwner(deps: WorkflowsDeps, principal: Principal, body: unknown): Promise<StartedRun> {
  requireCapability(principal, 'workflow.submit');
  const name = requireRerunName(body);
  const started = await transact(deps.db, async (tx) => {
    const workflow = await getWorkflow(tx, principal, { name, forUpdate: true });
    requireOwnHandFor(deps.packages, principal, workflow.package_id);
    requireOwnRun(deps.packages, principal, workflow);
    if (workflow.defined_by !== workflow.owner_id) {
      throw new CatalogError(
        'permission_denied',
        `workflow \`${name}\` was last changed by somebody else than its owner; the owner has to save it first`,
      );
    }
    const origin = { startedBy: workflow.owner_id, origin: 'owner', at: deps.clock.now() } as const;
    return startRun({ tx, queue: deps.queue }, principal, { workflow, origin });
  });
  deps.queue.wake();
  return started;
}
