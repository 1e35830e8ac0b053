import type { CatalogDeps } from './catalog/index.ts';
import { ConfigError, type Config } from './config/index.ts';
import type { Clock, Logger } from './foundation/index.ts';
import {
  adaptOwnPackage,
  createAssetExportPackage,
  createAssetImportPackage,
  createConnectionAdminPackage,
  createConnectionDeletePackage,
  createGluePackage,
  createLineageBuilderPackage,
  createRelationalAssetsPackage,
  loadOwnPackages,
  type OwnPackage,
} from './packages/index.ts';
import type { OpenDatabase } from './postgres/index.ts';
import {
  createWorkflowEngine,
  createWorkQueue,
  type Vault,
  type WorkflowEngine,
  type WorkflowsDeps,
} from './workflows/index.ts';

/** The packages of the operator's own. Throws `ConfigError` with everything that is wrong with their modules. */
export async function openOwnPackages({ packages: modules }: Config): Promise<readonly OwnPackage[]> {
  const { packages, problems } = await loadOwnPackages(modules);
  if (problems.length > 0) throw new ConfigError(problems);
  return packages;
}

/** What workflows work with. */
export interface WorkflowParts {
  readonly store: Pick<OpenDatabase, 'db' | 'pool'>;
  readonly catalog: CatalogDeps;
  readonly vault: Vault;
  readonly log: Logger;
  readonly clock: Clock;
  readonly ownPackages: readonly OwnPackage[];
}

/** What workflows can run. */
function listPackages(config: Config, { catalog, ownPackages }: WorkflowParts): WorkflowsDeps['packages'] {
  const glue = { isServerIdentityAllowed: config.glueServerIdentity, archivePercentMax: config.glueArchivePercentMax };
  const ofFiles = { catalog, stores: { filesDir: config.filesDir } };
  return [
    createGluePackage({ catalog, ...glue }),
    createConnectionAdminPackage({ catalog }),
    createConnectionDeletePackage({ catalog }),
    createAssetExportPackage(ofFiles),
    createAssetImportPackage(ofFiles),
    createRelationalAssetsPackage(ofFiles),
    createLineageBuilderPackage(ofFiles),
    ...ownPackages.map((own) => adaptOwnPackage(catalog, own)),
  ];
}

/** The workflows of a server and what runs them, which does not run yet. `closing` gets what undoes the rest. */
export async function openWorkflows(
  config: Config,
  parts: WorkflowParts,
  closing: (() => Promise<void>)[],
): Promise<{ readonly workflows: WorkflowsDeps; readonly engine: WorkflowEngine }> {
  const { store, vault, log, clock } = parts;
  const queue = createWorkQueue({ pool: store.pool, log });
  closing.push(() => queue.stop());
  await queue.start();
  const workflows: WorkflowsDeps = {
    ...{ db: store.db, clock, log, queue, vault, packages: listPackages(config, parts) },
    limits: { runsPerPackageMax: config.runsPerPackageMax, runsPerConnectionMax: config.runsPerConnectionMax },
    holdMs: config.packageHoldSeconds * 1_000,
  };
  const retention = { logDays: config.runLogDays, runDays: config.runDays };
  const engine = createWorkflowEngine({ ...workflows, retention });
  closing.push(() => engine.stop());
  return { workflows, engine };
}
