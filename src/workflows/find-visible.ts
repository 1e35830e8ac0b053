import { hasCapability } from '../access/index.ts';
import { CatalogError } from '../foundation/index.ts';
import type { Principal } from '../identity/index.ts';
import { sql, type Db, type Tx } from '../postgres/index.ts';
import type { RawBuilder, SqlBool } from 'kysely';
import type { RunRow, WorkflowRow } from './run-row.ts';

/** Which rows of `workflow` the actor may know of: all, or its own. */
export function workflowVisibility(principal: Principal): RawBuilder<SqlBool> {
  if (hasCapability(principal, 'workflow.read-all')) return sql`workflow.archived_at IS NULL`;
  return sql`(workflow.archived_at IS NULL AND workflow.owner_id = ${principal.actorId})`;
}

/** Which rows of `run` the actor may know of: all, or those it started or whose workflow it owns. */
export function runVisibility(principal: Principal): RawBuilder<SqlBool> {
  if (hasCapability(principal, 'workflow.read-all')) return sql`true`;
  return sql`(run.started_by = ${principal.actorId} OR run.workflow_id IN (
    SELECT id FROM workflow WHERE owner_id = ${principal.actorId}))`;
}

/**
 * The workflow of that name, locked when `db` is a transaction that will change it.
 * SECURITY: a workflow that is hidden from the actor is not found, in the same words as one that does not exist.
 */
export async function getWorkflow(
  db: Db | Tx,
  principal: Principal,
  { name, forUpdate = false }: WorkflowKey,
): Promise<WorkflowRow> {
  const query = db.selectFrom('workflow').selectAll().where('name', '=', name).where(workflowVisibility(principal));
  const row = await (forUpdate ? query.forNoKeyUpdate() : query).executeTakeFirst();
  if (row === undefined) throw new CatalogError('workflow_not_found', `workflow \`${name}\` does not exist`);
  return row;
}

export interface WorkflowKey {
  readonly name: string;
  readonly forUpdate?: boolean;
}

async function findRun(db: Db | Tx, principal: Principal, name: string): Promise<RunRow | null> {
  const row = await db
    .selectFrom('run')
    .selectAll()
    .where('name', '=', name)
    .where(runVisibility(principal))
    .executeTakeFirst();
  return row ?? null;
}

/** The run of that name, or of the workflow of that name the newest one. Hidden = not found, as for workflows. */
export async function getRun(db: Db | Tx, principal: Principal, name: string): Promise<RunRow> {
  const row = (await findRun(db, principal, name)) ?? (await findNewestRun(db, principal, name));
  if (row === null) throw new CatalogError('run_not_found', `run \`${name}\` does not exist`);
  return row;
}

/** The newest run of a workflow, one that is not over before any that is. */
async function findNewestRun(db: Db | Tx, principal: Principal, workflowName: string): Promise<RunRow | null> {
  const row = await db
    .selectFrom('run')
    .selectAll()
    .where('workflow_name', '=', workflowName)
    .where(runVisibility(principal))
    .orderBy(sql`finished_at IS NOT NULL`)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
