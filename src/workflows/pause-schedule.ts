import { recordAudit } from '../audit/index.ts';
import { CatalogError, type JsonObject } from '../foundation/index.ts';
import type { Principal } from '../identity/index.ts';
import { transact, type Tx } from '../postgres/index.ts';
import { findTrigger, renderTrigger, type TriggerRow } from './apps/find-trigger.ts';
import { getNextOccurrence } from './cron/schedule-times.ts';
import type { WorkflowsDeps } from './deps.ts';
import { getOwnWorkflow } from './find-visible.ts';
import { gatherSight } from './gather-sight.ts';
import { handsOnRights, requireMayRun, requireMayRunAny, requireOwnHandFor } from './hand-on-guard.ts';
import type { WorkflowRow } from './run-row.ts';
import { findScheduleDocument } from './schedules.ts';

export interface SchedulePause {
  /** Of the schedule, without `-cron`: the name of the workflow, or `<slug>-<trigger id>` for one of a workflow of the app surface. */
  readonly name: string;
  readonly isPaused: boolean;
}

/** SECURITY: what hands on rights does so at the time its schedule says, in the name of who set it; another resuming it would set it too. */
function definedBy(deps: WorkflowsDeps, principal: Principal, { defined_by, package_id }: WorkflowRow): string {
  return handsOnRights(deps.packages, package_id) ? principal.actorId : defined_by;
}

type ChangeDeps = WorkflowsDeps & { readonly tx: Tx };

/** The workflow of a schedule, held for whoever may pause it. */
async function holdWorkflow(deps: ChangeDeps, principal: Principal, name: string): Promise<WorkflowRow> {
  const workflow = await getOwnWorkflow(deps.tx, principal, name);
  requireMayRun(deps, principal, workflow.package_id);
  requireOwnHandFor(deps.packages, principal, workflow.package_id);
  return workflow;
}

async function changeTrigger(
  deps: ChangeDeps,
  principal: Principal,
  { trigger, isPaused }: { readonly trigger: TriggerRow; readonly isPaused: boolean },
): Promise<JsonObject> {
  const { tx } = deps;
  const { id, workflow_name: slug, cron, timezone } = trigger;
  const workflow = await holdWorkflow(deps, principal, slug);
  const now = await tx.selectFrom('workflow_trigger').selectAll().where('id', '=', id).executeTakeFirst();
  // Removed before its workflow was held.
  if (now === undefined) throw new CatalogError('schedule_not_found', `workflow \`${slug}\` has no schedule \`${id}\``);
  if ((now.paused_at !== null) === isPaused) return renderTrigger({ ...trigger, ...now });
  const at = deps.clock.now();
  if (!isPaused) {
    const defined = { defined_by: definedBy(deps, principal, workflow) };
    await tx.updateTable('workflow').set(defined).where('id', '=', workflow.id).execute();
  }
  const changes = isPaused
    ? { paused_at: at }
    : { paused_at: null, next_run_at: getNextOccurrence({ cron, timezone }, at) };
  const query = tx.updateTable('workflow_trigger').set(changes).where('id', '=', id);
  const row = await query.returningAll().executeTakeFirstOrThrow();
  const action = isPaused ? 'schedule.pause' : 'schedule.resume';
  const detail = { trigger: id, cron, timezone };
  await recordAudit(tx, { actor: principal, action, objectKind: 'workflow', objectId: slug, detail });
  return renderTrigger({ ...trigger, ...row });
}

async function changeOwn(deps: ChangeDeps, principal: Principal, pause: SchedulePause): Promise<JsonObject> {
  const { tx } = deps;
  const { name } = pause;
  const workflow = await holdWorkflow(deps, principal, name);
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
 * Pauses or resumes a schedule of a workflow and answers it; one that is as asked already stays as it is. While it is paused nothing
 * comes due and nothing is missed; resumed, it comes due at its next time. Runs under way are not touched.
 * Throws `permission_denied`, `workflow_not_found`, `schedule_not_found` when it has none.
 */
export async function pauseSchedule(
  deps: WorkflowsDeps,
  principal: Principal,
  pause: SchedulePause,
): Promise<JsonObject> {
  requireMayRunAny(principal);
  return transact(deps.db, async (tx) => {
    // SECURITY: one of a hidden workflow is looked for as a workflow of that name, and not found in the same words.
    const trigger = await findTrigger(tx, await gatherSight(tx, principal), pause.name);
    if (trigger === null) return changeOwn({ ...deps, tx }, principal, pause);
    return changeTrigger({ ...deps, tx }, principal, { trigger, isPaused: pause.isPaused });
  });
}
