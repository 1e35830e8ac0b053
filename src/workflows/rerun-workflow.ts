import { recordAudit } from '../audit/index.ts';
import { CatalogError, type JsonObject } from '../foundation/index.ts';
import type { Principal } from '../identity/index.ts';
import { transact, type Tx } from '../postgres/index.ts';
import type { WorkflowsDeps } from './deps.ts';
import { getWorkflow } from './find-visible.ts';
import { requireMayRun, requireMayRunAny, requireOwnHandFor } from './hand-on-guard.ts';
import { insertRun, type RunOrigin } from './insert-run.ts';
import { renderRun, type RunRow, type WorkflowRow } from './run-row.ts';
import { findRerunName } from './workflow-body.ts';

export interface StartedRun {
  readonly run: JsonObject;
  readonly runName: string;
}

/** A run of the same actor that waits for its turn: another one behind it would do the same work twice. */
async function findWaiting(tx: Tx, workflowId: string, { startedBy, origin }: RunOrigin): Promise<RunRow | null> {
  const row = await tx
    .selectFrom('run')
    .selectAll()
    .where('workflow_id', '=', workflowId)
    .where('started_by', '=', startedBy)
    .where('origin', '=', origin)
    .where('state', '=', 'queued')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

export interface RunRequest {
  readonly workflow: WorkflowRow;
  readonly origin: RunOrigin;
}

/** Starts a run of a workflow that the transaction holds, unless one just like it is already waiting; records who asked. */
export async function startRun(
  deps: Pick<WorkflowsDeps, 'queue'> & { readonly tx: Tx },
  principal: Principal,
  { workflow, origin }: RunRequest,
): Promise<StartedRun> {
  const { tx, queue } = deps;
  const waiting = await findWaiting(tx, workflow.id, origin);
  if (waiting !== null) return { run: renderRun(waiting), runName: waiting.name };
  const run = await insertRun({ tx, queue }, workflow, origin);
  const detail = { workflow: workflow.name, origin: origin.origin };
  await recordAudit(tx, { actor: principal, action: 'run.start', objectKind: 'run', objectId: run.name, detail });
  return { run: renderRun(run), runName: run.name };
}

/** The workflow a rerun body names. Throws `field_invalid`. */
export function requireRerunName(body: unknown): string {
  const name = findRerunName(body);
  if (name !== null) return name;
  throw new CatalogError('field_invalid', '`resourceName`: expected the name of a workflow');
}

/**
 * Runs a workflow once more, with the rights of the caller (Atlan wire, rerun). While a run of the workflow is at work the new
 * one waits. Repeating the request while it waits answers the same run.
 * Throws `permission_denied`, `field_invalid`, `workflow_not_found`.
 */
export async function rerunWorkflow(deps: WorkflowsDeps, principal: Principal, body: unknown): Promise<StartedRun> {
  requireMayRunAny(principal);
  const name = requireRerunName(body);
  const started = await transact(deps.db, async (tx) => {
    const workflow = await getWorkflow(tx, principal, { name, forUpdate: true });
    requireMayRun(deps, principal, workflow.package_id);
    requireOwnHandFor(deps.packages, principal, workflow.package_id);
    const origin: RunOrigin = { startedBy: principal.actorId, origin: 'rerun', at: deps.clock.now() };
    return startRun({ tx, queue: deps.queue }, principal, { workflow, origin });
  });
  deps.queue.wake();
  return started;
}
