import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { recordConnectionAdmins } from '../access/index.ts';
import { fixedClock, newGuid, type JsonObject } from '../foundation/index.ts';
import type { Principal } from '../identity/index.ts';
import { transact } from '../postgres/index.ts';
import { all } from '../search/index.ts';
import { archiveWorkflow } from './archive-workflow.ts';
import { getCredential } from './credentials/get-credential.ts';
import { listCredentials } from './credentials/list-credentials.ts';
import { openCredential } from './credentials/open-credential.ts';
import { archiveCredential, updateCredential } from './credentials/save-credential.ts';
import { testCredential } from './credentials/test-credential.ts';
import { changeOwner } from './change-owner.ts';
import { getRunProgress } from './get-run-progress.ts';
import { listRuns } from './list-runs.ts';
import { rerunWorkflow } from './rerun-workflow.ts';
import { listSchedules } from './schedules.ts';
import { searchRuns } from './search-runs.ts';
import { searchWorkflows } from './search-workflows.ts';
import { stopRun } from './stop-run.ts';
import { submitWorkflow } from './submit-workflow.ts';
import { countWorkflow, createBench, type Bench } from './testing/create-bench.ts';
import { updateWorkflow } from './update-workflow.ts';

const connection = 'default/glue/1';
const name = 'test-count-5000000001';
const search = { query: all, postFilter: null, sort: [], from: 0, size: 100, searchAfter: null, aggregations: {} };

let bench: Bench;
/** Role `default`: whose workflow it is, an admin of its connection, and one who is neither. */
let maker: Principal;
let keeper: Principal;
let stranger: Principal;
let runName: string;
let credentialGuid: string;

function body(): JsonObject {
  const entity = JSON.stringify({ typeName: 'Connection', attributes: { qualifiedName: connection } });
  const plain = countWorkflow(name, { connection: entity, 'credential-guid': '{{credentialGuid}}', steps: 1 });
  const annotations = {
    'package.argoproj.io/name': '@test/count',
    'orchestration.atlan.com/schedule': '0 5 * * *',
    'orchestration.atlan.com/timezone': 'Europe/Berlin',
  };
  const credential = { name: 'c', authType: 'iam', connectorConfigName: 'test-connectors-count', password: newGuid() };
  return {
    ...plain,
    metadata: { ...(plain.metadata as JsonObject), annotations },
    payload: [{ parameter: 'credentialGuid', type: 'credential', body: credential }],
  };
}

beforeAll(async () => {
  bench = await createBench(await createTestDatabase(), fixedClock());
  const token = () => bench.createActor(`service-account-apikey-${newGuid()}`, 'default');
  [maker, keeper, stranger] = [await token(), await token(), await token()];
  const admins = { guid: newGuid(), qualifiedName: connection, adminGroups: [], adminRoles: [] };
  await transact(bench.database.db, (tx) =>
    recordConnectionAdmins({ tx }, { ...admins, adminUsers: [keeper.username] }),
  );
  ({ runName } = await submitWorkflow(bench.deps, maker, body()));
  const stored = await bench.database.db.selectFrom('credential').select('id').executeTakeFirstOrThrow();
  credentialGuid = stored.id;
});
afterAll(() => bench.close());

/** What somebody is shown of the workflow, door by door. */
async function doors(principal: Principal): Promise<Record<string, boolean>> {
  const { deps } = bench;
  const found = (lookUp: Promise<unknown>) => lookUp.then(() => true).catch(() => false);
  return {
    workflows: (await searchWorkflows(deps, principal, search)).total === 1,
    runs: (await searchRuns(deps, principal, search)).total === 1,
    'list of runs': (await listRuns(deps, principal, { limit: 10 })).length === 1,
    'progress of the run': await found(getRunProgress(deps, principal, runName)),
    schedules: (await listSchedules(deps, principal)).length === 1,
    credentials: (await listCredentials(deps, principal, {})).totalRecord === 1,
    credential: await found(getCredential(deps, principal, credentialGuid)),
  };
}

function everywhere(shown: boolean): Record<string, boolean> {
  const names = ['workflows', 'runs', 'list of runs', 'progress of the run', 'schedules', 'credentials', 'credential'];
  return Object.fromEntries(names.map((door) => [door, shown]));
}

describe('a workflow, its runs and its credential', () => {
  it('are shown to their maker, to the admins of the connection they work for and to workspace admins, at every door', async () => {
    for (const principal of [maker, keeper, bench.admin]) expect(await doors(principal)).toEqual(everywhere(true));
    expect(await doors(stranger)).toEqual(everywhere(false));
  });

  it('are hidden from an admin of the connection whose scopes end elsewhere', async () => {
    await bench.database.pool.query(
      `INSERT INTO api_token (id, actor_id, client_id, display_name, scopes)
       VALUES ($1, $2, $3, 'keeper', '{"connections": ["default/glue/10"]}')`,
      [newGuid(), keeper.actorId, `apikey-${newGuid()}`],
    );
    expect(await doors(keeper)).toEqual(everywhere(false));
    await bench.database.pool.query('DELETE FROM api_token WHERE actor_id = $1', [keeper.actorId]);
  });

  it('are run and stopped by an admin of the connection, and changed only by their maker and workspace admins', async () => {
    const { deps } = bench;
    const change = { name, body: body() };
    const refused = [
      () => updateWorkflow(deps, keeper, change),
      () => changeOwner(deps, keeper, { name, username: keeper.username }),
      () => archiveWorkflow(deps, keeper, name),
      () => updateCredential(deps, keeper, { guid: credentialGuid, body: { host: 'elsewhere.example.com' } }),
      () => archiveCredential(deps, keeper, credentialGuid),
      () => testCredential(deps, keeper, { id: credentialGuid, host: 'elsewhere.example.com' }),
    ];
    for (const attempt of refused) await expect(attempt()).rejects.toMatchObject({ code: 'permission_denied' });
    await expect(updateWorkflow(deps, stranger, change)).rejects.toMatchObject({ code: 'workflow_not_found' });
    await expect(testCredential(deps, stranger, { id: credentialGuid })).rejects.toMatchObject({
      code: 'record_not_found',
    });
    const again = await rerunWorkflow(deps, keeper, { resourceName: name });
    await stopRun(deps, keeper, again.runName);
    await updateWorkflow(deps, maker, change);
  });

  it('a credential is not opened for the workflow of another, not even by who is shown it', async () => {
    const run = await bench.deps.db.selectFrom('run').select(['id', 'name']).executeTakeFirstOrThrow();
    const open = (principal: Principal) =>
      openCredential(
        bench.deps,
        { principal, workflowId: newGuid(), runId: run.id, runName: run.name },
        credentialGuid,
      );
    for (const principal of [stranger, keeper]) {
      await expect(open(principal)).rejects.toMatchObject({ code: 'record_not_found' });
    }
    expect(await open(maker)).toMatchObject({ guid: credentialGuid });
  });
});
