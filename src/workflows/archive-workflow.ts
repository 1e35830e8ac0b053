import { requireCapability } from '../access/index.ts';
import { recordAudit } from '../audit/index.ts';
import type { Principal } from '../identity/index.ts';
import { transact } from '../postgres/index.ts';
import type { WorkflowsDeps } from './deps.ts';
import { getOwnWorkflow } from './find-visible.ts';

/**
 * Takes a workflow out of search and ends its schedule (Atlan wire, archive). Its runs stay, also one that is at work.
 * Throws `permission_denied`, `workflow_not_found`.
 */
export async function archiveWorkflow(deps: WorkflowsDeps, principal: Principal, name: string): Promise<void> {
  requireCapability(principal, 'workflow.submit');
  await transact(deps.db, async (tx) => {
    const { id } = await getOwnWorkflow(tx, principal, name);
    const at = deps.clock.now();
    const noSchedule = { schedule_cron: null, schedule_timezone: null, schedule_created_at: null, next_run_at: null };
    await tx
      .updateTable('workflow')
      .set({ archived_at: at, updated_at: at, ...noSchedule })
      .where('id', '=', id)
      .execute();
    await recordAudit(tx, { actor: principal, action: 'workflow.archive', objectKind: 'workflow', objectId: name });
  });
}
