import { randomBytes } from 'node:crypto';
import { startGlueEndpoint, type GlueEndpoint } from '../../examples/glue-endpoint/index.ts';
import { loadTypeRegistry, type CatalogDeps } from '../../src/catalog/index.ts';
import { createLogger, newGuid, systemClock, type JsonObject } from '../../src/foundation/index.ts';
import type { Principal } from '../../src/identity/index.ts';
import { createGluePackage } from '../../src/packages/index.ts';
import {
  createVault,
  createWorkflowEngine,
  createWorkQueue,
  getRunProgress,
  submitWorkflow,
  type RunProgress,
  type WorkflowEngine,
  type WorkflowsDeps,
} from '../../src/workflows/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

export const crawlConnection = 'default/glue/1735500000';

/** An active asset, as far as the tests of a crawl look at it. */
export interface CrawledAsset {
  readonly guid: string;
  readonly typeName: string;
  readonly name: string;
  readonly qualifiedName: string;
  readonly state: string;
  readonly version: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A Glue endpoint, a database and an engine, with short words for crawling the one into the other. */
export interface CrawlBench {
  readonly database: TestDatabase;
  readonly endpoint: GlueEndpoint;
  readonly catalog: CatalogDeps;
  readonly workflows: WorkflowsDeps;
  readonly principal: Principal;
  /** Submits a crawl and returns the name of its run. */
  submit(parameters?: JsonObject, credential?: JsonObject): Promise<string>;
  /** Waits until the run is over. */
  finished(runName: string): Promise<RunProgress>;
  /** Submits and waits; starts an engine if none is running yet. */
  crawl(parameters?: JsonObject, credential?: JsonObject): Promise<RunProgress>;
  assets(typeName?: string): Promise<CrawledAsset[]>;
  startEngine(): Promise<WorkflowEngine>;
  close(): Promise<void>;
}

function workflowBody(number: number, parameters: JsonObject, credential: JsonObject): JsonObject {
  const connection = {
    typeName: 'Connection',
    guid: '-1',
    attributes: {
      ...{ qualifiedName: crawlConnection, name: 'lake', connectorName: 'glue', category: 'lake' },
      ...{ adminUsers: [], adminGroups: [], adminRoles: [], defaultCredentialGuid: '{{credentialGuid}}' },
    },
  };
  const all = {
    'credential-guid': '{{credentialGuid}}',
    connection: JSON.stringify(connection),
    'publish-mode': 'production',
    ...parameters,
  };
  const listed = Object.entries(all).map(([name, value]) => ({ name, value }));
  const templateRef = { name: 'atlan-glue', template: 'main', clusterScope: true };
  const tasks = [{ name: 'run', arguments: { parameters: listed }, templateRef }];
  const body = {
    ...{
      name: `default-glue-${number}-0`,
      authType: 'iam',
      username: 'EXAMPLE',
      password: randomBytes(8).toString('hex'),
    },
    ...{ extra: { region: 'eu-central-1' }, connectorConfigName: 'atlan-connectors-glue', ...credential },
  };
  return {
    metadata: {
      ...{ name: `atlan-glue-${number}`, namespace: 'default', labels: {} },
      annotations: { 'package.argoproj.io/name': '@atlan/glue' },
    },
    spec: {
      ...{ entrypoint: 'main', templates: [{ name: 'main', dag: { tasks } }] },
      workflowMetadata: { annotations: { 'package.argoproj.io/name': '@atlan/glue' } },
    },
    payload: [{ parameter: 'credentialGuid', type: 'credential', body }],
  };
}

async function createActor(database: TestDatabase): Promise<Principal> {
  const actor = { id: newGuid(), kind: 'user', username: 'jsmith', role: 'admin', created_by: 'test' } as const;
  await database.db.insertInto('actor').values(actor).execute();
  return { actorId: actor.id, kind: 'user', username: 'jsmith', role: 'admin', epoch: 1 };
}

async function untilFinished(workflows: WorkflowsDeps, principal: Principal, runName: string): Promise<RunProgress> {
  const endAt = performance.now() + 120_000;
  for (;;) {
    const progress = await getRunProgress(workflows, principal, runName);
    if (progress.finishedAt !== null) return progress;
    if (performance.now() > endAt) throw new Error(`the run is still ${progress.phase}: ${JSON.stringify(progress)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Starts everything but an engine. */
export async function createCrawlBench(
  setting: { readonly isServerIdentityAllowed?: boolean } = {},
): Promise<CrawlBench> {
  const database = await createTestDatabase();
  const endpoint = await startGlueEndpoint();
  const { db, pool } = database;
  const log = createLogger({ level: 'error' });
  const catalog: CatalogDeps = { db, clock: systemClock, types: loadTypeRegistry() };
  const queue = createWorkQueue({ pool, log });
  await queue.start();
  const packages = [createGluePackage({ catalog, endpoint: endpoint.url, ...setting })];
  const vault = createVault({ key: randomBytes(32) });
  const workflows: WorkflowsDeps = { db, clock: systemClock, log, queue, vault, packages };
  const principal = await createActor(database);
  const engines: WorkflowEngine[] = [];
  let number = 1_735_500_000;
  const submit: CrawlBench['submit'] = async (parameters = {}, credential = {}) => {
    number += 1;
    return (await submitWorkflow(workflows, principal, workflowBody(number, parameters, credential))).runName;
  };
  const finished: CrawlBench['finished'] = (runName) => untilFinished(workflows, principal, runName);
  const startEngine = async (): Promise<WorkflowEngine> => {
    const engine = createWorkflowEngine({ ...workflows, drainMs: 5_000 });
    engines.push(engine);
    await engine.start();
    return engine;
  };
  return {
    ...{ database, endpoint, catalog, workflows, principal, submit, finished, startEngine },
    crawl: async (parameters, credential) => {
      if (engines.length === 0) await startEngine();
      return finished(await submit(parameters, credential));
    },
    assets: async (typeName) => {
      const columns =
        'guid, type_name AS "typeName", name, qualified_name AS "qualifiedName", state, version, attributes';
      const text = `SELECT ${columns} FROM asset WHERE $1::text IS NULL OR type_name = $1 ORDER BY qualified_name, type_name`;
      return (await pool.query<CrawledAsset>(text, [typeName ?? null])).rows;
    },
    close: async () => {
      for (const engine of engines) await engine.stop();
      await queue.stop();
      await endpoint.close();
      await database.close();
    },
  };
}
