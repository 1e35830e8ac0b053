import { CatalogError, isCatalogError, type JsonObject } from '../../foundation/index.ts';
import { type Credential, type Package } from '../../workflows/index.ts';
import { crawlStep } from './crawl-step.ts';
import { CallPacers } from './call-pacer.ts';
import { settleEstimate } from './expect-tables.ts';
import { finishPlan } from './finish-plan.ts';
import { finishCrawl } from './finish-crawl.ts';
import { parseGlueIdentity, requireLentIdentity, serverIdentity } from './glue-identity.ts';
import { glueInputs } from './glue-inputs.ts';
import { openGlueSource } from './glue-source.ts';
import { type GlueConfig, parseGlueConfig } from './parse-glue-config.ts';
import { type CrawlDeps } from './crawl-deps.ts';
import { planCrawl } from './plan-crawl.ts';
import { checkTables, failedPreflight, type PreflightCheck, problemsOf } from './preflight.ts';
import { failureOf } from './run-source.ts';

/**
 * The package `@atlan/glue`: crawls the AWS Glue catalog of one account and region into a connection.
 * Its steps are databases; it resumes after the last stored page, and fails a run that could not store everything.
 */
export function createGluePackage(server: CrawlDeps): Package<GlueConfig> {
  const deps: CrawlDeps = { pacers: new CallPacers(), ...server };
  return {
    id: '@atlan/glue',
    prefix: 'atlan-glue',
    connectorConfigNames: ['atlan-connectors-glue'],
    inputs: glueInputs,
    // Two crawls of one connection would archive what the other has just found, and each would reset the other's counts.
    isAloneOnConnection: true,
    parse: (parameters) => requireIdentity(deps, parseGlueConfig(parameters, deps)),
    checkCredential: (credential) => requireLentIdentity(deps, credential),
    plan: (ctx, config) => planCrawl(deps, ctx, requireOwnRuntime(config)),
    step: (ctx, config, { input }) => crawlStep(deps, ctx, { config, input }),
    finish: async (ctx, config) => {
      await settleEstimate(ctx);
      await (config.isDryRun ? finishPlan(deps, ctx, config) : finishCrawl(deps, ctx, config));
    },
    testCredential: (credential, signal) => testCredential(deps, credential, signal),
  };
}

// Refused when the workflow is submitted, before anything is stored.
function requireIdentity(deps: CrawlDeps, config: GlueConfig): GlueConfig {
  if (config.credentialGuid === null && !config.isForAgent) serverIdentity(deps);
  return config;
}

// Such a workflow is stored like any other, since an agent may be told of it later; what it cannot be is run here.
function requireOwnRuntime(config: GlueConfig): GlueConfig {
  if (!config.isForAgent) return config;
  throw new CatalogError(
    'package_not_runnable',
    'this server has no agent runtime: `extraction-method` is `agent`, and only `direct` can be run here',
  );
}

// The three checks, and the first that fails as the error (Atlan wire, preflight).
async function testCredential(deps: CrawlDeps, credential: Credential, signal: AbortSignal): Promise<JsonObject> {
  const identity = parseGlueIdentity(deps, credential);
  const source = openGlueSource({ identity, endpoint: deps.endpoint, pacers: deps.pacers, signal, attemptsMax: 3 });
  try {
    const first = await source.listDatabases().next();
    const names = first.done === true ? [] : first.value.map(({ Name = '' }) => Name);
    const checks = await checkTables(source, names);
    requirePassed(checks);
    return { checks: checks.map((check) => ({ ...check })) };
  } catch (error) {
    if (isCatalogError(error)) throw error;
    const failure = failureOf(error, source.site('GetDatabases'), 'plan');
    if (!isCatalogError(failure)) throw failure;
    const details = problemsOf(failedPreflight(source, error));
    throw new CatalogError(failure.code, failure.message, { cause: error, details });
  } finally {
    source.close();
  }
}

function requirePassed(checks: readonly PreflightCheck[]): void {
  const details = problemsOf(checks);
  const [first] = details;
  if (first !== undefined) throw new CatalogError('permission_denied', first.message, { details });
}
