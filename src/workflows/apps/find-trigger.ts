import type { Selectable } from 'kysely';
import type { JsonObject } from '../../foundation/index.ts';
import type { Database, Db, Tx } from '../../postgres/index.ts';
import { buildScheduleDocument } from '../documents.ts';
import { workflowVisibility, type WorkflowSight } from '../gather-sight.ts';

/** One of the schedules of a workflow of the app surface, with what its workflow says of it. */
export type TriggerRow = Selectable<Database['workflow_trigger']> & {
  readonly workflow_name: string;
  readonly workflow_seq: number;
  readonly package_id: string;
  readonly document: JsonObject;
};

function selectTriggers(db: Db | Tx, sight: WorkflowSight) {
  return db
    .selectFrom('workflow_trigger')
    .innerJoin('workflow', 'workflow.id', 'workflow_trigger.workflow_id')
    .selectAll('workflow_trigger')
    .select(['workflow.name as workflow_name', 'workflow.seq as workflow_seq'])
    .select(['workflow.package_id', 'workflow.document'])
    .where(workflowVisibility(sight));
}

/** Those that the actor may know of. */
export function listTriggers(db: Db | Tx, sight: WorkflowSight): Promise<TriggerRow[]> {
  return selectTriggers(db, sight).orderBy('workflow_trigger.seq', 'desc').execute();
}

const triggerForm = /^(.+)-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The one that is called `<slug>-<trigger id>` among all schedules; `null` where none is, or the actor may not know of it. */
export async function findTrigger(db: Db | Tx, sight: WorkflowSight, name: string): Promise<TriggerRow | null> {
  const [, slug, id] = triggerForm.exec(name) ?? [];
  if (slug === undefined || id === undefined) return null;
  const row = await selectTriggers(db, sight)
    .where('workflow_trigger.id', '=', id)
    .where('workflow.name', '=', slug)
    .executeTakeFirst();
  return row ?? null;
}

/** As the other surface shows schedules. */
export function renderTrigger(row: TriggerRow): JsonObject {
  return buildScheduleDocument({
    ...{ id: row.id, name: `${row.workflow_name}-${row.id}` },
    ...{ workflowName: row.workflow_name, packageId: row.package_id },
    ...{ cron: row.cron, timezone: row.timezone, createdAt: row.created_at },
    ...{ lastScheduledAt: row.last_scheduled_at, pausedAt: row.paused_at, nextRunAt: row.next_run_at },
  });
}
