import { requireCapability } from '../access/index.ts';
import { recordAudit } from '../audit/index.ts';
import { CatalogError, isJsonObject, type JsonObject } from '../foundation/index.ts';
import { findPrincipalByUsername, type Principal } from '../identity/index.ts';
import { transact } from '../postgres/index.ts';
import type { WorkflowsDeps } from './deps.ts';
import { buildWorkflowDocument } from './documents.ts';
import { getOwnWorkflow } from './find-visible.ts';
import { requireOwnHandFor } from './hand-on-guard.ts';

export interface OwnerChange {
  readonly name: string;
  readonly username: string;
}

function texts(value: unknown): Record<string, string> {
  return (isJsonObject(value) ? value : {}) as Record<string, string>;
}

/**
 * Gives a workflow to another actor (Atlan wire, change owner).
 *
 * SECURITY: giving away does not make the new owner answer for the parameters: scheduled runs keep the rights of who set them,
 * and `triggerAsOwner` refuses until the new owner saves the workflow. Who takes a workflow for itself does answer for it.
 * Throws `permission_denied`, `workflow_not_found`, `field_invalid` for an unknown or inactive actor.
 */
export async function changeOwner(
  deps: WorkflowsDeps,
  principal: Principal,
  { name, username }: OwnerChange,
): Promise<JsonObject> {
  requireCapability(principal, 'workflow.submit');
  return transact(deps.db, async (tx) => {
    const before = await getOwnWorkflow(tx, principal, name);
    requireOwnHandFor(deps.packages, principal, before.package_id);
    const owner = await findPrincipalByUsername(tx, username);
    if (owner?.state !== 'active')
      throw new CatalogError('field_invalid', `\`username\`: no active actor \`${username}\``);
    const { actorId } = owner.principal;
    const metadata = isJsonObject(before.document.metadata) ? before.document.metadata : {};
    const spec = isJsonObject(before.document.spec) ? before.document.spec : {};
    const version = before.version + 1;
    const document = buildWorkflowDocument({
      ...{
        id: before.id,
        name,
        namespace: String(metadata.namespace ?? 'default'),
        version,
        createdAt: before.created_at,
      },
      ...{ labels: texts(metadata.labels), annotations: texts(metadata.annotations), spec, owner },
    });
    const definedBy = actorId === principal.actorId ? actorId : before.defined_by;
    await tx
      .updateTable('workflow')
      .set({
        ...{ owner_id: actorId, defined_by: definedBy, version, updated_at: deps.clock.now() },
        document: JSON.stringify(document),
      })
      .where('id', '=', before.id)
      .execute();
    const detail = { from: before.owner_id, to: actorId };
    await recordAudit(tx, {
      actor: principal,
      action: 'workflow.change-owner',
      objectKind: 'workflow',
      objectId: name,
      detail,
    });
    return document;
  });
}
