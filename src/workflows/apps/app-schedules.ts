import { recordAudit } from '../../audit/index.ts';
import { CatalogError, isGuid, newGuid } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { transact, type Db, type Tx } from '../../postgres/index.ts';
import { getNextOccurrence } from '../cron/schedule-times.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { requireMayRun, requireMayRunAny, requireOwnHandFor } from '../hand-on-guard.ts';
import { getOwnApp } from './find-app-workflow.ts';

/** When a workflow runs by itself. */
export interface AppScheduleInput {
  /** Five fields. */
  readonly cron: string;
  /** IANA name; UTC when absent. */
  readonly timezone?: string | undefined;
}

/** One of the schedules of a workflow of the app surface. */
export interface AppSchedule {
  readonly triggerId: string;
  readonly cron: string;
  readonly timezone: string;
  readonly nextRunAt: Date;
  /** Nothing comes due until it is resumed. */
  readonly isPaused: boolean;
}

/** As many schedules as one workflow may have. */
const triggersMax = 50;

/** The schedules of those workflows, in the order in which they were added. One statement. */
export async function readSchedules(db: Db | Tx, workflowIds: readonly string[]): Promise<Map<string, AppSchedule[]>> {
  const schedules = new Map<string, AppSchedule[]>(workflowIds.map((id) => [id, []]));
  if (workflowIds.length === 0) return schedules;
  const rows = await db
    .selectFrom('workflow_trigger')
    .select(['id', 'workflow_id', 'cron', 'timezone', 'next_run_at', 'paused_at'])
    .where('workflow_id', 'in', workflowIds)
    .orderBy('seq')
    .execute();
  for (const { id, workflow_id: workflowId, cron, timezone, next_run_at: nextRunAt, paused_at: pausedAt } of rows) {
    schedules.get(workflowId)?.push({ triggerId: id, cron, timezone, nextRunAt, isPaused: pausedAt !== null });
  }
  return schedules;
}

/**
 * Adds a schedule to a workflow that the transaction holds. The same time once more answers the schedule that is there, paused if it is, since
 * clients repeat requests whose answer was lost. Throws `field_invalid`.
 */
export async function insertTrigger(
  { tx, clock }: Pick<WorkflowsDeps, 'clock'> & { readonly tx: Tx },
  principal: Principal,
  { workflowId, schedule }: { readonly workflowId: string; readonly schedule: AppScheduleInput },
): Promise<AppSchedule & { readonly isNew: boolean }> {
  const { cron, timezone = 'UTC' } = schedule;
  const at = clock.now();
  const nextRunAt = getNextOccurrence({ cron, timezone }, at);
  const there = (await readSchedules(tx, [workflowId])).get(workflowId) ?? [];
  const same = there.find((other) => other.cron === cron && other.timezone === timezone);
  if (same !== undefined) return { ...same, isNew: false };
  if (there.length >= triggersMax) {
    throw new CatalogError(
      'field_invalid',
      `the workflow has ${String(triggersMax)} schedules, which is as many as it may have`,
    );
  }
  const triggerId = newGuid();
  await tx
    .insertInto('workflow_trigger')
    .values({
      ...{ id: triggerId, workflow_id: workflowId, cron, timezone },
      ...{ created_by: principal.actorId, created_at: at, next_run_at: nextRunAt },
    })
    .execute();
  return { triggerId, cron, timezone, nextRunAt, isPaused: false, isNew: true };
}

export interface AppScheduleAddition {
  readonly slug: string;
  readonly schedule: AppScheduleInput;
}

/**
 * Adds a schedule (Atlan wire, add schedule). Its runs have the rights of whoever last set the inputs, as all scheduled runs.
 * Throws `permission_denied`, `workflow_not_found`, `field_invalid`.
 */
export async function addAppSchedule(
  deps: WorkflowsDeps,
  principal: Principal,
  { slug, schedule }: AppScheduleAddition,
): Promise<AppSchedule> {
  requireMayRunAny(principal);
  return transact(deps.db, async (tx) => {
    const { workflow } = await getOwnApp(tx, principal, slug);
    requireMayRun(deps, principal, workflow.package_id);
    requireOwnHandFor(deps.packages, principal, workflow.package_id);
    const { isNew, ...added } = await insertTrigger({ ...deps, tx }, principal, { workflowId: workflow.id, schedule });
    if (isNew) {
      const { triggerId: trigger, cron, timezone } = added;
      const record = {
        action: 'schedule.create',
        objectKind: 'workflow',
        objectId: slug,
        detail: { trigger, cron, timezone },
      };
      await recordAudit(tx, { actor: principal, ...record });
    }
    return added;
  });
}

/**
 * Removes one schedule (Atlan wire, remove schedule). A run that it has started goes on.
 * Throws `permission_denied`, `workflow_not_found`, `schedule_not_found`.
 */
export async function removeAppSchedule(
  deps: WorkflowsDeps,
  principal: Principal,
  { slug, triggerId }: { readonly slug: string; readonly triggerId: string },
): Promise<void> {
  requireMayRunAny(principal);
  await transact(deps.db, async (tx) => {
    const { workflow } = await getOwnApp(tx, principal, slug);
    requireMayRun(deps, principal, workflow.package_id);
    const removed = isGuid(triggerId)
      ? await tx
          .deleteFrom('workflow_trigger')
          .where('id', '=', triggerId)
          .where('workflow_id', '=', workflow.id)
          .returning(['cron', 'timezone'])
          .executeTakeFirst()
      : undefined;
    if (removed === undefined) {
      throw new CatalogError('schedule_not_found', `workflow \`${slug}\` has no schedule \`${triggerId}\``);
    }
    const detail = { trigger: triggerId, ...removed };
    const record = { action: 'schedule.delete', objectKind: 'workflow', objectId: slug, detail };
    await recordAudit(tx, { actor: principal, ...record });
  });
}
