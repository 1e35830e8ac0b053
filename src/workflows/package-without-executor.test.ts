import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import type { JsonObject } from '../foundation/index.ts';
import { getRunProgress, type RunProgress } from './get-run-progress.ts';
import { findPackageById } from './find-package.ts';
import { knownPrefixes } from './known-packages.ts';
import { stopRun } from './stop-run.ts';
import { submitWorkflow } from './submit-workflow.ts';
import { countPackage } from './testing/count-package.ts';
import { createWorkflowEngine, type WorkflowEngine } from './engine/workflow-engine.ts';
import { createBench, eventually, type Bench } from './testing/create-bench.ts';

let bench: Bench;
let engine: WorkflowEngine;
beforeAll(async () => {
  const made = await createBench(await createTestDatabase());
  bench = { ...made, deps: { ...made.deps, holdMs: 1_000 } };
  engine = createWorkflowEngine({ ...bench.deps, drainMs: 5_000 });
  await engine.start();
});
afterAll(async () => {
  await engine.stop();
  await bench.close();
});

function workflow(prefix: string, parameters: Readonly<Record<string, unknown>>, payload: unknown[] = []): JsonObject {
  const listed = Object.entries(parameters).map(([name, value]) => ({ name, value }));
  const templateRef = { name: prefix, template: 'main', clusterScope: true };
  const tasks = [{ name: 'run', arguments: { parameters: listed }, templateRef }];
  return {
    metadata: { name: `${prefix}-1735500000`, namespace: 'default' },
    spec: { entrypoint: 'main', templates: [{ name: 'main', dag: { tasks } }] },
    payload,
  } as JsonObject;
}

const connection = JSON.stringify({
  typeName: 'Connection',
  attributes: {
    qualifiedName: 'default/snowflake/1735500000',
    name: 'sales',
    defaultCredentialGuid: '{{credentialGuid}}',
  },
});
const credential = {
  ...{ parameter: 'credentialGuid', type: 'credential' },
  body: {
    name: 'default-snowflake-1735500000-0',
    authType: 'basic',
    connectorConfigName: 'atlan-connectors-snowflake',
  },
};
const parameters = { connection, 'credential-guid': '{{credentialGuid}}', 'include-filter': '{}' };

async function awaitRun(name: string, accept: (progress: RunProgress) => boolean): Promise<RunProgress> {
  return eventually(async () => {
    const progress = await getRunProgress(bench.deps, bench.admin, name);
    return accept(progress) ? progress : null;
  });
}

const isOver = ({ finishedAt }: RunProgress): boolean => finishedAt !== null;

describe('a package that this server has no executor for', () => {
  it('is accepted with its credential; its run says at once that nothing is done, is running for a while, and fails', async () => {
    const { runName } = await submitWorkflow(
      bench.deps,
      bench.admin,
      workflow('atlan-snowflake', parameters, [credential]),
    );
    const running = await awaitRun(runName, ({ phase, log }) => phase === 'Running' && log.length > 0);
    expect(running.log[0]?.message).toMatch(/^this server has no executor for `@atlan\/snowflake`: nothing is done/);
    const end = await awaitRun(runName, isOver);
    expect(end).toMatchObject({ phase: 'Failed', message: 'this server has no executor for `@atlan/snowflake`' });
    const { rows } = await bench.database.pool.query<{ parameters: JsonObject }>(
      "SELECT parameters FROM workflow WHERE package_id = '@atlan/snowflake'",
    );
    expect(JSON.stringify(rows[0]?.parameters)).not.toContain('{{');
  });

  it('holds no worker while it is running, and stops when it is asked to', async () => {
    const { runName } = await submitWorkflow(
      { ...bench.deps, holdMs: 3_600_000 },
      bench.admin,
      workflow('atlan-tableau', { 'extraction-method': 's3' }),
    );
    await awaitRun(runName, ({ phase }) => phase === 'Running');
    await eventually(async () => {
      const { rows } = await bench.database.pool.query<{ state: string }>(
        "SELECT run_step.state FROM run_step JOIN run ON run.id = run_id WHERE run.name = $1 AND key = 'hold'",
        [runName],
      );
      return rows[0]?.state === 'queued' ? true : null;
    });
    expect(await stopRun(bench.deps, bench.admin, runName)).toMatchObject({ status: { phase: 'Running' } });
    expect(await awaitRun(runName, isOver)).toMatchObject({ phase: 'Failed', message: 'stopped on request of `ada`' });
  });

  it.each([
    ['a connection that is no JSON', { connection: 'production' }, ['connection']],
    ['a connection of another type', { connection: '{"typeName":"Table","attributes":{"name":"x"}}' }, ['connection']],
    [
      'a connection without a qualified name',
      { connection: '{"typeName":"Connection","attributes":{"name":"x"}}' },
      ['connection.attributes.qualifiedName'],
    ],
    ['a placeholder without its credential', { 'credential-guid': '{{credentialGuid}}' }, ['credential-guid']],
    [
      'all of them',
      { connection: 1, 'connection-qualified-name': '', cloud_source: 7 },
      ['connection', 'connection-qualified-name', 'cloud_source'],
    ],
  ])('is refused with %s, naming all that is wrong, and nothing is stored', async (_, wrong, paths) => {
    const refused = submitWorkflow(bench.deps, bench.admin, workflow('atlan-mssql', wrong));
    await expect(refused).rejects.toMatchObject({
      code: 'field_invalid',
      details: paths.map((path) => expect.objectContaining({ path }) as unknown),
    });
    const { rows } = await bench.database.pool.query("SELECT 1 FROM workflow WHERE name LIKE 'atlan-mssql-%'");
    expect(rows).toEqual([]);
  });
});

describe('the packages of a server', () => {
  it('are every prefix that clients know, and one that the server runs wins over its placeholder', () => {
    const shelf = {
      packages: [countPackage, { ...countPackage, id: '@atlan/connection-delete', prefix: 'atlan-connection-delete' }],
    };
    expect(knownPrefixes.map((prefix) => findPackageById(shelf, `@${prefix.replace('-', '/')}`)?.prefix)).toEqual(
      knownPrefixes,
    );
    expect(findPackageById(shelf, '@atlan/connection-delete')?.plan).toBe(countPackage.plan);
    expect(findPackageById(shelf, '@nobody/knows')).toBeNull();
  });
});
