import { recordAudit } from '../../audit/index.ts';
import type { JsonObject, Problem } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { transact } from '../../postgres/index.ts';
import { archiveHeld } from '../archive-workflow.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { requireMayRun, requireMayRunAny } from '../hand-on-guard.ts';
import { canonicalText } from '../submit-workflow.ts';
import { readAppInputs } from './app-inputs.ts';
import { requireApp, requireEntrypoint } from './app-registry.ts';
import { defineApp } from './define-app.ts';
import { getOwnApp } from './find-app-workflow.ts';

export interface AppUpdate {
  readonly slug: string;
  /** All of them; only the credential stays when none is named. */
  readonly inputs: JsonObject;
  readonly entrypoint?: string | null | undefined;
}

/**
 * Saves a new version of a workflow (Atlan wire, app update): the inputs are replaced, slug, owner, schedules and the credential stay. Runs that
 * were already submitted are not changed; the versions before are kept.
 * Throws `permission_denied`, `workflow_not_found`, `app_contract_unknown`, `app_inputs_invalid`.
 */
export async function updateAppWorkflow(
  deps: WorkflowsDeps,
  principal: Principal,
  update: AppUpdate,
): Promise<{ readonly slug: string; readonly version: number }> {
  requireMayRunAny(principal);
  const { slug } = update;
  return transact(deps.db, async (tx) => {
    const before = await getOwnApp(tx, principal, slug);
    requireMayRun(deps, principal, before.workflow.package_id);
    const app = requireApp(before.appId, deps.packages);
    const entrypoint = update.entrypoint ?? null;
    requireEntrypoint(app, entrypoint);
    const problems: Problem[] = [];
    const inputs = readAppInputs(update.inputs, problems);
    const bodyDigest = deps.vault.digest(canonicalText(update.inputs));
    const definition = { app, slug, name: before.name, entrypoint, inputs, problems, before, bodyDigest };
    const { version, package_id: packageId } = await defineApp({ ...deps, tx }, principal, definition);
    const detail = { app: app.id, package: packageId, version };
    const record = { action: 'workflow.update', objectKind: 'workflow', objectId: slug, detail };
    await recordAudit(tx, { actor: principal, ...record });
    return { slug, version };
  });
}

/**
 * Takes a workflow and its schedules away (Atlan wire, app delete). Its runs stay, also one that is at work.
 * Throws `permission_denied`, `workflow_not_found`.
 */
export async function deleteAppWorkflow(deps: WorkflowsDeps, principal: Principal, slug: string): Promise<void> {
  requireMayRunAny(principal);
  await transact(deps.db, async (tx) => {
    const { workflow } = await getOwnApp(tx, principal, slug);
    requireMayRun(deps, principal, workflow.package_id);
    await archiveHeld({ ...deps, tx }, principal, workflow);
  });
}
