import { CatalogError, type JsonObject } from '../foundation/index.ts';
import type { Principal } from '../identity/index.ts';
import { readSnapshot } from '../postgres/index.ts';
import { findTrigger, listTriggers, renderTrigger } from './apps/find-trigger.ts';
import type { WorkflowsDeps } from './deps.ts';
import { buildScheduleDocument } from './documents.ts';
import { gatherSight, workflowVisibility } from './gather-sight.ts';
import type { WorkflowRow } from './run-row.ts';

/** The schedule of a workflow, or `null` where it has none. */
export function findScheduleDocument(row: WorkflowRow): JsonObject | null {
  if (row.schedule_cron === null || row.schedule_timezone === null) return null;
  return buildScheduleDocument({
    id: row.id,
    name: row.name,
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

/** The schedules the actor may know of, those of apps too, by workflow, newest first (Atlan wire, list schedules: the `items`). */
export async function listSchedules({ db }: Pick<WorkflowsDeps, 'db'>, principal: Principal): Promise<JsonObject[]> {
  return readSnapshot(db, async (tx) => {
    const sight = await gatherSight(tx, principal);
    const rows = await tx
      .selectFrom('workflow')
      .selectAll()
      .where('schedule_cron', 'is not', null)
      .where(workflowVisibility(sight))
      .execute();
    const own = rows.map((row) => ({ seq: row.seq, schedule: findScheduleDocument(row) }));
    const ofApps = (await listTriggers(tx, sight)).map((row) => ({
      ...{ seq: row.workflow_seq, schedule: renderTrigger(row) },
    }));
    const newestFirst = [...own, ...ofApps].sort((one, other) => other.seq - one.seq);
    return newestFirst.map(({ schedule }) => schedule).filter((schedule) => schedule !== null);
  });
}

/**
 * One schedule by its own name: `<workflow>-cron`, of a workflow of the app surface `<slug>-<trigger id>-cron`. Throws `schedule_not_found`,
 * also for one the actor may not know of.
 */
export async function getSchedule(
  { db }: Pick<WorkflowsDeps, 'db'>,
  principal: Principal,
  name: string,
): Promise<JsonObject> {
  const schedule = await readSnapshot(db, async (tx) => {
    if (!name.endsWith('-cron')) return null;
    const sight = await gatherSight(tx, principal);
    const bare = name.replace(/-cron$/, '');
    const trigger = await findTrigger(tx, sight, bare);
    if (trigger !== null) return renderTrigger(trigger);
    const query = tx.selectFrom('workflow').selectAll().where('name', '=', bare).where(workflowVisibility(sight));
    const row = await query.executeTakeFirst();
    return row === undefined ? null : findScheduleDocument(row);
  });
  if (schedule === null) throw new CatalogError('schedule_not_found', `schedule \`${name}\` does not exist`);
  return schedule;
}
