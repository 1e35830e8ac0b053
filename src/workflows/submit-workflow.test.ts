import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { createSecret, fixedClock, type JsonObject, type JsonValue } from '../foundation/index.ts';
import { createCredential } from './credentials/save-credential.ts';
import { triggerAsOwner } from './trigger-as-owner.ts';
import { changeOwner } from './change-owner.ts';
import { archiveWorkflow } from './archive-workflow.ts';
import { getRunProgress } from './get-run-progress.ts';
import { rerunWorkflow } from './rerun-workflow.ts';
import { getSchedule, listSchedules } from './schedules.ts';
import { stopRun } from './stop-run.ts';
import { submitWorkflow } from './submit-workflow.ts';
import { countPackage } from './testing/count-package.ts';
import { countWorkflow, createBench, eventually, type Bench } from './testing/create-bench.ts';
import { updateWorkflow } from './update-workflow.ts';
import { startDueRuns } from './engine/start-due-runs.ts';

const clock = fixedClock();
let bench: Bench;
beforeAll(async () => {
  bench = await createBench(await createTestDatabase(), clock);
});
afterAll(async () => bench.close());

function withCredential(name: string, credential: JsonObject): JsonObject {
  const body = countWorkflow(name, {
    'credential-guid': '{{credentialGuid}}',
    connection: '{"defaultCredentialGuid":"{{credentialGuid}}"}',
    steps: 1,
  });
  return { ...body, payload: [{ parameter: 'credentialGuid', type: 'credential', body: credential }] };
}

function withMetadata(body: JsonObject, metadata: JsonObject): JsonObject {
  return { ...body, metadata: { ...(body.metadata as JsonObject), ...metadata } };
}

function scheduled(name: string, annotations: Record<string, string>): JsonObject {
  return withMetadata(countWorkflow(name), {
    annotations: { 'package.argoproj.io/name': '@test/count', ...annotations },
  });
}

async function count(table: 'workflow' | 'run' | 'credential' | 'audit_record'): Promise<number> {
  const { rows } = await bench.database.pool.query<{ total: number }>(`SELECT count(*)::int AS total FROM ${table}`);
  return rows[0]?.total ?? 0;
}

async function endRuns(workflowName: string): Promise<void> {
  await bench.database.pool.query("UPDATE run SET state = 'succeeded', finished_at = now() WHERE workflow_name = $1", [
    workflowName,
  ]);
}

