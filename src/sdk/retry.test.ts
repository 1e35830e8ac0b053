import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffMs, parseRetryAfterMs } from './retry.ts';

describe('parseRetryAfterMs', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');

  test.each([
    ['2', 2_000],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:00:05 GMT', 5_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['86400', 30_000],
    ['soon', null],
    ['', null],
    [null, null],
  ])('%j is %j', (header, expected) => {
    expect(parseRetryAfterMs(header, now)).toBe(expected);
  });

  test('never asks for more than 30 seconds nor for less than none', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const waitMs = parseRetryAfterMs(header, now);
        return waitMs === null || (waitMs >= 0 && waitMs <= 30_000);
      }),
    );
  });
});

test('the pause doubles, and jitter keeps it between half and whole', () => {
  expect([1, 2, 3].map((attempt) => backoffMs(attempt, () => 0))).toEqual([125, 250, 500]);
  expect([1, 2, 3].map((attempt) => backoffMs(attempt, () => 1))).toEqual([250, 500, 1000]);
});
