import { expect, test } from 'vitest';
import { formatDuration, formatRelative } from './format-time.ts';

const now = new Date('2026-01-10T12:00:00Z');

test.each([
  ['2026-01-10T11:59:58Z', 'just now'],
  ['2026-01-10T11:59:15Z', '45 seconds ago'],
  ['2026-01-10T11:57:00Z', '3 minutes ago'],
  ['2026-01-10T07:00:00Z', '5 hours ago'],
  ['2026-01-09T11:00:00Z', 'yesterday'],
  ['2026-04-10T12:00:00Z', 'in 90 days'],
])('%s is %s', (date, text) => {
  expect(formatRelative(new Date(date), now)).toBe(text);
});

test.each([
  [-5, '0.0 s'],
  [1_240, '1.2 s'],
  [42_400, '42 s'],
  [59_700, '1 min 0 s'],
  [119_800, '2 min 0 s'],
  [7_500_000, '2 h 5 min'],
])('%i ms are %s', (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});
