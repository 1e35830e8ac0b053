import { hasCapability } from '../access/index.ts';
import { CatalogError } from '../foundation/index.ts';
import type { Principal } from '../identity/index.ts';
import { sql, type Db, type Tx } from '../postgres/index.ts';
import { gatherSight, runVisibility, workflowVisibility, type WorkflowSight } from './gather-sight.ts';
import type { RunRow, WorkflowRow } from './run-row.ts';

/**
 * The workflow of that name, locked when `db` is a transaction that will change it.
 * SECURITY: a workflow that is hidden from the actor is not found, in the same words as one that does not exist.
 */
export async function getWorkflow(
  db: Db | Tx,
  principal: Principal,
  { name, forUpdate = false }: WorkflowKey,
): Promise<WorkflowRow> {
  const visible = workflowVisibility(await gatherSight(db, principal));
  const query = db.selectFrom('workflow').selectAll().where('name', '=', name).where(visible);
  const row = await (forUpdate ? query.forNoKeyUpdate() : query).executeTakeFirst();
  if (row === undefined) throw new CatalogError('workflow_not_found', `workflow \`${name}\` does not exist`);
  return row;
}

/**
 * The same, for who will change what the workflow is, inside a transaction. The admins of its connection see it and run it; changing it
 * is for its owner and for who may read all.
 * SECURITY: a credential keeps its secrets when a body does not repeat them, so whoever could change where it is used would have them.
 * Throws `permission_denied` and `workflow_not_found`.
 */
export async function getOwnWorkflow(tx: Tx, principal: Principal, name: string): Promise<WorkflowRow> {
  const row = await getWorkflow(tx, principal, { name, forUpdate: true });
  if (row.owner_id === principal.actorId || hasCapability(principal, 'workflow.read-all')) return row;
  throw new CatalogError('permission_denied', `workflow \`${name}\` is changed by its owner or a workspace admin only`);
}

export interface WorkflowKey {
  readonly name: string;
  readonly forUpdate?: boolean;
}

async function findRun(db: Db | Tx, sight: WorkflowSight, name: string): Promise<RunRow | null> {
  const row = await db
    .selectFrom('run')
    .selectAll()
    .where('name', '=', name)
    .where(runVisibility(sight))
    .executeTakeFirst();
  return row ?? null;
}

/** The run of that name, or of the workflow of that name the newest one. Hidden = not found, as for workflows. */
export async function getRun(db: Db | Tx, principal: Principal, name: string): Promise<RunRow> {
  const sight = await gatherSight(db, principal);
  const row = (await findRun(db, sight, name)) ?? (await findNewestRun(db, sight, name));
  if (row === null) throw new CatalogError('run_not_found', `run \`${name}\` does not exist`);
  return row;
}

/** The newest run of a workflow, one that is not over before any that is. */
async function findNewestRun(db: Db | Tx, sight: WorkflowSight, workflowName: string): Promise<RunRow | null> {
  const row = await db
    .selectFrom('run')
    .selectAll()
    .where('workflow_name', '=', workflowName)
    .where(runVisibility(sight))
    .orderBy(sql`finished_at IS NOT NULL`)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
