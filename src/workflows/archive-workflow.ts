import { recordAudit } from '../audit/index.ts';
import type { Principal } from '../identity/index.ts';
import { transact, type Tx } from '../postgres/index.ts';
import type { WorkflowsDeps } from './deps.ts';
import { getOwnWorkflow } from './find-visible.ts';
import { requireMayRun, requireMayRunAny } from './hand-on-guard.ts';
import type { WorkflowRow } from './run-row.ts';
import { noSchedule } from './workflow-schedule.ts';

/** Archives a workflow that the transaction holds, whichever surface it is of, with every schedule it has. */
export async function archiveHeld(
  { tx, clock }: Pick<WorkflowsDeps, 'clock'> & { readonly tx: Tx },
  principal: Principal,
  { id, name }: WorkflowRow,
): Promise<void> {
  const at = clock.now();
  await tx
    .updateTable('workflow')
    .set({ archived_at: at, updated_at: at, ...noSchedule })
    .where('id', '=', id)
    .execute();
  await tx.deleteFrom('workflow_trigger').where('workflow_id', '=', id).execute();
  await recordAudit(tx, { actor: principal, action: 'workflow.archive', objectKind: 'workflow', objectId: name });
}

/**
 * Takes a workflow out of search and ends its schedule (Atlan wire, archive). Its runs stay, also one that is at work.
 * Throws `permission_denied`, `workflow_not_found`.
 */
export async function archiveWorkflow(deps: WorkflowsDeps, principal: Principal, name: string): Promise<void> {
  requireMayRunAny(principal);
  await transact(deps.db, async (tx) => {
    const workflow = await getOwnWorkflow(tx, principal, name);
    requireMayRun(deps, principal, workflow.package_id);
    await archiveHeld({ ...deps, tx }, principal, workflow);
  });
}
