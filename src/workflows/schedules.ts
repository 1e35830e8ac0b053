import { CatalogError, type JsonObject } from '../foundation/index.ts';
import type { Principal } from '../identity/index.ts';
import type { WorkflowsDeps } from './deps.ts';
import { buildScheduleDocument } from './documents.ts';
import { gatherSight, workflowVisibility } from './gather-sight.ts';
import type { WorkflowRow } from './run-row.ts';

/** The schedule of a workflow, or `null` where it has none. */
export function findScheduleDocument(row: WorkflowRow): JsonObject | null {
  if (row.schedule_cron === null || row.schedule_timezone === null) return null;
  return buildScheduleDocument({
    workflowId: row.id,
    workflowName: row.name,
    packageId: row.package_id,
    cron: row.schedule_cron,
    timezone: row.schedule_timezone,
    createdAt: row.schedule_created_at ?? row.created_at,
    lastScheduledAt: row.last_scheduled_at,
    pausedAt: row.schedule_paused_at,
    nextRunAt: row.next_run_at,
  });
}

/** The schedules the actor may know of, newest first (Atlan wire, list schedules: the `items`). */
export async function listSchedules({ db }: Pick<WorkflowsDeps, 'db'>, principal: Principal): Promise<JsonObject[]> {
  const rows = await db
    .selectFrom('workflow')
    .selectAll()
    .where('schedule_cron', 'is not', null)
    .where(workflowVisibility(await gatherSight(db, principal)))
    .orderBy('seq', 'desc')
    .execute();
  return rows.map(findScheduleDocument).filter((schedule) => schedule !== null);
}

/** One schedule by its own name, `<workflow>-cron`. Throws `schedule_not_found`, also for one the actor may not know of. */
export async function getSchedule(
  { db }: Pick<WorkflowsDeps, 'db'>,
  principal: Principal,
  name: string,
): Promise<JsonObject> {
  const row = await db
    .selectFrom('workflow')
    .selectAll()
    .where('name', '=', name.replace(/-cron$/, ''))
    .where(workflowVisibility(await gatherSight(db, principal)))
    .executeTakeFirst();
  const schedule = row === undefined || !name.endsWith('-cron') ? null : findScheduleDocument(row);
  if (schedule === null) throw new CatalogError('schedule_not_found', `schedule \`${name}\` does not exist`);
  return schedule;
}
