import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedClock, isCatalogError, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { createWorkflowEngine, type WorkflowEngine } from '../engine/workflow-engine.ts';
import type { WorkflowsDeps } from '../deps.ts';
import type { Package } from '../package.ts';
import { countPackage } from '../testing/count-package.ts';
import { createBench, eventually, type Bench } from '../testing/create-bench.ts';
import { addAppSchedule } from './app-schedules.ts';
import { apps, findApp } from './app-registry.ts';
import { updateAppWorkflow } from './change-app-workflow.ts';
import { createAppWorkflow, type CreatedApp } from './create-app-workflow.ts';
import { getAppInputs } from './describe-app.ts';
import { newSlug } from './new-slug.ts';
import { cancelAppRun, getAppRun, submitAppWorkflow } from './run-app-workflow.ts';
import { startDueTriggers } from './start-due-triggers.ts';

/** The counting package in the place of the Glue crawler, with a contract of its own. */
const counting: Package = {
  ...countPackage,
  ...{ id: '@atlan/glue', prefix: 'atlan-glue' },
  inputs: {
    additionalProperties: false,
    properties: {
      connection: { type: 'object', title: 'Connection' },
      to: { type: 'integer', minimum: 1, title: 'Count to' },
      pause_ms: { type: 'integer', title: 'Pause' },
      trouble: { type: 'string', title: 'Trouble' },
      credential: { type: 'object', writeOnly: true, title: 'Credential' },
      credential_guid: { type: 'string', title: 'Credential' },
    },
    required: ['connection'],
  },
};

const connection = {
  typeName: 'Connection',
  attributes: { qualifiedName: 'default/glue/1735500000', connectorName: 'glue', name: 'a connection' },
};