describe('submitting', () => {
  it('answers the workflow under its name and starts one run that is there to be found', async () => {
    const { workflow, runName } = await submitWorkflow(bench.deps, bench.admin, countWorkflow('test-count-3000000001'));
    expect(workflow).toMatchObject({
      metadata: { name: 'test-count-3000000001', namespace: 'default', creationTimestamp: '2026-01-01T00:00:00Z' },
      payload: [],
    });
    expect(runName).toMatch(/^test-count-3000000001-[0-9a-z]{5}$/);
    expect(await getRunProgress(bench.deps, bench.admin, runName)).toMatchObject({ phase: 'Pending' });
  });

  it('repeated while its run is not over changes nothing and answers the same run', async () => {
    const body = countWorkflow('test-count-3000000002');
    const first = await submitWorkflow(bench.deps, bench.admin, body);
    const before = await count('run');
    const answers = await Promise.all([1, 2, 3].map(() => submitWorkflow(bench.deps, bench.admin, body)));
    expect(answers.map(({ runName }) => runName)).toEqual(Array(3).fill(first.runName));
    expect(await count('run')).toBe(before);
  });

  it('five times at once makes one workflow and one run', async () => {
    const body = countWorkflow('test-count-3000000003');
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => submitWorkflow(bench.deps, bench.admin, body)));
    expect(new Set(answers.map(({ runName }) => runName)).size).toBe(1);
  });

  it('twice at once of different bodies ends with one workflow, as one of them says, and a run of each', async () => {
    const name = 'test-count-3000000009';
    const bodies = [1, 2].map((to) => countWorkflow(name, { to }));
    const answers = await Promise.all(bodies.map((body) => submitWorkflow(bench.deps, bench.admin, body)));
    expect(new Set(answers.map(({ runName }) => runName)).size).toBe(2);
    const { rows } = await bench.database.pool.query<{ parameters: JsonObject }>(
      'SELECT parameters FROM workflow WHERE name = $1',
      [name],
    );
    expect(rows).toHaveLength(1);
    expect([1, 2]).toContain(rows[0]?.parameters.to);
  });

  it('again after the run is over runs again, under the same id', async () => {
    const body = countWorkflow('test-count-3000000004');
    const first = await submitWorkflow(bench.deps, bench.admin, body);
    await endRuns('test-count-3000000004');
    const second = await submitWorkflow(bench.deps, bench.admin, body);
    expect(second.runName).not.toBe(first.runName);
    const uid = (answer: JsonObject | null): JsonValue | undefined => (answer?.metadata as JsonObject).uid;
    expect(uid(second.workflow)).toBe(uid(first.workflow));
  });

  it('leaves nothing behind when the audit record, the last write, fails', async () => {
    const before = [await count('workflow'), await count('run'), await count('credential')];
    const broken = { ...bench.admin, username: null as unknown as string };
    await expect(
      submitWorkflow(bench.deps, broken, withCredential('test-count-3000000005', { username: 'a' })),
    ).rejects.toThrow();
    expect([await count('workflow'), await count('run'), await count('credential')]).toEqual(before);
    const { rows } = await bench.database.pool.query(
      "SELECT 1 FROM pgboss.job WHERE data->>'stepId' NOT IN (SELECT id::text FROM run_step)",
    );
    expect(rows).toEqual([]);
  });

  it.each([
    ['no package', withMetadata({ ...countWorkflow('nothing-1'), spec: {} }, { annotations: {} }), 'field_invalid'],
    [
      'a package that nobody knows',
      withMetadata(
        { ...countWorkflow('x'), spec: {} },
        { name: 'x', annotations: { 'package.argoproj.io/name': '@x/y' } },
      ),
      'package_unknown',
    ],
    ['ten megabytes', countWorkflow('test-count-3000000006', { credential: 'x'.repeat(10_000_000) }), 'body_too_large'],
    ['parameters that the package refuses', countWorkflow('test-count-3000000006', { to: 'many' }), 'field_invalid'],
    ['a name that no workflow may have', countWorkflow('Test Count'), 'field_invalid'],
    [
      'a payload of another type',
      { ...countWorkflow('test-count-3000000006'), payload: [{ type: 'file', parameter: 'x' }] },
      'field_invalid',
    ],
    [
      'two credentials under one name',
      {
        ...countWorkflow('test-count-3000000006'),
        payload: ['one', 'other'].map((name) => ({ type: 'credential', parameter: 'x', body: { name } })),
      },
      'field_invalid',
    ],
    [
      'a schedule that is none',
      scheduled('test-count-3000000006', { 'orchestration.atlan.com/schedule': 'daily' }),
      'field_invalid',
    ],
    [
      'a schedule that never comes due',
      scheduled('test-count-3000000006', { 'orchestration.atlan.com/schedule': '0 0 31 2 *' }),
      'field_invalid',
    ],
    [
      'a schedule in a place that is none',
      scheduled('test-count-3000000006', {
        'orchestration.atlan.com/schedule': '5 4 * * *',
        'orchestration.atlan.com/timezone': 'Mars/Olympus',
      }),
      'field_invalid',
    ],
    [
      'a rerun of a workflow that is not there',
      { resourceName: 'test-count-404', resourceKind: '', namespace: 'default' },
      'workflow_not_found',
    ],
  ])('refuses %s and changes nothing', async (_, body, code) => {
    const before = [
      await count('workflow'),
      await count('run'),
      await count('credential'),
      await count('audit_record'),
    ];
    await expect(submitWorkflow(bench.deps, bench.admin, body)).rejects.toMatchObject({ code });
    expect([
      await count('workflow'),
      await count('run'),
      await count('credential'),
      await count('audit_record'),
    ]).toEqual(before);
  });

  it('takes explicit nulls, unknown keys and repeated parameters', async () => {
    const body = countWorkflow('test-count-3000000007', { to: 1 });
    const sent = { ...body, status: null, payload: null, execution_mode: 'native' };
    const text = JSON.stringify(sent).replace(
      '{"name":"to","value":1}',
      '{"name":"to","value":1},{"name":"to","value":2}',
    );
    await submitWorkflow(bench.deps, bench.admin, JSON.parse(text));
    const { rows } = await bench.database.pool.query<{ parameters: JsonObject }>(
      "SELECT parameters FROM workflow WHERE name = 'test-count-3000000007'",
    );
    expect(rows[0]?.parameters).toEqual({ to: 2 });
  });

  it('a body that only names a workflow runs that again and answers the run', async () => {
    await submitWorkflow(bench.deps, bench.admin, countWorkflow('test-count-3000000008'));
    const body = { namespace: 'default', resourceKind: '', resourceName: 'test-count-3000000008' };
    const { workflow, run } = await submitWorkflow(bench.deps, bench.admin, body);
    expect(workflow).toBeNull();
    expect(run).toMatchObject({ kind: 'Workflow', spec: { workflowTemplateRef: { name: 'test-count-3000000008' } } });
  });
});

