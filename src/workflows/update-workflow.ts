import { recordAudit } from '../audit/index.ts';
import { CatalogError, isJsonObject, type JsonObject, type JsonValue } from '../foundation/index.ts';
import type { Principal } from '../identity/index.ts';
import { transact } from '../postgres/index.ts';
import { defineWorkflow } from './define-workflow.ts';
import type { WorkflowsDeps } from './deps.ts';
import { getOwnWorkflow } from './find-visible.ts';
import { requireMayRun, requireMayRunAny } from './hand-on-guard.ts';
import { renderPayload } from './render-payload.ts';
import { canonicalText } from './submit-workflow.ts';
import { parseWorkflowBody, type WorkflowBody } from './workflow-body.ts';

export interface WorkflowUpdate {
  readonly name: string;
  /** `{metadata, spec, payload?}`; a whole search hit is fine too. */
  readonly body: unknown;
}

/** A body without a `spec` leaves the spec as it is. */
function mergeBody(body: WorkflowBody, before: JsonObject): WorkflowBody {
  if (Object.keys(body.spec).length > 0 || !isJsonObject(before.spec)) return body;
  return { ...body, spec: before.spec };
}

/**
 * Changes a workflow and its schedule (Atlan wire, update); runs that were already submitted are not changed.
 * A credential in the payload that comes without its secrets keeps them: clients send back what they were answered.
 * The annotations are replaced as sent; without the schedule annotation the schedule ends.
 * Throws `permission_denied`, `field_invalid`, `workflow_not_found`, `package_unknown`, `package_not_runnable`.
 */
export async function updateWorkflow(
  deps: WorkflowsDeps,
  principal: Principal,
  { name, body }: WorkflowUpdate,
): Promise<JsonObject> {
  requireMayRunAny(principal);
  const parsed = parseWorkflowBody(body);
  if (parsed.name !== name) {
    throw new CatalogError(
      'field_invalid',
      `\`metadata.name\` is \`${parsed.name}\` but the address names \`${name}\`; a workflow keeps its name`,
    );
  }
  return transact(deps.db, async (tx) => {
    const before = await getOwnWorkflow(tx, principal, name);
    requireMayRun(deps, principal, before.package_id);
    const merged = mergeBody(parsed, before.document);
    const bodyDigest = deps.vault.digest(canonicalText(body as JsonValue));
    const row = await defineWorkflow({ ...deps, tx }, principal, { body: merged, before, bodyDigest });
    const detail = { package: row.package_id, schedule: row.schedule_cron };
    await recordAudit(tx, {
      actor: principal,
      action: 'workflow.update',
      objectKind: 'workflow',
      objectId: name,
      detail,
    });
    return { ...row.document, payload: renderPayload(parsed.payload) };
  });
}
