import { recordAudit } from '../audit/index.ts';
import { CatalogError, type JsonObject } from '../foundation/index.ts';
import type { Principal } from '../identity/index.ts';
import { transact, type Tx } from '../postgres/index.ts';
import { getNextOccurrence } from './cron/schedule-times.ts';
import type { WorkflowsDeps } from './deps.ts';
import { getOwnWorkflow } from './find-visible.ts';
import { handsOnRights, requireMayRun, requireMayRunAny, requireOwnHandFor } from './hand-on-guard.ts';
import type { WorkflowRow } from './run-row.ts';
import { findScheduleDocument } from './schedules.ts';

export interface SchedulePause {
  /** Of the workflow, without `-cron`. */
  readonly workflowName: string;
  readonly isPaused: boolean;
}

/** SECURITY: what hands on rights does so at the time its schedule says, in the name of who set it; another resuming it would set it too. */
function definedBy(deps: WorkflowsDeps, principal: Principal, { defined_by, package_id }: WorkflowRow): string {
  return handsOnRights(deps.packages, package_id) ? principal.actorId : defined_by;
}

async function change(
  deps: WorkflowsDeps & { readonly tx: Tx },
  principal: Principal,
  pause: SchedulePause,
): Promise<JsonObject> {
  const { tx } = deps;
  const name = pause.workflowName;
  const workflow = await getOwnWorkflow(tx, principal, name);
  requireMayRun(deps, principal, workflow.package_id);
  requireOwnHandFor(deps.packages, principal, workflow.package_id);
  const { schedule_cron: cron, schedule_timezone: timezone } = workflow;
  if (cron === null || timezone === null)
    throw new CatalogError('schedule_not_found', `workflow \`${name}\` has no schedule`);
  const at = deps.clock.now();
  const isPaused = workflow.schedule_paused_at !== null;
  if (isPaused === pause.isPaused) return findScheduleDocument(workflow) ?? {};
  const changes = pause.isPaused
    ? { schedule_paused_at: at }
    : {
        ...{ schedule_paused_at: null, defined_by: definedBy(deps, principal, workflow) },
        // What came due meanwhile was not missed: nobody wanted it.
        next_run_at: getNextOccurrence({ cron, timezone }, at),
      };
  const row = await tx
    .updateTable('workflow')
    .set({ ...changes, updated_at: at })
    .where('id', '=', workflow.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const action = pause.isPaused ? 'schedule.pause' : 'schedule.resume';
  await recordAudit(tx, { actor: principal, action, objectKind: 'workflow', objectId: name });
  return findScheduleDocument(row) ?? {};
}

/**
 * Pauses or resumes the schedule of a workflow and answers it; one that is as asked already stays as it is. While it is paused nothing
 * comes due and nothing is missed; resumed, it comes due at its next time. Runs under way are not touched.
 * Throws `permission_denied`, `workflow_not_found`, `schedule_not_found` when it has none.
 */
export async function pauseSchedule(
  deps: WorkflowsDeps,
  principal: Principal,
  pause: SchedulePause,
): Promise<JsonObject> {
  requireMayRunAny(principal);
  return transact(deps.db, (tx) => change({ ...deps, tx }, principal, pause));
}