describe('who may', () => {
  it('a token without `workflow.submit` may neither submit, rerun, stop, update nor archive', async () => {
    const { runName } = await submitWorkflow(bench.deps, bench.admin, countWorkflow('test-count-3000000010'));
    const name = 'test-count-3000000010';
    const { deps } = bench;
    const member = await bench.createActor('service-account-apikey-00000000-0000-4000-8000-000000000002', 'none');
    const refused = [
      submitWorkflow(deps, member, countWorkflow('test-count-3000000011')),
      rerunWorkflow(deps, member, { resourceName: name }),
      triggerAsOwner(deps, member, { resourceName: name }),
      stopRun(deps, member, runName),
      updateWorkflow(deps, member, { name, body: countWorkflow(name) }),
      archiveWorkflow(deps, member, name),
      changeOwner(deps, member, { name, username: 'mia' }),
    ];
    for (const attempt of refused) await expect(attempt).rejects.toMatchObject({ code: 'permission_denied' });
  });

  it('a member finds nothing to rerun, stop, change or archive but its own', async () => {
    const name = 'test-count-3000000014';
    const { runName } = await submitWorkflow(bench.deps, bench.admin, countWorkflow(name));
    const { deps, member } = bench;
    const hidden: (() => Promise<unknown>)[] = [
      () => rerunWorkflow(deps, member, { resourceName: name }),
      () => updateWorkflow(deps, member, { name, body: countWorkflow(name) }),
      () => archiveWorkflow(deps, member, name),
    ];
    for (const attempt of hidden) await expect(attempt()).rejects.toMatchObject({ code: 'workflow_not_found' });
    await expect(stopRun(deps, member, runName)).rejects.toMatchObject({ code: 'run_not_found' });
  });

  it('a member reruns, changes and archives what it may submit, and makes nothing else of it', async () => {
    const name = 'test-count-3000000015';
    const deps = { ...bench.deps, packages: [{ ...countPackage, handsOnRights: true as const }] };
    await submitWorkflow(deps, bench.member, countWorkflow(name));
    await endRuns(name);
    const { runName } = await rerunWorkflow(deps, bench.member, { resourceName: name });
    await stopRun(deps, bench.member, runName);
    const other = { ...countPackage, id: '@test/other', prefix: 'test-other' };
    const body = JSON.parse(
      JSON.stringify(countWorkflow(name)).replaceAll('"test-count"', '"test-other"'),
    ) as JsonObject;
    const both = { ...deps, packages: [...deps.packages, other] };
    await expect(updateWorkflow(both, bench.member, { name, body })).rejects.toMatchObject({
      code: 'permission_denied',
    });
    await archiveWorkflow(deps, bench.member, name);
  });

  it('what an actor may not see is not found, in the same words as what is not there', async () => {
    const { runName } = await submitWorkflow(bench.deps, bench.admin, countWorkflow('test-count-3000000012'));
    const hidden = await getRunProgress(bench.deps, bench.member, runName).catch((error: unknown) => error);
    const absent = await getRunProgress(bench.deps, bench.member, 'no-such-run').catch((error: unknown) => error);
    expect(String(hidden).replace(runName, 'X')).toBe(String(absent).replace('no-such-run', 'X'));
  });

  it('nobody runs in the name of an owner what the owner did not write', async () => {
    const name = 'test-count-3000000013';
    const token = await bench.createActor('service-account-apikey-00000000-0000-4000-8000-000000000001', 'admin');
    await submitWorkflow(bench.deps, token, countWorkflow(name, { to: 1 }));
    await changeOwner(bench.deps, token, { name, username: 'ada' });
    await expect(triggerAsOwner(bench.deps, token, { resourceName: name })).rejects.toMatchObject({
      code: 'permission_denied',
    });
    await updateWorkflow(bench.deps, bench.admin, { name, body: countWorkflow(name, { to: 2 }) });
    await endRuns(name);
    const { runName } = await triggerAsOwner(bench.deps, token, { resourceName: name });
    const { rows } = await bench.database.pool.query<{ started_by: string }>(
      'SELECT started_by FROM run WHERE name = $1',
      [runName],
    );
    expect(rows).toEqual([{ started_by: bench.admin.actorId }]);
    await updateWorkflow(bench.deps, token, { name, body: countWorkflow(name, { to: 99 }) });
    await expect(triggerAsOwner(bench.deps, token, { resourceName: name })).rejects.toMatchObject({
      code: 'permission_denied',
    });
  });
});

