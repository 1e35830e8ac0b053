import { randomInt } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CatalogDeps } from '../../src/catalog/index.ts';
import type { JsonObject } from '../../src/foundation/index.ts';
import { createWorkflowEngine, type Package, type WorkflowEngine } from '../../src/workflows/index.ts';
import { createScene, type Actor, type Scene } from '../security/scene.ts';
import { eventually } from './eventually.ts';

/** A run that is over, as its database has it. */
export interface EndedRun {
  readonly name: string;
  readonly state: string;
  readonly message: string | null;
  /** `level message`, in order. */
  readonly lines: readonly string[];
  readonly totals: Readonly<Record<string, number>>;
}

/** An asset as it is stored. */
export interface StoredAsset {
  readonly guid: string;
  readonly typeName: string;
  readonly name: string;
  readonly qualifiedName: string;
  readonly state: string;
  readonly version: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface Submitted {
  readonly prefix: string;
  readonly parameters: JsonObject;
  /** The body of the credential that comes with the workflow. */
  readonly credential?: JsonObject;
}

/** A server with packages, a folder of files, and short words for running workflows as official clients build them. */
export interface PackageScene extends Scene {
  readonly catalog: CatalogDeps;
  /** The folder of files; `imports` is there. */
  readonly filesDir: string;
  /** Puts a file where imports are read, under a name of its own unless told; gives its key. */
  putFile(text: string, name?: string): Promise<string>;
  /** Submits a workflow; gives its name. */
  submit(by: Actor, workflow: Submitted): Promise<string>;
  ended(workflowName: string, limitMs?: number): Promise<EndedRun>;
  /** Submits and waits; starts an engine if none is running yet. */
  run(by: Actor, workflow: Submitted): Promise<EndedRun>;
  /** Whatever is stored beneath that name, the asset of that name included, by name. */
  assetsBeneath(qualifiedName: string): Promise<readonly StoredAsset[]>;
  startEngine(): Promise<WorkflowEngine>;
  close(): Promise<void>;
}

function workflowBody(name: string, { prefix, parameters, credential }: Submitted): JsonObject {
  const annotations = { 'package.argoproj.io/name': `@${prefix.replace('-', '/')}` };
  const listed = Object.entries(parameters).map(([key, value]) => ({ name: key, value }));
  const templateRef = { name: prefix, template: 'main', clusterScope: true };
  const tasks = [{ name: 'run', arguments: { parameters: listed }, templateRef }];
  return {
    metadata: { name, namespace: 'default', labels: {}, annotations },
    spec: { entrypoint: 'main', templates: [{ name: 'main', dag: { tasks } }], workflowMetadata: { annotations } },
    payload: credential === undefined ? [] : [{ parameter: 'credentialGuid', type: 'credential', body: credential }],
  };
}

async function findEnded({ world }: Scene, workflowName: string): Promise<EndedRun | null> {
  const { pool } = world.database;
  const runs = await pool.query<{ id: string; name: string; state: string; message: string | null }>(
    'SELECT id, name, state, message FROM run WHERE workflow_name = $1 AND finished_at IS NOT NULL ORDER BY seq DESC',
    [workflowName],
  );
  const [run] = runs.rows;
  if (run === undefined) return null;
  const log = await pool.query<{ line: string }>(
    "SELECT level || ' ' || message AS line FROM run_log WHERE run_id = $1 ORDER BY id",
    [run.id],
  );
  const totals = await pool.query<{ name: string; value: string }>(
    'SELECT name, sum(value) AS value FROM run_total WHERE run_id = $1 GROUP BY name ORDER BY name',
    [run.id],
  );
  return {
    ...{ name: run.name, state: run.state, message: run.message },
    lines: log.rows.map(({ line }) => line),
    totals: Object.fromEntries(totals.rows.map(({ name, value }) => [name, Number(value)])),
  };
}

async function assetsBeneath({ world }: Scene, qualifiedName: string): Promise<readonly StoredAsset[]> {
  const columns = 'guid, type_name AS "typeName", name, qualified_name AS "qualifiedName", state, version, attributes';
  const { rows } = await world.database.pool.query<StoredAsset>(
    `SELECT ${columns} FROM asset WHERE qualified_name = $1 OR starts_with(qualified_name, $1 || '/') ORDER BY qualified_name, type_name`,
    [qualifiedName],
  );
  return rows;
}

export async function createPackageScene(
  packages: (parts: { readonly catalog: CatalogDeps; readonly filesDir: string }) => readonly Package[],
): Promise<PackageScene> {
  const filesDir = await mkdtemp(join(tmpdir(), 'clavis files '));
  await mkdir(join(filesDir, 'imports'));
  const scene = await createScene({ packages: (catalog) => packages({ catalog, filesDir }) });
  const { deps, close } = scene.world;
  const engines: WorkflowEngine[] = [];
  const startEngine = async (): Promise<WorkflowEngine> => {
    const engine = createWorkflowEngine({ ...deps.workflows, drainMs: 5_000 });
    engines.push(engine);
    await engine.start();
    return engine;
  };
  const submit: PackageScene['submit'] = async (by, workflow) => {
    const name = `${workflow.prefix}-${String(randomInt(1_000_000_000, 9_999_999_999))}`;
    const body = workflowBody(name, workflow);
    await scene.done(by, '/api/service/workflows?submit=true', { method: 'POST', body });
    return name;
  };
  const ended: PackageScene['ended'] = (name, limitMs = 60_000) =>
    eventually(`the end of ${name}`, () => findEnded(scene, name), limitMs);
  let files = 0;
  const putFile: PackageScene['putFile'] = async (text, name = `file-${String((files += 1))}.csv`) => {
    await writeFile(join(filesDir, 'imports', name), text);
    return name;
  };
  return {
    ...scene,
    ...{ catalog: deps.catalog, filesDir, putFile, submit, ended, startEngine },
    run: async (by, workflow) => {
      if (engines.length === 0) await startEngine();
      return ended(await submit(by, workflow));
    },
    assetsBeneath: (qualifiedName) => assetsBeneath(scene, qualifiedName),
    close: async () => {
      for (const engine of engines) await engine.stop();
      await close();
      await rm(filesDir, { recursive: true, force: true });
    },
  };
}
