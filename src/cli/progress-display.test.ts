import { expect, test } from 'vitest';
import type { RunProgress } from '../sdk/index.ts';
import { createProgressDisplay } from './progress-display.ts';

function shown(totals: Readonly<Record<string, number>>): string {
  let text = '';
  const display = createProgressDisplay({ stderr: { write: (part: string) => (text += part) } });
  const run = { phase: 'Running', totals, ratePerMinute: {}, secondsLeft: null, lastError: null };
  display.show(run as unknown as RunProgress);
  return text.trim().replace(/^Running\s+/, '');
}

test.each([
  [{ databases: 1, databasesTotal: 3, tables: 40, tablesEstimate: 900 }, '1/3 databases, 40/~900 tables, 0 assets'],
  [{ databases: 3, databasesTotal: 3, tables: 900, tablesEstimate: 900 }, '3/3 databases, 900 tables, 0 assets'],
  [{ databases: 2, databasesTotal: 3, tables: 901, tablesEstimate: 900 }, '2/3 databases, 901 tables, 0 assets'],
  [{ rows: 3, rowsTotal: 9 }, '0 databases, 0 tables, 0 assets, 3/9 rows'],
  [{ rows: 3, rowsEstimate: 9 }, '0 databases, 0 tables, 0 assets, 3/~9 rows'],
])('totals %j are shown as %s', (totals, text) => {
  expect(shown(totals)).toBe(text);
});
