import {
  CatalogError,
  isCatalogError,
  newGuid,
  type JsonObject,
  type JsonValue,
  type Problem,
} from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { Tx } from '../../postgres/index.ts';
import { parseCredentialInput, type CredentialInput } from '../credentials/credential-input.ts';
import { getOwnCredentialRow } from '../credentials/get-credential.ts';
import { defineWorkflow } from '../define-workflow.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { findPackageById, packageAnnotation, type PackageShelf } from '../find-package.ts';
import type { Package } from '../package.ts';
import type { WorkflowRow } from '../run-row.ts';
import type { PayloadItem, WorkflowBody } from '../workflow-body.ts';
import { isForAgent, namedCredential, snakeCase, toParameters } from './app-inputs.ts';
import type { App } from './app-registry.ts';
import { listInputProblems, listParameterProblems, mergeProblems } from './check-inputs.ts';
import type { AppWorkflowRow } from './find-app-workflow.ts';
import { inputContract } from './input-contract.ts';

/** What a workflow of the app surface is to be. */
export interface AppDefinition {
  readonly app: App;
  readonly slug: string;
  readonly name: string;
  readonly entrypoint: string | null;
  /** As read from the request, credential and all. */
  readonly inputs: JsonObject;
  /** What was wrong with the request already. */
  readonly problems: readonly Problem[];
  readonly before: AppWorkflowRow | null;
  readonly bodyDigest: Buffer;
}

const payloadParameter = 'credentialGuid';

/** The package of an app, and whether this server can run it. */
export function packageOf(shelf: PackageShelf, app: App): { readonly runnable: Package; readonly own: Package | null } {
  const own = shelf.packages.find(({ prefix }) => prefix === app.packagePrefix) ?? null;
  const runnable = own ?? findPackageById(shelf, app.packagePrefix);
  if (runnable !== null) return { runnable, own };
  throw new CatalogError(
    'internal',
    `app \`${app.id}\` names the package \`${app.packagePrefix}\`, which nobody knows`,
  );
}

/** The place of a parameter among the inputs. A package that this server can run says itself what its inputs are called. */
function placeOf({ path, ...problem }: Problem, isRunnable: boolean): Problem {
  const [first = '', ...rest] = path.split('.');
  const isTold = first === 'connection-qualified-name' && !isRunnable;
  const name = first === 'payload' ? 'credential' : isTold ? 'connection' : snakeCase(first);
  return { ...problem, path: ['inputs', ...[name, ...rest].filter((part) => part !== '')].join('.') };
}

/** Throws `app_inputs_invalid` with all problems, unless there are none. */
function requireNoInputProblems(app: App, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const text = problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new CatalogError('app_inputs_invalid', `inputs do not match the contract of app \`${app.id}\`: ${text}`, {
    details: problems,
  });
}

/** Everything that the contract of the app and its package have against the inputs. */
function listProblems(shelf: PackageShelf, { app, inputs }: Pick<AppDefinition, 'app' | 'inputs'>): Problem[] {
  const { runnable, own } = packageOf(shelf, app);
  const place = (problem: Problem): Problem => placeOf(problem, own !== null);
  const faults = listInputProblems(inputContract(app, own), inputs).map(place);
  const parameters = toParameters(app, inputs, own !== null);
  // Which guid the vault gives is not known yet, and any will do to look at the rest.
  if (parameters.has('credential-guid') && namedCredential(inputs) === null)
    parameters.set('credential-guid', newGuid());
  return mergeProblems(listParameterProblems(runnable, parameters).map(place), faults);
}

/** The credential that goes to the vault, of the form of the app. */
function readCredential({ app, inputs }: AppDefinition, problems: Problem[]): CredentialInput | null {
  if (inputs.credential === undefined) return null;
  const parsed = parseCredentialInput(inputs.credential, 'inputs.credential', problems);
  return app.configName === null ? parsed : { connectorConfigName: app.configName, ...parsed };
}

/**
 * Looks at a credential of the vault that the inputs name. SECURITY: one that the actor may not use is not there, or known and refused, as it is
 * wherever it is asked for.
 */
async function listCredentialProblems(tx: Tx, principal: Principal, definition: AppDefinition): Promise<Problem[]> {
  const { app, inputs, before } = definition;
  const guid = namedCredential(inputs);
  const path = 'inputs.credential_guid';
  if (guid === null || isForAgent(inputs)) return [];
  const kept = before === null ? null : namedCredential(before.inputs);
  if (guid === kept) return [];
  if (inputs.credential !== undefined) {
    return [{ path, message: 'names another credential than `inputs.credential` describes; give one of them' }];
  }
  try {
    const row = await getOwnCredentialRow(tx, principal, guid);
    if (!row.is_active) return [{ path, message: `credential \`${guid}\` does not exist` }];
    const config = row.connector_config_name;
    if (config === null || app.configName === null || config === app.configName) return [];
    return [{ path, message: `credential \`${guid}\` is one of \`${config}\`, expected one of \`${app.configName}\`` }];
  } catch (error) {
    if (!isCatalogError(error)) throw error;
    return [{ path, message: error.message }];
  }
}

