import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../test/support/database.ts';
import { fixedClock, type FixedClock, type JsonObject } from '../../foundation/index.ts';
import { getRunProgress } from '../get-run-progress.ts';
import { pauseSchedule } from '../pause-schedule.ts';
import { listMissedRuns, listScheduledRuns, parseScheduleWindow } from '../schedule-window.ts';
import { getSchedule } from '../schedules.ts';
import { submitWorkflow } from '../submit-workflow.ts';
import { countWorkflow, createBench, eventually, type Bench } from '../testing/create-bench.ts';
import { startDueRuns } from './start-due-runs.ts';

const name = 'test-count-7000000001';
const window = parseScheduleWindow('2026-01-01T00:00:00+00:00', '2026-01-03T00:00:00+00:00');

let clock: FixedClock;
let bench: Bench;
beforeEach(async () => {
  clock = fixedClock();
  bench = await createBench(await createTestDatabase(), clock);
});
afterEach(async () => bench.close());

async function submit(cron: string, by = bench.admin): Promise<void> {
  const plain = countWorkflow(name, { steps: 0 });
  const annotations = {
    'package.argoproj.io/name': '@test/count',
    'orchestration.atlan.com/schedule': cron,
    'orchestration.atlan.com/timezone': 'UTC',
  };
  await submitWorkflow(bench.deps, by, { ...plain, metadata: { ...(plain.metadata as JsonObject), annotations } });
  await endRuns();
}

async function endRuns(): Promise<void> {
  await bench.database.pool.query("UPDATE run SET state = 'succeeded', finished_at = now() WHERE finished_at IS NULL");
}

/** A node looks at that time. */
async function lookAt(time: string): Promise<void> {
  clock.advance(new Date(time).getTime() - clock.now().getTime());
  await startDueRuns(bench.deps);
}

function timesOf(runs: readonly JsonObject[]): string[] {
  return runs.map((run) => String((run.metadata as JsonObject).creationTimestamp));
}

async function startedBySchedule(): Promise<number> {
  const { rows } = await bench.database.pool.query("SELECT 1 FROM run WHERE origin = 'schedule'");
  return rows.length;
}

describe('times that came due while no node worked', () => {
  it('are made good by one run; the others are missed, told, and found', async () => {
    await submit('0 * * * *');
    await lookAt('2026-01-01T05:00:10Z');
    expect(await startedBySchedule()).toBe(1);
    const missed = await listMissedRuns(bench.deps, bench.admin, window);
    expect(timesOf(missed)).toEqual([1, 2, 3, 4].map((hour) => `2026-01-01T0${String(hour)}:00:00Z`));
    expect(missed[0]).toMatchObject({
      metadata: { labels: { 'workflows.argoproj.io/workflow-template': name } },
      status: { phase: 'Failed', message: 'missed: no node was working at that time' },
    });
    expect(bench.logged.some((line) => line.includes('came due while no node worked'))).toBe(true);
    // Told once, however often a node looks.
    await lookAt('2026-01-01T05:00:20Z');
    expect(await listMissedRuns(bench.deps, bench.admin, window)).toHaveLength(4);
  });

  it('are hidden from who may not see the workflow', async () => {
    await submit('0 * * * *');
    await lookAt('2026-01-01T05:00:10Z');
    expect(await listMissedRuns(bench.deps, bench.member, window)).toEqual([]);
    expect(await listScheduledRuns(bench.deps, bench.member, window)).toEqual([]);
    expect(await listScheduledRuns(bench.deps, bench.admin, window)).not.toEqual([]);
  });
});

describe('a time at which the run before is at work', () => {
  it('starts no other run and is missed as such', async () => {
    await submit('0 * * * *');
    await lookAt('2026-01-01T01:00:00Z');
    await lookAt('2026-01-01T02:00:00Z');
    expect(await startedBySchedule()).toBe(1);
    const missed = await listMissedRuns(bench.deps, bench.admin, window);
    expect(timesOf(missed)).toEqual(['2026-01-01T02:00:00Z']);
    expect(missed[0]).toMatchObject({ status: { message: 'missed: the run before it was not over' } });
    const { rows } = await bench.database.pool.query("SELECT 1 FROM audit_record WHERE action = 'schedule.miss'");
    expect(rows).toHaveLength(1);
  });
});