describe('credentials in the payload', () => {
  it('never stand as text in any table, answer or log line', async () => {
    const canary = createSecret('api');
    const foreign = `canary-${canary.slice(10, 40)}`;
    const credential = {
      name: 'default-count-1-0',
      authType: 'iam',
      username: 'AK',
      password: foreign,
      extra: { region: 'eu', clientSecret: `${foreign}-extra` },
      connectorConfigName: 'test-connectors-count',
    };
    const body = withCredential('test-count-3000000020', credential);
    const { workflow, run } = await submitWorkflow(bench.deps, bench.admin, body);
    const engine = bench.createEngine();
    await engine.start();
    const progress = await eventually(async () => {
      const seen = await getRunProgress(bench.deps, bench.admin, 'test-count-3000000020');
      return seen.finishedAt === null ? null : seen;
    });
    await engine.stop();
    expect(progress.phase).toBe('Succeeded');
    expect(progress.log.map(({ message }) => message)).toContain('connecting with [redacted]');
    const { rows: tables } = await bench.database.pool.query<{ name: string }>(
      "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema IN ('public', 'pgboss') AND table_type = 'BASE TABLE'",
    );
    expect(tables.length).toBeGreaterThan(10);
    const everything = [JSON.stringify([workflow, run, progress]), bench.logged.join('')];
    for (const { name } of tables) {
      const { rows } = await bench.database.pool.query(`SELECT row_to_json(t)::text AS text FROM ${name} AS t`);
      everything.push(JSON.stringify(rows));
    }
    const encoded = [
      foreign,
      Buffer.from(foreign).toString('base64').replace(/=+$/, ''),
      Buffer.from(foreign).toString('hex'),
    ];
    for (const text of everything) for (const form of encoded) expect(text).not.toContain(form);
  });

  it('stand behind a guid in every parameter, and keep it when submitted again or updated without secrets', async () => {
    const name = 'test-count-3000000021';
    const parametersOf = async (): Promise<JsonObject> => {
      const { rows } = await bench.database.pool.query<{ parameters: JsonObject }>(
        'SELECT parameters FROM workflow WHERE name = $1',
        [name],
      );
      return rows[0]?.parameters ?? {};
    };
    await submitWorkflow(
      bench.deps,
      bench.admin,
      withCredential(name, { username: 'one', password: 'first', extra: { region: 'eu', secret: 's' } }),
    );
    const guid = String((await parametersOf())['credential-guid']);
    expect(guid).toMatch(/^[0-9a-f-]{36}$/);
    expect((await parametersOf()).connection).toBe(`{"defaultCredentialGuid":"${guid}"}`);
    await endRuns(name);
    await submitWorkflow(bench.deps, bench.admin, withCredential(name, { username: 'two', password: 'second' }));
    expect((await parametersOf())['credential-guid']).toBe(guid);
    await updateWorkflow(bench.deps, bench.admin, {
      name,
      body: withCredential(name, { username: 'three', extra: { region: 'eu' } }),
    });
    const elsewhere = updateWorkflow(bench.deps, bench.admin, {
      name,
      body: withCredential(name, { username: 'four', extra: { region: 'us' } }),
    });
    await expect(elsewhere).rejects.toThrow('because `extra.region` changes');
    const row = await bench.database.db
      .selectFrom('credential')
      .selectAll()
      .where('id', '=', guid)
      .executeTakeFirstOrThrow();
    expect(row.username).toBe('three');
    expect(bench.deps.vault.open(guid, { sealed: row.sealed, keyId: row.key_id })).toEqual({
      password: 'second',
      extra: { region: 'eu', secret: 's' },
    });
  });

  it('of somebody else are not found by a run that only knows their guid', async () => {
    const { id } = await createCredential(bench.deps, bench.admin, {
      body: { connector: 'x', password: 'p' },
      isTested: false,
    });
    await submitWorkflow(
      bench.deps,
      bench.admin,
      countWorkflow('test-count-3000000022', { 'credential-guid': String(id), steps: 1 }),
    );
    // As if somebody who runs workflows of their own had been let start it: the guid alone opens nothing.
    const other = await bench.createActor('service-account-apikey-00000000-0000-4000-8000-000000000003', 'default');
    await bench.database.db
      .updateTable('run')
      .set({ started_by: other.actorId })
      .where('workflow_name', '=', 'test-count-3000000022')
      .execute();
    const engine = bench.createEngine();
    await engine.start();
    const progress = await eventually(async () => {
      const seen = await getRunProgress(bench.deps, bench.admin, 'test-count-3000000022');
      return seen.finishedAt === null ? null : seen;
    });
    await engine.stop();
    expect(progress).toMatchObject({ phase: 'Failed', message: `credential \`${String(id)}\` does not exist` });
  });
});

