import { requireCapability } from '../access/index.ts';
import { recordAudit } from '../audit/index.ts';
import { CatalogError, type JsonObject } from '../foundation/index.ts';
import type { Principal } from '../identity/index.ts';
import { transact } from '../postgres/index.ts';
import { changeRunState, holdRun } from './change-run-state.ts';
import type { WorkflowsDeps } from './deps.ts';
import { getRun } from './find-visible.ts';
import { renderRun } from './run-row.ts';

/**
 * Asks for the end of a run (Atlan wire, stop). The answer still says `Running`; within a second or two the run is `Failed`.
 * A run that is over, or already stopping, is answered as it is.
 * COMPAT: the name may be that of a workflow, then its newest active run is meant; one client has no other name at hand.
 * Throws `permission_denied`, `run_not_found`.
 */
export async function stopRun(deps: WorkflowsDeps, principal: Principal, name: string): Promise<JsonObject> {
  requireCapability(principal, 'workflow.submit');
  return transact(deps.db, async (tx) => {
    const { id, name: runName } = await getRun(tx, principal, name);
    const held = await holdRun(tx, id);
    if (held.state === 'queued' || held.state === 'running') {
      const message = `stopped on request of \`${principal.username}\``;
      await changeRunState(tx, held, { to: 'stopping', at: deps.clock.now(), message });
      await recordAudit(tx, { actor: principal, action: 'run.stop', objectKind: 'run', objectId: runName });
    }
    const row = await tx.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw new CatalogError('run_not_found', `run \`${name}\` does not exist`);
    return renderRun(row);
  });
}
