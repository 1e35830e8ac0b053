import { requireCapability } from '../../access/index.ts';
import { recordAudit } from '../../audit/index.ts';
import { CatalogError, type JsonObject, type Problem } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { sql, transact, type Tx } from '../../postgres/index.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { insertRun } from '../insert-run.ts';
import { canonicalText } from '../submit-workflow.ts';
import { readAppInputs } from './app-inputs.ts';
import { requireApp, requireEntrypoint } from './app-registry.ts';
import { insertTrigger, type AppScheduleInput } from './app-schedules.ts';
import { defineApp } from './define-app.ts';
import { newSlug } from './new-slug.ts';

/** A workflow of the app surface to make. */
export interface AppCreation {
  readonly appId: string;
  readonly name: string;
  readonly inputs: JsonObject;
  readonly entrypoint?: string | null | undefined;
  readonly schedule?: AppScheduleInput | undefined;
  /** Run it at once; true when absent. */
  readonly run?: boolean | undefined;
}

export interface CreatedApp {
  readonly slug: string;
  readonly version: number;
  /** `null` where none was asked for. */
  readonly runId: string | null;
  readonly scheduleTriggerId: string | null;
}

/** What came of it: a workflow, or the one of that name that is there already. */
export type AppCreationOutcome =
  | { readonly kind: 'created'; readonly created: CreatedApp }
  | { readonly kind: 'taken'; readonly slug: string; readonly version: number };

const nameCharactersMax = 200;

function readName(name: string): string {
  const trimmed = name.trim();
  if (trimmed !== '' && trimmed.length <= nameCharactersMax) return trimmed;
  throw new CatalogError('field_invalid', `name: expected 1 to ${String(nameCharactersMax)} characters`, {
    details: [{ path: 'name', message: `expected 1 to ${String(nameCharactersMax)} characters` }],
  });
}

/**
 * The actor's own workflow of that name. Creating is repeated by scripts that run again and mean the workflow they made (Atlan wire, duplicate
 * name); of all others the name is as free as if they were not there.
 * SECURITY: the caller goes on to run what it is answered, with its own rights. So it has to be what the caller itself set: neither
 * another's workflow that it may see, nor one that another gave it or has changed since.
 */
async function findOwn(
  tx: Tx,
  { actorId }: Principal,
  name: string,
): Promise<{ slug: string; version: number } | null> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`app ${actorId} ${name}`}, 0))`.execute(tx);
  const row = await tx
    .selectFrom('app_workflow')
    .innerJoin('workflow', 'workflow.id', 'app_workflow.workflow_id')
    .select(['workflow.name as slug', 'app_workflow.version'])
    .where('app_workflow.name', '=', name)
    .where('workflow.owner_id', '=', actorId)
    .where('workflow.defined_by', '=', actorId)
    .where('workflow.archived_at', 'is', null)
    .orderBy('workflow.seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Makes a workflow, with a schedule and a first run where these are asked for, all in one transaction (Atlan wire, app create).
 * Throws `permission_denied`, `app_contract_unknown` for an unknown app or entrypoint, `app_inputs_invalid` with all problems of the
 * inputs, `field_invalid` for the rest.
 */
export async function createAppWorkflow(
  deps: WorkflowsDeps,
  principal: Principal,
  creation: AppCreation,
): Promise<AppCreationOutcome> {
  requireCapability(principal, 'workflow.submit');
  const app = requireApp(creation.appId, deps.packages);
  const entrypoint = creation.entrypoint ?? null;
  requireEntrypoint(app, entrypoint);
  const name = readName(creation.name);
  const problems: Problem[] = [];
  const inputs = readAppInputs(creation.inputs, problems);
  const outcome = await transact(deps.db, async (tx): Promise<AppCreationOutcome> => {
    const taken = await findOwn(tx, principal, name);
    if (taken !== null) return { kind: 'taken', ...taken };
    const slug = newSlug(name);
    const bodyDigest = deps.vault.digest(canonicalText(creation.inputs));
    const definition = { app, slug, name, entrypoint, inputs, problems, before: null, bodyDigest };
    const workflow = await defineApp({ ...deps, tx }, principal, definition);
    const { schedule } = creation;
    const trigger =
      schedule === undefined
        ? null
        : await insertTrigger({ ...deps, tx }, principal, { workflowId: workflow.id, schedule });
    const origin = { startedBy: principal.actorId, origin: 'submit', at: deps.clock.now() } as const;
    const run = creation.run === false ? null : await insertRun({ tx, queue: deps.queue }, workflow, origin);
    const detail = {
      ...{ app: app.id, name, package: workflow.package_id },
      ...(run === null ? {} : { run: run.name }),
      ...(trigger === null ? {} : { cron: trigger.cron, timezone: trigger.timezone }),
    };
    await recordAudit(tx, {
      ...{ actor: principal, action: 'workflow.create', objectKind: 'workflow', objectId: slug, detail },
    });
    const created = { slug, version: workflow.version, runId: run?.name ?? null };
    return { kind: 'created', created: { ...created, scheduleTriggerId: trigger?.triggerId ?? null } };
  });
  deps.queue.wake();
  return outcome;
}
