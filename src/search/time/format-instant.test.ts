import { describe, expect, it } from 'vitest';
import { formatInstant, isKnownTimeZone } from './format-instant.ts';

const at = Date.parse('2026-07-04T22:05:06.078Z');

describe('formatInstant', () => {
  it.each([
    [{}, '2026-07-04T22:05:06.078Z'],
    [{ timeZone: '+05:30' }, '2026-07-05T03:35:06.078+05:30'],
    [{ timeZone: 'America/New_York' }, '2026-07-04T18:05:06.078-04:00'],
    [{ format: 'yyyy-MM-dd' }, '2026-07-04'],
    [{ format: 'yyyy-MM-dd', timeZone: 'Europe/Berlin' }, '2026-07-05'],
    [{ format: 'dd/M/yyyy HH:mm:ss.SSS||epoch_millis' }, '04/7/2026 22:05:06.078'],
    [{ format: "yyyy 'day' d" }, '2026 day 4'],
    [{ format: 'epoch_millis' }, String(at)],
    [{ format: 'epoch_second' }, '1783202706'],
    [{ format: 'date' }, '2026-07-04'],
    [{ format: 'strict_date_optional_time' }, '2026-07-04T22:05:06.078Z'],
    [{ format: 'constructor' }, '2026-07-04T22:05:06.078Z'],
    [{ format: '__proto__' }, '2026-07-04T22:05:06.078Z'],
  ])('writes %j', (style, text) => {
    expect(formatInstant(at, style)).toBe(text);
  });

  it('writes what is no instant as the number it is', () => {
    expect(formatInstant(1e300)).toBe('1e+300');
  });
});

describe('isKnownTimeZone', () => {
  it.each([
    ['UTC', true],
    ['+01:00', true],
    ['Asia/Kolkata', true],
    ['Mars/Base', false],
    ["x' OR true", false],
    ['', false],
  ])('%j: %s', (timeZone, known) => {
    expect(isKnownTimeZone(timeZone)).toBe(known);
  });
});
