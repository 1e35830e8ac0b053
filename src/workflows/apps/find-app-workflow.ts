import type { Selectable } from 'kysely';
import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { Database, Db, Tx } from '../../postgres/index.ts';
import { getOwnWorkflow, getWorkflow, type WorkflowKey } from '../find-visible.ts';
import { gatherSight, runVisibility } from '../gather-sight.ts';
import type { RunRow, WorkflowRow } from '../run-row.ts';

/** A workflow of the app surface: its row, and what that surface has beside it, as of its newest version. */
export interface AppWorkflowRow {
  readonly workflow: WorkflowRow;
  readonly appId: string;
  readonly name: string;
  readonly version: number;
  readonly entrypoint: string | null;
  readonly inputs: JsonObject;
  readonly savedAt: Date;
}

type AppPart = Pick<Selectable<Database['app_version']>, 'version' | 'entrypoint' | 'inputs' | 'saved_at'> &
  Pick<Selectable<Database['app_workflow']>, 'app_id' | 'name'>;

async function readAppPart(db: Db | Tx, slug: string): Promise<AppPart> {
  const part = await db
    .selectFrom('workflow')
    .innerJoin('app_workflow', 'app_workflow.workflow_id', 'workflow.id')
    .innerJoin('app_version', (join) =>
      join
        .onRef('app_version.workflow_id', '=', 'app_workflow.workflow_id')
        .onRef('app_version.version', '=', 'app_workflow.version'),
    )
    .select(['app_workflow.app_id', 'app_workflow.name', 'app_workflow.version'])
    .select(['app_version.entrypoint', 'app_version.inputs', 'app_version.saved_at'])
    .where('workflow.name', '=', slug)
    .executeTakeFirst();
  // SECURITY: in the words for one that is hidden, or that only the other surface has.
  if (part === undefined) throw new CatalogError('workflow_not_found', `workflow \`${slug}\` does not exist`);
  return part;
}

function joinParts(workflow: WorkflowRow, part: AppPart): AppWorkflowRow {
  const { app_id: appId, name, version, entrypoint, inputs, saved_at: savedAt } = part;
  return { workflow, appId, name, version, entrypoint, inputs, savedAt };
}

/** The workflow of that slug, if the actor may know of it. Throws `workflow_not_found`, for a workflow of the other surface too. */
export async function getVisibleApp(db: Db | Tx, principal: Principal, key: WorkflowKey): Promise<AppWorkflowRow> {
  const workflow = await getWorkflow(db, principal, key);
  return joinParts(workflow, await readAppPart(db, key.name));
}

/** The same, held for who may change it. Throws `workflow_not_found`, `permission_denied`. */
export async function getOwnApp(tx: Tx, principal: Principal, slug: string): Promise<AppWorkflowRow> {
  await readAppPart(tx, slug);
  const workflow = await getOwnWorkflow(tx, principal, slug);
  // Read again: it is held only now, and may have been saved meanwhile.
  return joinParts(workflow, await readAppPart(tx, slug));
}

/** The run of that name of a workflow of this surface. Throws `run_not_found`, as for one that is hidden. */
export async function getAppRunRow(db: Db | Tx, principal: Principal, runName: string): Promise<RunRow> {
  const row = await db
    .selectFrom('run')
    .innerJoin('app_workflow', 'app_workflow.workflow_id', 'run.workflow_id')
    .selectAll('run')
    .where('run.name', '=', runName)
    .where(runVisibility(await gatherSight(db, principal)))
    .executeTakeFirst();
  if (row === undefined) throw new CatalogError('run_not_found', `run \`${runName}\` does not exist`);
  return row;
}