describe('the runs of a window', () => {
  it('are those that were started and those that will be, earliest first', async () => {
    await submit('0 */12 * * *');
    await lookAt('2026-01-01T12:00:00Z');
    const runs = await listScheduledRuns(bench.deps, bench.admin, window);
    expect(timesOf(runs)).toEqual([
      '2026-01-01T12:00:00Z',
      '2026-01-02T00:00:00Z',
      '2026-01-02T12:00:00Z',
      '2026-01-03T00:00:00Z',
    ]);
    expect(runs.map(({ status }) => (status as JsonObject).phase)).toEqual(Array(4).fill('Pending'));
  });

  it('of a schedule of every minute are a thousand at most', async () => {
    await submit('* * * * *');
    expect(await listScheduledRuns(bench.deps, bench.admin, window)).toHaveLength(1_000);
  });

  it.each([
    [null, null, ['startDate', 'endDate']],
    ['yesterday', '2026-01-01', ['startDate', 'endDate']],
    ['2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z', ['endDate']],
    ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z', ['endDate']],
  ])('from %s to %s is refused, naming %s', (from, upTo, paths) => {
    expect(() => parseScheduleWindow(from, upTo)).toThrowError(
      expect.objectContaining({
        code: 'field_invalid',
        details: paths.map((path) => expect.objectContaining({ path }) as unknown),
      }) as Error,
    );
  });

  it('may be given with offsets, also where a plus arrived as a space', () => {
    const { from } = parseScheduleWindow('2026-01-01T02:00:00 02:00', '2026-01-02T00:00:00.123456-05:30');
    expect(from.toISOString()).toBe('2026-01-01T00:00:00.000Z');
  });
});

describe('a paused schedule', () => {
  it('starts nothing and misses nothing, stays paused when the workflow is saved, and goes on at its next time', async () => {
    await submit('0 * * * *');
    const paused = await pauseSchedule(bench.deps, bench.admin, { name, isPaused: true });
    expect(paused).toMatchObject({
      spec: { suspend: true, schedule: '0 * * * *' },
      status: { nextScheduledTime: null },
    });
    await submit('0 * * * *');
    await lookAt('2026-01-01T05:30:00Z');
    expect(await startedBySchedule()).toBe(0);
    expect(await listScheduledRuns(bench.deps, bench.admin, window)).toEqual([]);
    const resumed = await pauseSchedule(bench.deps, bench.admin, { name, isPaused: false });
    expect(resumed).toMatchObject({
      spec: { suspend: false },
      status: { nextScheduledTime: '2026-01-01T06:00:00Z' },
    });
    await lookAt('2026-01-01T06:00:00Z');
    expect(await startedBySchedule()).toBe(1);
    expect(await listMissedRuns(bench.deps, bench.admin, window)).toEqual([]);
  });

  it('is paused by its owner and admins only, and is not found by others', async () => {
    await submit('0 * * * *');
    const token = await bench.createActor('service-account-apikey-00000000-0000-4000-8000-000000000009', 'default');
    const pause = { name, isPaused: true };
    await expect(pauseSchedule(bench.deps, token, pause)).rejects.toMatchObject({ code: 'workflow_not_found' });
    await expect(
      pauseSchedule(bench.deps, bench.admin, { name: 'test-count-1', isPaused: true }),
    ).rejects.toMatchObject({ code: 'workflow_not_found' });
    expect(await getSchedule(bench.deps, bench.admin, `${name}-cron`)).toMatchObject({ spec: { suspend: false } });
  });
});

describe('a schedule that cannot be read any more', () => {
  it('is paused and told, and keeps no other from its time', async () => {
    await submit('0 * * * *');
    await bench.database.pool.query(
      "UPDATE workflow SET schedule_cron = '0 0 L * *', next_run_at = '2025-01-01T00:00:00Z' WHERE name = $1",
      [name],
    );
    const other = countWorkflow('test-count-7000000002', { steps: 0 });
    const annotations = {
      ...((other.metadata as JsonObject).annotations as JsonObject),
      'orchestration.atlan.com/schedule': '0 * * * *',
    };
    await submitWorkflow(bench.deps, bench.admin, {
      ...other,
      metadata: { ...(other.metadata as JsonObject), annotations },
    });
    await endRuns();
    await lookAt('2026-01-01T01:00:00Z');
    expect(await startedBySchedule()).toBe(1);
    expect(await getSchedule(bench.deps, bench.admin, `${name}-cron`)).toMatchObject({ spec: { suspend: true } });
    expect(bench.logged.some((line) => line.includes('cannot be read and is paused'))).toBe(true);
  });
});

describe('the schedule of somebody', () => {
  it.each([
    ["role = 'member'", /`workflow\.submit` needs the workspace role/],
    ["state = 'disabled'", /the actor `eve`, who started this run, is disabled/],
  ])('whose account became %s starts a run that fails and says so', async (change, words) => {
    const eve = await bench.createActor('eve', 'admin');
    await submit('0 * * * *', eve);
    await bench.database.pool.query(`UPDATE actor SET ${change} WHERE username = 'eve'`);
    await lookAt('2026-01-01T01:00:00Z');
    await bench.createEngine().start();
    const end = await eventually(async () => {
      const progress = await getRunProgress(bench.deps, bench.admin, name);
      return progress.finishedAt === null ? null : progress;
    });
    expect(end.phase).toBe('Failed');
    expect(end.message).toMatch(words);
    expect(end.log.at(-1)?.message).toMatch(words);
  });
});
