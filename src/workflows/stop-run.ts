import { recordAudit } from '../audit/index.ts';
import { CatalogError, type JsonObject } from '../foundation/index.ts';
import type { Principal } from '../identity/index.ts';
import { transact, type Tx } from '../postgres/index.ts';
import { changeRunState, holdRun } from './change-run-state.ts';
import type { WorkflowsDeps } from './deps.ts';
import { getRun } from './find-visible.ts';
import { requireMayRun, requireMayRunAny } from './hand-on-guard.ts';
import { renderRun, type RunRow } from './run-row.ts';

/** Asks for the end of a run that the actor may know of; `isAsked` is false for one that is over or stopping already. */
export async function askToStop(
  deps: Pick<WorkflowsDeps, 'clock' | 'packages'> & { readonly tx: Tx },
  principal: Principal,
  { id, name, package_id: packageId }: RunRow,
): Promise<{ readonly run: RunRow; readonly isAsked: boolean }> {
  const { tx, clock } = deps;
  requireMayRun(deps, principal, packageId);
  const held = await holdRun(tx, id);
  const isAsked = held.state === 'queued' || held.state === 'running';
  if (isAsked) {
    const message = `stopped on request of \`${principal.username}\``;
    await changeRunState(tx, held, { to: 'stopping', at: clock.now(), message });
    await recordAudit(tx, { actor: principal, action: 'run.stop', objectKind: 'run', objectId: name });
  }
  const run = await tx.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst();
  if (run === undefined) throw new CatalogError('run_not_found', `run \`${name}\` does not exist`);
  return { run, isAsked };
}

/**
 * Asks for the end of a run (Atlan wire, stop). The answer still says `Running`; within a second or two the run is `Failed`.
 * A run that is over, or already stopping, is answered as it is.
 * COMPAT: the name may be that of a workflow, then its newest active run is meant; one client has no other name at hand.
 * Throws `permission_denied`, `run_not_found`.
 */
export async function stopRun(deps: WorkflowsDeps, principal: Principal, name: string): Promise<JsonObject> {
  requireMayRunAny(principal);
  return transact(deps.db, async (tx) => {
    const { run } = await askToStop({ ...deps, tx }, principal, await getRun(tx, principal, name));
    return renderRun(run);
  });
}
