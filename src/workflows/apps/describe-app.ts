import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { getApp, listKnownApps, requireEntrypoint, type App } from './app-registry.ts';
import { credentialForm, inputsForm } from './config-forms.ts';
import { inputContract } from './input-contract.ts';

type Shelf = Pick<WorkflowsDeps, 'packages'>;

/** An app and whether this server can run it. */
export interface AppDescription {
  readonly app: App;
  readonly isRunnable: boolean;
}

function findOwnPackage({ packages }: Shelf, app: App): WorkflowsDeps['packages'][number] | null {
  return packages.find(({ prefix }) => prefix === app.packagePrefix) ?? null;
}

/** An app by its id (Atlan wire, app discovery). Throws `record_not_found`. */
export function describeApp(deps: Shelf, appId: string): AppDescription {
  const app = getApp(appId, deps.packages);
  return { app, isRunnable: findOwnPackage(deps, app) !== null };
}

export function listApps(deps: Shelf): AppDescription[] {
  return listKnownApps(deps.packages).map((app) => ({ app, isRunnable: findOwnPackage(deps, app) !== null }));
}

export interface AppContractKey {
  readonly appId: string;
  readonly entrypoint: string | null;
}

/** What an app takes, as JSON Schema. Throws `record_not_found`, and `app_contract_unknown` for an entrypoint that it does not have. */
export function getAppInputs(deps: Shelf, { appId, entrypoint }: AppContractKey): JsonObject {
  const app = getApp(appId, deps.packages);
  requireEntrypoint(app, entrypoint);
  return inputContract(app, findOwnPackage(deps, app));
}

/**
 * The form of an app, by its id, or of a kind of credential, by its name (Atlan wire, configmaps); made from the contract of the inputs.
 * Throws `record_not_found`, and `app_contract_unknown` for an entrypoint that the app does not have.
 */
export function getConfigForm(deps: Shelf, { appId: name, entrypoint }: AppContractKey): JsonObject {
  const apps = listKnownApps(deps.packages);
  const credentialOf = apps.find(({ configName }) => configName === name);
  if (credentialOf !== undefined)
    return credentialForm(inputContract(credentialOf, findOwnPackage(deps, credentialOf)));
  const app = apps.find(({ id }) => id === name);
  if (app === undefined) throw new CatalogError('record_not_found', `form \`${name}\` does not exist`);
  requireEntrypoint(app, entrypoint);
  return inputsForm(app, inputContract(app, findOwnPackage(deps, app)));
}
