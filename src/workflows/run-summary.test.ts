import { describe, expect, it } from 'vitest';
import type { RunRow } from './run-row.ts';
import { summarizeRun } from './run-summary.ts';

const begunAt = new Date('2026-01-01T00:00:00Z');

/** What is said of a run that has been at work for one minute. */
function afterOneMinute(totals: Readonly<Record<string, number>>, finishedAt: Date | null = null) {
  const row = { state: 'running', began_at: begunAt, finished_at: finishedAt } as unknown as RunRow;
  return summarizeRun(row, totals, new Date('2026-01-01T00:01:00Z'));
}

describe('the seconds left of a run', () => {
  it('come from a total, or from an estimate where there is none', () => {
    expect(afterOneMinute({ rows: 100, rowsTotal: 300 }).secondsLeft).toBe(120);
    expect(afterOneMinute({ rows: 100, rowsEstimate: 200 }).secondsLeft).toBe(60);
    expect(afterOneMinute({ rows: 100, rowsTotal: 300, rowsEstimate: 200 }).secondsLeft).toBe(120);
  });

  it('come from the finest of what is counted', () => {
    const totals = { databases: 1, databasesTotal: 10, tables: 9_000, tablesEstimate: 10_000 };
    expect(afterOneMinute(totals).secondsLeft).toBe(7);
  });

  it('are none where nothing is known, nothing is done yet, an estimate is exceeded or the run is over', () => {
    expect(afterOneMinute({ rows: 100 }).secondsLeft).toBeNull();
    expect(afterOneMinute({ rowsTotal: 100 }).secondsLeft).toBeNull();
    expect(afterOneMinute({ rows: 100, rowsEstimate: 90 }).secondsLeft).toBeNull();
    expect(afterOneMinute({ rows: 10, rowsTotal: 100 }, new Date('2026-01-01T00:00:30Z')).secondsLeft).toBeNull();
  });

  it('fall back to what is known for certain when an estimate is exceeded', () => {
    const totals = { databases: 5, databasesTotal: 10, tables: 110, tablesEstimate: 100 };
    expect(afterOneMinute(totals).secondsLeft).toBe(60);
  });
});

describe('the rates of a run', () => {
  it('are of what is counted, not of how much there is', () => {
    const totals = { databases: 1, databasesTotal: 10, tables: 90, tablesEstimate: 100 };
    expect(afterOneMinute(totals).ratePerMinute).toEqual({ databases: 1, tables: 90 });
  });
});