describe('apps', () => {
  const clock = fixedClock(new Date('2026-01-05T08:00:00Z'));
  let bench: Bench;
  let deps: WorkflowsDeps;
  let engine: WorkflowEngine;
  let maker: Principal;
  let made = 0;

  beforeAll(async () => {
    bench = await createBench(await createTestDatabase(), clock);
    maker = await bench.createActor('service-account-dora', 'default');
    deps = { ...bench.deps, packages: [counting], holdMs: 0 };
    engine = createWorkflowEngine({ ...deps, drainMs: 5_000 });
    await engine.start();
  });
  afterAll(async () => {
    await engine.stop();
    await bench.close();
  });

  async function create(inputs: JsonObject = {}, appId = 'atlan-glue'): Promise<CreatedApp> {
    const name = `count ${String((made += 1))}`;
    const creation = { appId, name, inputs: { connection, ...inputs }, run: false };
    const outcome = await createAppWorkflow(deps, maker, creation);
    if (outcome.kind !== 'created') throw new Error('the name is taken');
    return outcome.created;
  }

  async function endOf(runId: string) {
    return eventually(async () => {
      const run = await getAppRun(deps, maker, runId);
      return run.status === 'Pending' || run.status === 'Running' ? null : run;
    });
  }

  it('a run ends in the words of this surface: Succeeded, Failed, and Stopped for one that was cancelled', async () => {
    const good = await submitAppWorkflow(deps, maker, (await create({ to: 2 })).slug);
    expect((await endOf(good.runId)).status).toBe('Succeeded');
    const bad = await submitAppWorkflow(deps, maker, (await create({ trouble: 'fault' })).slug);
    expect((await endOf(bad.runId)).status).toBe('Failed');
    const slow = await submitAppWorkflow(deps, maker, (await create({ to: 1000, pause_ms: 50 })).slug);
    expect(await cancelAppRun(deps, maker, slow.runId)).toMatchObject({ isCancelled: true });
    expect((await endOf(slow.runId)).status).toBe('Stopped');
    expect(await cancelAppRun(deps, maker, slow.runId)).toMatchObject({ isCancelled: false, status: 'Stopped' });
  });

  it('an app without executor is kept like any other, and its run says so', async () => {
    const { slug } = await create({}, 'snowflake-crawler');
    const run = await submitAppWorkflow(deps, maker, slug);
    const end = await endOf(run.runId);
    expect(end).toMatchObject({ status: 'Failed', message: expect.stringContaining('no executor') as string });
  });

  it('every app of the registry can be made', async () => {
    for (const { id } of apps.filter((app) => app.id !== 'atlan-glue')) {
      expect((await create({}, id)).version, id).toBe(1);
    }
  });

  it('a name is known only as it is written', () => {
    expect(findApp('Kafka-apache')?.connector).toBe('apache-kafka');
    expect(findApp('kafka-apache')).toBeNull();
  });

  it('what a package says of its inputs is the contract, and what is checked', async () => {
    const contract = getAppInputs(deps, { appId: 'atlan-glue', entrypoint: null });
    expect(contract).toMatchObject({ title: 'AppInputContract', required: ['connection'] });
    const failure = await create({ to: 0, colour: 'red', trouble: 5 }).catch((error: unknown) => error);
    if (!isCatalogError(failure)) throw failure;
    expect(failure.code).toBe('app_inputs_invalid');
    expect(failure.details.map(({ path }) => path).sort()).toEqual(['inputs.colour', 'inputs.to', 'inputs.trouble']);
  });

  it('each of several schedules starts a run at its own time, with the rights of who set the inputs', async () => {
    const { slug } = await create({ to: 1 });
    const first = await addAppSchedule(deps, maker, { slug, schedule: { cron: '0 9 * * *' } });
    const second = await addAppSchedule(deps, maker, {
      slug,
      schedule: { cron: '30 10 * * *', timezone: 'Europe/Paris' },
    });
    expect([first.nextRunAt, second.nextRunAt].map((at) => at.toISOString())).toEqual([
      '2026-01-05T09:00:00.000Z',
      '2026-01-05T09:30:00.000Z',
    ]);
    // Somebody else saves it: from then on it is theirs to answer for.
    await updateAppWorkflow(deps, bench.admin, { slug, inputs: { connection, to: 2 } });
    const runsOf = () =>
      deps.db.selectFrom('run').selectAll().where('workflow_name', '=', slug).orderBy('seq').execute();
    for (const [at, count] of [
      ['2026-01-05T09:00:10Z', 1],
      ['2026-01-05T09:30:10Z', 2],
    ] as const) {
      clock.advance(new Date(at).getTime() - clock.now().getTime());
      // Nodes that look at the same time start one run, not three.
      await Promise.all([1, 2, 3].map(() => startDueTriggers(deps)));
      const runs = await runsOf();
      expect(runs).toHaveLength(count);
      expect(runs.at(-1)).toMatchObject({ origin: 'schedule', started_by: bench.admin.actorId });
      await eventually(async () => ((await runsOf()).every((run) => run.finished_at !== null) ? true : null));
    }
  });

  it('every version is kept, and a newer one has a greater number', async () => {
    const { slug, version } = await create({ to: 1 });
    const second = await updateAppWorkflow(deps, maker, { slug, inputs: { connection, to: 2 } });
    const third = await updateAppWorkflow(deps, maker, { slug, inputs: { connection, to: 3 } });
    expect([version, second.version, third.version]).toEqual([1, 2, 3]);
    const kept = await deps.db
      .selectFrom('app_version')
      .innerJoin('workflow', 'workflow.id', 'app_version.workflow_id')
      .select(['app_version.version', 'inputs'])
      .where('name', '=', slug)
      .orderBy('app_version.version')
      .execute();
    expect(kept.map(({ inputs }) => inputs['to'])).toEqual([1, 2, 3]);
  });

  it.each([
    ['Glue Prod', /^glue-prod-[0-9a-f]{8}$/],
    ['psdk_App_x', /^psdk_app_x-[0-9a-f]{8}$/],
    ['***', /^app-[0-9a-f]{8}$/],
    ['é', /^app-[0-9a-f]{8}$/],
    ['a'.repeat(151), /^a{150}-[0-9a-f]{8}$/],
  ])('the slug of %s reads like it', (name, pattern) => {
    expect(newSlug(name)).toMatch(pattern);
  });
});
