import { CatalogError } from '../../foundation/index.ts';
import { type Credential, type Package } from '../../workflows/index.ts';
import { crawlStep } from './crawl-step.ts';
import { finishCrawl } from './finish-crawl.ts';
import { parseGlueIdentity, requireLentIdentity, serverIdentity } from './glue-identity.ts';
import { glueInputs } from './glue-inputs.ts';
import { openGlueSource } from './glue-source.ts';
import { type GlueConfig, parseGlueConfig } from './parse-glue-config.ts';
import { type CrawlDeps } from './crawl-deps.ts';
import { planCrawl } from './plan-crawl.ts';
import { failureOf } from './run-source.ts';

/**
 * The package `@atlan/glue`: crawls the AWS Glue catalog of one account and region into a connection.
 * Its steps are databases; it resumes after the last stored page, and fails a run that could not store everything.
 */
export function createGluePackage(deps: CrawlDeps): Package<GlueConfig> {
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
    finish: (ctx, config) => finishCrawl(deps, ctx, config),
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

// Lists databases and, where there is one, tables of a database: what a crawl cannot do without (Atlan wire, preflight).
async function testCredential(deps: CrawlDeps, credential: Credential, signal: AbortSignal): Promise<void> {
  const identity = parseGlueIdentity(deps, credential);
  const source = openGlueSource({ identity, endpoint: deps.endpoint, signal, attemptsMax: 3 });
  let action = 'GetDatabases';
  try {
    const first = await source.listDatabases().next();
    const names = first.done === true ? [] : first.value.map(({ Name = '' }) => Name);
    action = 'GetTables';
    if (names.length > 0) await requireOneReadable(names, (name) => source.listTableNames(name, null));
  } catch (error) {
    throw failureOf(error, source.site(action), 'plan');
  } finally {
    source.close();
  }
}

const databasesTried = 5;

async function requireOneReadable(names: readonly string[], read: (name: string) => Promise<unknown>): Promise<void> {
  let refusal: unknown = new CatalogError('field_invalid', 'no database could be tried');
  for (const name of names.slice(0, databasesTried)) {
    try {
      await read(name);
      return;
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
}