/** A new version keeps the credential unless it says otherwise (Atlan wire, update). */
function keepCredential(inputs: JsonObject, before: AppWorkflowRow | null): JsonObject {
  const kept = before === null ? null : namedCredential(before.inputs);
  const saysOtherwise = inputs.credential !== undefined || namedCredential(inputs) !== null || isForAgent(inputs);
  return kept === null || saysOtherwise ? inputs : { ...inputs, credential_guid: kept };
}

function toBody(
  definition: AppDefinition,
  runnable: Package,
  more: Pick<WorkflowBody, 'payload'> & Spec,
): WorkflowBody {
  const { app, slug, name } = definition;
  const packageId = { [packageAnnotation]: runnable.id };
  const listed = [...more.parameters].map(([key, value]) => ({ name: key, value }));
  const templateRef = { name: app.packagePrefix, template: 'main', clusterScope: true };
  const task = { name: 'run', arguments: { parameters: listed }, templateRef };
  return {
    name: slug,
    namespace: 'default',
    labels: { 'orchestration.atlan.com/source': app.connector },
    annotations: { ...packageId, 'orchestration.atlan.com/name': name },
    spec: {
      entrypoint: 'main',
      templates: [{ name: 'main', dag: { tasks: [task] } }],
      workflowMetadata: { annotations: packageId },
    },
    payload: more.payload,
  };
}

interface Spec {
  readonly parameters: ReadonlyMap<string, JsonValue>;
}

async function storeVersion(tx: Tx, definition: AppDefinition, version: Stored): Promise<void> {
  const { app, name, entrypoint } = definition;
  const { workflow, inputs, savedBy } = version;
  await tx
    .insertInto('app_workflow')
    .values({ workflow_id: workflow.id, app_id: app.id, name, version: workflow.version })
    .onConflict((conflict) => conflict.column('workflow_id').doUpdateSet({ version: workflow.version }))
    .execute();
  await tx
    .insertInto('app_version')
    .values({
      ...{ workflow_id: workflow.id, version: workflow.version, entrypoint, inputs: JSON.stringify(inputs) },
      ...{ saved_by: savedBy, saved_at: workflow.updated_at },
    })
    .execute();
}

interface Stored {
  readonly workflow: WorkflowRow;
  readonly inputs: JsonObject;
  readonly savedBy: string;
}

interface Told {
  readonly app: App;
  readonly isRunnable: boolean;
}

/** Says of what the package refused where among the inputs it stands. */
async function tellInputs<T>({ app, isRunnable }: Told, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isCatalogError(error) || error.code !== 'field_invalid') throw error;
    const details = error.details.length > 0 ? error.details : [{ path: '', message: error.message }];
    requireNoInputProblems(
      app,
      details.map((problem) => placeOf(problem, isRunnable)),
    );
    throw error;
  }
}

/**
 * Stores a version of a workflow of the app surface in the caller's transaction. It is defined as any other workflow is, under its slug;
 * the inputs are kept beside it, without the credential, which is in the vault.
 * Throws `app_inputs_invalid` with all problems at once, and what defining a workflow throws.
 */
export async function defineApp(
  deps: WorkflowsDeps & { readonly tx: Tx },
  principal: Principal,
  requested: AppDefinition,
): Promise<WorkflowRow> {
  const { tx } = deps;
  const { app, before } = requested;
  const definition = { ...requested, inputs: keepCredential(requested.inputs, before) };
  const problems = [...requested.problems];
  const credential = readCredential(definition, problems);
  problems.push(...(await listCredentialProblems(tx, principal, definition)));
  requireNoInputProblems(app, mergeProblems(problems, listProblems(deps, definition)));
  const { runnable, own } = packageOf(deps, app);
  const parameters = toParameters(app, definition.inputs, own !== null);
  const payload: PayloadItem[] = credential === null ? [] : [{ parameter: payloadParameter, credential }];
  const body = toBody(definition, runnable, { parameters, payload });
  const workflow = await tellInputs({ app, isRunnable: own !== null }, () =>
    defineWorkflow(deps, principal, {
      ...{ body, before: before?.workflow ?? null, bodyDigest: requested.bodyDigest },
      isApp: true,
    }),
  );
  const { credential: _taken, ...kept } = definition.inputs;
  const guid = workflow.parameters['credential-guid'];
  const inputs = guid === undefined ? kept : { ...kept, credential_guid: guid };
  await storeVersion(tx, definition, { workflow, inputs, savedBy: principal.actorId });
  return workflow;
}