describe('schedules', () => {
  const name = 'test-count-3000000030';
  const cron = { 'orchestration.atlan.com/schedule': '5 4 * * *', 'orchestration.atlan.com/timezone': 'Europe/Paris' };

  it('come and go with the annotation, and are readable at once', async () => {
    await submitWorkflow(bench.deps, bench.admin, scheduled(name, cron));
    expect(await getSchedule(bench.deps, bench.admin, `${name}-cron`)).toMatchObject({
      metadata: { name: `${name}-cron` },
      spec: { schedule: '5 4 * * *', timezone: 'Europe/Paris', workflowSpec: { workflowTemplateRef: { name } } },
    });
    expect(await listSchedules(bench.deps, bench.admin)).toHaveLength(1);
    expect(await listSchedules(bench.deps, bench.member)).toEqual([]);
    const { 'orchestration.atlan.com/timezone': timezone } = cron;
    const removed = await updateWorkflow(bench.deps, bench.admin, {
      name,
      body: scheduled(name, { 'orchestration.atlan.com/timezone': timezone }),
    });
    expect(removed).toMatchObject({ metadata: { annotations: { 'orchestration.atlan.com/timezone': timezone } } });
    await expect(getSchedule(bench.deps, bench.admin, `${name}-cron`)).rejects.toMatchObject({
      code: 'schedule_not_found',
    });
  });

  it('start a run when due, once on however many nodes, and not while a run is at work', async () => {
    await updateWorkflow(bench.deps, bench.admin, { name, body: scheduled(name, cron) });
    await endRuns(name);
    const scheduledRuns = async (): Promise<number> => {
      const { rows } = await bench.database.pool.query(
        "SELECT 1 FROM run WHERE workflow_name = $1 AND origin = 'schedule'",
        [name],
      );
      return rows.length;
    };
    await startDueRuns(bench.deps);
    expect(await scheduledRuns()).toBe(0);
    clock.advance(3 * 24 * 3_600_000);
    await Promise.all([1, 2, 3].map(() => startDueRuns(bench.deps)));
    expect(await scheduledRuns()).toBe(1);
    clock.advance(24 * 3_600_000);
    await startDueRuns(bench.deps);
    expect(await scheduledRuns()).toBe(1);
  });

  it('end with the workflow', async () => {
    await archiveWorkflow(bench.deps, bench.admin, name);
    expect(await listSchedules(bench.deps, bench.admin)).toEqual([]);
    await expect(rerunWorkflow(bench.deps, bench.admin, { resourceName: name })).rejects.toMatchObject({
      code: 'workflow_not_found',
    });
  });
});
