import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedClock, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { pauseSchedule } from '../pause-schedule.ts';
import { listScheduledRuns } from '../schedule-window.ts';
import { getSchedule, listSchedules } from '../schedules.ts';
import { createBench, type Bench } from '../testing/create-bench.ts';
import { addAppSchedule, readSchedules } from './app-schedules.ts';
import { createAppWorkflow } from './create-app-workflow.ts';
import { startDueTriggers } from './start-due-triggers.ts';

const inputs = {
  connection: {
    typeName: 'Connection',
    attributes: { qualifiedName: 'default/glue/1735500000', connectorName: 'glue', name: 'a connection' },
  },
};

describe('a schedule of an app', () => {
  const clock = fixedClock(new Date('2026-01-05T08:00:00Z'));
  let bench: Bench;
  let maker: Principal;
  let stranger: Principal;
  let slug: string;
  let name: string;
  let triggerId: string;

  beforeAll(async () => {
    bench = await createBench(await createTestDatabase(), clock);
    maker = await bench.createActor('service-account-dora', 'default');
    stranger = await bench.createActor('service-account-eve', 'default');
    const made = await createAppWorkflow(bench.deps, maker, { appId: 'atlan-glue', name: 'daily', inputs, run: false });
    if (made.kind !== 'created') throw new Error('the name is taken');
    ({ slug } = made.created);
    ({ triggerId } = await addAppSchedule(bench.deps, maker, { slug, schedule: { cron: '0 * * * *' } }));
    await addAppSchedule(bench.deps, maker, { slug, schedule: { cron: '30 5 * * *', timezone: 'Europe/Paris' } });
    name = `${slug}-${triggerId}`;
  });
  afterAll(() => bench.close());

  const nameOf = (schedule: JsonObject): unknown => (schedule.metadata as JsonObject).name;
  const plannedAt = async (by: Principal): Promise<unknown[]> => {
    const window = { from: clock.now(), upTo: new Date('2026-01-06T08:00:00Z') };
    return (await listScheduledRuns(bench.deps, by, window)).map(({ status }) => (status as JsonObject).startedAt);
  };
  const started = async (): Promise<number> =>
    (await bench.database.pool.query("SELECT 1 FROM run WHERE origin = 'schedule'")).rows.length;

  it('is listed with all others, under a name of its own, for who may know of its workflow', async () => {
    const schedules = await listSchedules(bench.deps, maker);
    expect(schedules.map(nameOf)).toContain(`${name}-cron`);
    expect(schedules).toHaveLength(2);
    expect(await listSchedules(bench.deps, stranger)).toEqual([]);
    expect(await getSchedule(bench.deps, maker, `${name}-cron`)).toMatchObject({
      metadata: { uid: triggerId },
      spec: { schedule: '0 * * * *', timezone: 'UTC', suspend: false, workflowSpec: { workflowTemplateRef: { name: slug } } },
      status: { nextScheduledTime: '2026-01-05T09:00:00Z' },
    }); // prettier-ignore
    for (const [by, unknown] of [
      [stranger, `${name}-cron`],
      [maker, name],
      [maker, `${slug}-cron`],
      [maker, `other-${triggerId}-cron`],
    ] as const) {
      await expect(getSchedule(bench.deps, by, unknown)).rejects.toMatchObject({ code: 'schedule_not_found' });
    }
  });

  it('tells the runs that it will start', async () => {
    const times = await plannedAt(maker);
    expect(times).toHaveLength(25);
    expect(times.slice(0, 2)).toEqual(['2026-01-05T09:00:00Z', '2026-01-05T10:00:00Z']);
    expect(times).toContain('2026-01-06T04:30:00Z');
    expect(await plannedAt(stranger)).toEqual([]);
  });

  it('is paused by its owner: it starts nothing and misses nothing; resumed, it goes on at its next time', async () => {
    const paused = await pauseSchedule(bench.deps, maker, { name, isPaused: true });
    expect(paused).toMatchObject({ spec: { suspend: true }, status: { nextScheduledTime: null } });
    expect(await plannedAt(maker)).toEqual(['2026-01-06T04:30:00Z']);
    const added = await addAppSchedule(bench.deps, maker, { slug, schedule: { cron: '0 * * * *' } });
    expect(added).toMatchObject({ triggerId, isPaused: true });
    clock.advance(2.5 * 3_600_000);
    await startDueTriggers(bench.deps);
    expect(await started()).toBe(0);
    const resumed = await pauseSchedule(bench.deps, bench.admin, { name, isPaused: false });
    expect(resumed).toMatchObject({ spec: { suspend: false }, status: { nextScheduledTime: '2026-01-05T11:00:00Z' } });
    clock.advance(3_600_000);
    await startDueTriggers(bench.deps);
    expect(await started()).toBe(1);
    expect((await bench.database.pool.query('SELECT 1 FROM missed_run')).rows).toEqual([]);
    const { rows } = await bench.database.pool.query<{ action: string; object_id: string; trigger: string }>(
      "SELECT action, object_id, detail ->> 'trigger' AS trigger FROM audit_record WHERE action IN ('schedule.pause', 'schedule.resume') ORDER BY sequence",
    );
    expect(rows).toEqual([
      { action: 'schedule.pause', object_id: slug, trigger: triggerId },
      { action: 'schedule.resume', object_id: slug, trigger: triggerId },
    ]);
  });

  it('is not found by others, in the words for a workflow of that name', async () => {
    const refused = pauseSchedule(bench.deps, stranger, { name, isPaused: true });
    await expect(refused).rejects.toMatchObject({
      code: 'workflow_not_found',
      message: `workflow \`${name}\` does not exist`,
    });
  });

  it('that cannot be read any more is paused and told, and keeps no other from its time', async () => {
    await bench.database.pool.query(
      "UPDATE workflow_trigger SET cron = '0 0 L * *', next_run_at = '2025-01-01T00:00:00Z' WHERE id = $1",
      [triggerId],
    );
    await startDueTriggers(bench.deps);
    const { rows } = await bench.database.pool.query<{ id: string }>('SELECT id FROM workflow');
    const schedules = await readSchedules(bench.deps.db, rows.map(({ id }) => id)); // prettier-ignore
    expect([...schedules.values()].flat().find((one) => one.triggerId === triggerId)).toMatchObject({ isPaused: true });
    expect(bench.logged.some((line) => line.includes('a schedule cannot be read and is paused'))).toBe(true);
  });
});
