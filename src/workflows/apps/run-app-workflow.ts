import type { Principal } from '../../identity/index.ts';
import { transact } from '../../postgres/index.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { requireMayRun, requireMayRunAny, requireOwnHandFor } from '../hand-on-guard.ts';
import { startRun } from '../rerun-workflow.ts';
import { askToStop } from '../stop-run.ts';
import { renderAppRun, type AppRun } from './app-run.ts';
import { getAppRunRow, getVisibleApp } from './find-app-workflow.ts';

/**
 * Runs the newest version of a workflow, with the rights of the caller (Atlan wire, app submit). While a run of it is at work the new one
 * waits; repeating the request meanwhile answers the one that waits.
 * Throws `permission_denied`, `workflow_not_found`.
 */
export async function submitAppWorkflow(deps: WorkflowsDeps, principal: Principal, slug: string): Promise<AppRun> {
  requireMayRunAny(principal);
  const run = await transact(deps.db, async (tx) => {
    const { workflow } = await getVisibleApp(tx, principal, { name: slug, forUpdate: true });
    requireMayRun(deps, principal, workflow.package_id);
    requireOwnHandFor(deps.packages, principal, workflow.package_id);
    const origin = { startedBy: principal.actorId, origin: 'rerun', at: deps.clock.now() } as const;
    const { runName } = await startRun({ tx, queue: deps.queue }, principal, { workflow, origin });
    return renderAppRun(await getAppRunRow(tx, principal, runName));
  });
  deps.queue.wake();
  return run;
}

/** How a run stands (Atlan wire, app run status). Throws `run_not_found`. */
export async function getAppRun(
  { db }: Pick<WorkflowsDeps, 'db'>,
  principal: Principal,
  runId: string,
): Promise<AppRun> {
  return renderAppRun(await getAppRunRow(db, principal, runId));
}

export interface CancelledAppRun extends AppRun {
  /** False for one that was over, or stopping, already. */
  readonly isCancelled: boolean;
}

/** Asks for the end of a run, which is `Stopped` shortly after (Atlan wire, app cancel). Throws `permission_denied`, `run_not_found`. */
export async function cancelAppRun(deps: WorkflowsDeps, principal: Principal, runId: string): Promise<CancelledAppRun> {
  requireMayRunAny(principal);
  return transact(deps.db, async (tx) => {
    const found = await getAppRunRow(tx, principal, runId);
    const { run, isAsked } = await askToStop({ ...deps, tx }, principal, found);
    return { ...renderAppRun(run), isCancelled: isAsked };
  });
}
