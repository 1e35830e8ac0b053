import { newGuid, type JsonObject } from '../foundation/index.ts';
import type { Principal } from '../identity/index.ts';
import type { Tx } from '../postgres/index.ts';
import { requireParameters } from './apps/check-inputs.ts';
import { requireNoApp } from './apps/require-no-app.ts';
import { readActor } from './read-actor.ts';
import { upsertPayload } from './credentials/upsert-payload.ts';
import type { WorkflowsDeps } from './deps.ts';
import { buildWorkflowDocument } from './documents.ts';
import { getPackage } from './find-package.ts';
import { requireMayRun, requireOwnHandFor } from './hand-on-guard.ts';
import { readParameters, replacePlaceholders } from './parameters.ts';
import type { WorkflowRow } from './run-row.ts';
import { readSchedule } from './workflow-schedule.ts';
import type { WorkflowBody } from './workflow-body.ts';

export interface Definition {
  readonly body: WorkflowBody;
  /** The row to replace, held by the transaction; `null` for a new workflow. */
  readonly before: WorkflowRow | null;
  readonly bodyDigest: Buffer;
  /** It is of the app surface, which alone changes what its workflows are. */
  readonly isApp?: true;
}

function isSameJson(one: JsonObject, other: JsonObject): boolean {
  const sorted = (value: JsonObject): string =>
    JSON.stringify(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
  return sorted(one) === sorted(other);
}

/**
 * Stores what a workflow is, inside the caller's transaction: its package is known and accepts its parameters, its
 * credentials go to the vault, its placeholders become their guids, its schedule is set or removed.
 *
 * What the server made stays: id, owner, time of creation, credentials whose secrets the body does not repeat.
 */
export async function defineWorkflow(
  deps: WorkflowsDeps & { readonly tx: Tx },
  principal: Principal,
  { body, before, bodyDigest, isApp }: Definition,
): Promise<WorkflowRow> {
  const { tx, packages } = deps;
  const at = deps.clock.now();
  const id = before?.id ?? newGuid();
  if (before !== null && isApp !== true) await requireNoApp(tx, before);
  const runnable = getPackage(body, deps);
  requireMayRun(deps, principal, runnable.id);
  requireOwnHandFor(packages, principal, runnable.id);
  const guids = await upsertPayload(deps, { principal, workflowId: id, payload: body.payload, at });
  const spec = replacePlaceholders(body.spec, guids.replacements);
  const parameters = readParameters(spec);
  requireParameters(runnable, parameters);
  for (const credential of guids.credentials) runnable.checkCredential?.(credential);
  const stored = Object.fromEntries(parameters);
  const owner = await readActor(tx, before?.owner_id ?? principal.actorId);
  const version = (before?.version ?? 0) + 1;
  const createdAt = before?.created_at ?? at;
  const document = buildWorkflowDocument({ ...body, id, spec, version, createdAt, owner });
  // SECURITY: whoever sets the package, a parameter or a credential answers for what the workflow does from then on.
  const isUntouched =
    before !== null &&
    // Of one that hands on rights the schedule counts too: it says when that is done in whose name.
    (before.defined_by === principal.actorId || runnable.handsOnRights !== true) &&
    before.package_id === runnable.id &&
    body.payload.length === 0 &&
    isSameJson(before.parameters, stored);
  const values = {
    package_id: runnable.id,
    parameters: JSON.stringify(stored),
    body_digest: bodyDigest,
    document: JSON.stringify(document),
    defined_by: isUntouched ? before.defined_by : principal.actorId,
    version,
    updated_at: at,
    archived_at: null,
    ...readSchedule({ annotations: body.annotations, before: before ?? undefined, at }),
  };
  const row = await (
    before === null
      ? tx
          .insertInto('workflow')
          .values({ ...values, id, name: body.name, owner_id: principal.actorId, created_at: at })
      : tx.updateTable('workflow').set(values).where('id', '=', id)
  )
    .returningAll()
    .executeTakeFirstOrThrow();
  await guids.store();
  return row;
}
