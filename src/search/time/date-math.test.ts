import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInstant } from './date-math.ts';

const now = new Date('2026-03-15T12:34:56.789Z');

function read(text: string, options: { roundUp?: boolean; format?: string; timeZone?: string } = {}): string | null {
  const instant = parseInstant(text, { now, roundUp: false, ...options });
  return instant === null ? null : new Date(instant).toISOString();
}

describe('parseInstant', () => {
  it.each([
    ['now', '2026-03-15T12:34:56.789Z', '2026-03-15T12:34:56.789Z'],
    ['now-30d/d', '2026-02-13T00:00:00.000Z', '2026-02-13T23:59:59.999Z'],
    ['now-1h', '2026-03-15T11:34:56.789Z', '2026-03-15T11:34:56.789Z'],
    ['now+1M/M', '2026-04-01T00:00:00.000Z', '2026-04-30T23:59:59.999Z'],
    ['now/w', '2026-03-09T00:00:00.000Z', '2026-03-15T23:59:59.999Z'],
    ['now/y', '2026-01-01T00:00:00.000Z', '2026-12-31T23:59:59.999Z'],
    ['now-1y+d', '2025-03-16T12:34:56.789Z', '2025-03-16T12:34:56.789Z'],
    ['2026', '2026-01-01T00:00:00.000Z', '2026-01-01T23:59:59.999Z'],
    ['2024-02', '2024-02-01T00:00:00.000Z', '2024-02-01T23:59:59.999Z'],
    ['2024-02||/M', '2024-02-01T00:00:00.000Z', '2024-02-29T23:59:59.999Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z', '2024-02-29T23:59:59.999Z'],
    ['2024-02-29T10', '2024-02-29T10:00:00.000Z', '2024-02-29T10:59:59.999Z'],
    ['2024-02-29T10:20:30.5Z', '2024-02-29T10:20:30.500Z', '2024-02-29T10:20:30.500Z'],
    ['2024-02-29T10:20:30+02:00', '2024-02-29T08:20:30.000Z', '2024-02-29T08:20:30.999Z'],
    ['2024-01-31||+1M', '2024-02-29T00:00:00.000Z', '2024-02-29T00:00:00.000Z'],
    ['2024-05-17||/M', '2024-05-01T00:00:00.000Z', '2024-05-31T23:59:59.999Z'],
    ['1767225600000', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'],
    ['-1000000', '1969-12-31T23:43:20.000Z', '1969-12-31T23:43:20.000Z'],
  ])('reads `%s` as %s, rounded up as %s', (text, down, up) => {
    expect(read(text)).toBe(down);
    expect(read(text, { roundUp: true })).toBe(up);
  });

  it.each([
    ['15/03/2026', 'dd/MM/yyyy', '2026-03-15T00:00:00.000Z'],
    ['2026-03-15 10:20', 'yyyy-MM-dd HH:mm', '2026-03-15T10:20:00.000Z'],
    ['2026-03-15T10', "yyyy-MM-dd'T'HH", '2026-03-15T10:00:00.000Z'],
    ['1767225600', 'epoch_second', '2026-01-01T00:00:00.000Z'],
    ['1767225600000', 'yyyy-MM-dd||epoch_millis', '2026-01-01T00:00:00.000Z'],
    ['2026-03-15', 'strict_date_optional_time', '2026-03-15T00:00:00.000Z'],
    ['2026-03-15', 'dd/MM/yyyy', null],
    ['now-1d', 'dd/MM/yyyy', '2026-03-14T12:34:56.789Z'],
  ])('reads `%s` by the format `%s`', (text, format, expected) => {
    expect(read(text, { format })).toBe(expected);
  });

  it('reads dates without a zone, and rounds, in the time zone it is given', () => {
    expect(read('2026-03-15', { timeZone: '+05:30' })).toBe('2026-03-14T18:30:00.000Z');
    expect(read('2026-03-15T00:00:00Z', { timeZone: '+05:30' })).toBe('2026-03-15T00:00:00.000Z');
    expect(read('now/d', { timeZone: 'Europe/Berlin' })).toBe('2026-03-14T23:00:00.000Z');
    expect(read('2026-07-01', { timeZone: 'Europe/Berlin' })).toBe('2026-06-30T22:00:00.000Z');
    expect(read('2026-07-01', { timeZone: 'Nowhere/Land' })).toBe('2026-07-01T00:00:00.000Z');
  });

  it.each([
    '',
    'soon',
    'now-',
    'now-1q',
    'now -1d',
    '2026-13-01',
    '2026-02-30',
    '2026-01-01T25:00',
    'now/',
    'nowadays',
  ])('gives nothing for `%s`', (text) => {
    expect(read(text)).toBeNull();
  });

  it('gives nothing for what lies beyond the calendar', () => {
    expect(read('now+999999999y')).toBeNull();
    expect(read('now-999999999y/y')).toBeNull();
  });

  it('never throws and never gives what is no number', () => {
    const piece = fc.constantFrom(
      'now',
      '2026',
      '-01',
      '-31',
      'T10',
      ':00',
      '||',
      '+1',
      '-999999999',
      'd',
      'M',
      'y',
      '/w',
      '/',
      'Z',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.boolean(), (pieces, roundUp) => {
        const instant = parseInstant(pieces.join(''), { now, roundUp });
        expect(instant === null || Number.isFinite(instant)).toBe(true);
      }),
    );
  });
});
