import { recordAudit } from '../audit/index.ts';
import { CatalogError, isJsonObject, type JsonObject, type JsonValue } from '../foundation/index.ts';
import type { Principal } from '../identity/index.ts';
import { sql, transact, type Tx } from '../postgres/index.ts';
import { hasCapability } from '../access/index.ts';
import { defineWorkflow } from './define-workflow.ts';
import type { WorkflowsDeps } from './deps.ts';
import { requireMaySubmit } from './hand-on-guard.ts';
import { insertRun } from './insert-run.ts';
import { renderPayload } from './render-payload.ts';
import { rerunWorkflow } from './rerun-workflow.ts';
import { renderRun, type RunRow, type WorkflowRow } from './run-row.ts';
import { findRerunName, parseWorkflowBody } from './workflow-body.ts';

/** The answer of a submission. `workflow` is what the wire's create answers; it never holds a secret. */
export interface Submission {
  /** `null` when the body asked to run a workflow again: then the wire answers the run. */
  readonly workflow: JsonObject | null;
  readonly run: JsonObject;
  readonly runName: string;
}

/** Key order carries no meaning and differs between clients' retries only by accident. */
export function canonicalText(value: JsonValue): string {
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(canonicalText).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalText(value[key] ?? null)}`).join(',')}}`;
}

/**
 * The row of that name, held until the transaction ends, if the actor may replace it.
 * INVARIANT: two submissions of one name wait for each other, also when neither finds a row yet.
 */
async function holdName(tx: Tx, principal: Principal, name: string): Promise<WorkflowRow | null> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`workflow ${name}`}, 0))`.execute(tx);
  const row = await tx.selectFrom('workflow').selectAll().where('name', '=', name).forNoKeyUpdate().executeTakeFirst();
  if (row === undefined) return null;
  const mayReplace = row.owner_id === principal.actorId || hasCapability(principal, 'workflow.read-all');
  if (!mayReplace) throw new CatalogError('already_exists', `the workflow name \`${name}\` is taken; choose another`);
  return row;
}

/** The run that an equal submission by the same actor started and that is not over: the caller is repeating itself. */
async function findRepeated(
  tx: Tx,
  principal: Principal,
  known: { id: string; bodyDigests: readonly Buffer[] },
): Promise<RunRow | null> {
  const row = await tx
    .selectFrom('run')
    .innerJoin('workflow', 'workflow.id', 'run.workflow_id')
    .selectAll('run')
    .where('workflow.id', '=', known.id)
    .where('workflow.body_digest', 'in', known.bodyDigests)
    .where('workflow.archived_at', 'is', null)
    .where('run.started_by', '=', principal.actorId)
    .where('run.origin', '=', 'submit')
    .where('run.finished_at', 'is', null)
    .orderBy('run.seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

async function submitIn(
  deps: WorkflowsDeps & { readonly tx: Tx },
  principal: Principal,
  body: unknown,
): Promise<Submission> {
  const { tx, queue, clock } = deps;
  const parsed = parseWorkflowBody(body);
  const before = await holdName(tx, principal, parsed.name);
  // One per vault key: what was submitted before a key was exchanged is still known.
  const bodyDigests = deps.vault.digests(canonicalText(body as JsonValue));
  const repeated = before === null ? null : await findRepeated(tx, principal, { id: before.id, bodyDigests });
  const payload = renderPayload(parsed.payload);
  if (before !== null && repeated !== null) {
    return { workflow: { ...before.document, payload }, run: renderRun(repeated), runName: repeated.name };
  }
  const workflow = await defineWorkflow(deps, principal, { body: parsed, before, bodyDigest: bodyDigests[0] });
  const run = await insertRun({ tx, queue }, workflow, {
    startedBy: principal.actorId,
    origin: 'submit',
    at: clock.now(),
  });
  const detail = { run: run.name, package: workflow.package_id };
  const action = before === null ? 'workflow.create' : 'workflow.update';
  await recordAudit(tx, { actor: principal, action, objectKind: 'workflow', objectId: workflow.name, detail });
  return { workflow: { ...workflow.document, payload }, run: renderRun(run), runName: run.name };
}

/**
 * Stores a workflow and starts a run of it (Atlan wire, create and run), all in one transaction; the run is queued when this returns.
 *
 * Clients repeat a request whose answer was lost. The same body, from the same actor, while the run it started is not over,
 * therefore answers that run and changes nothing; otherwise an existing workflow is replaced and runs once more.
 * COMPAT: a body that only names a workflow is a rerun; one client sends it to this address.
 *
 * Throws `permission_denied`, `field_invalid`, `package_unknown`, `package_not_runnable`, `already_exists` (the name belongs to
 * somebody whose workflows the actor may not see), `workflow_not_found`.
 */
export async function submitWorkflow(deps: WorkflowsDeps, principal: Principal, body: unknown): Promise<Submission> {
  requireMaySubmit(deps, principal, body);
  const again = findRerunName(body);
  if (again !== null) {
    const run = await rerunWorkflow(deps, principal, body);
    return { workflow: null, ...run };
  }
  const submission = await transact(deps.db, (tx) => submitIn({ ...deps, tx }, principal, body));
  deps.queue.wake();
  return submission;
}
