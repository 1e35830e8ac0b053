import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { getNextOccurrence, listOccurrences } from './schedule-times.ts';

/** The times at which it comes due in this window, as minutes of UTC. */
function due(cron: string, timezone: string, [after, upTo]: readonly [string, string]): string[] {
  const wanted = { after: new Date(`${after}Z`), upTo: new Date(`${upTo}Z`), limit: 100 };
  return listOccurrences({ cron, timezone }, wanted).map((time) => time.toISOString().slice(5, 16));
}

describe('a schedule of certain hours, when the clocks change', () => {
  it.each([
    // 02:00 becomes 03:00 on 29 March: 02:30 is skipped, and comes at 03:30 of summer time.
    [
      '30 2 * * *',
      'Europe/Berlin',
      ['2026-03-28T00:00', '2026-03-30T12:00'],
      ['03-28T01:30', '03-29T01:30', '03-30T00:30'],
    ],
    // 03:00 becomes 02:00 on 25 October: 02:30 is there twice and counts once.
    [
      '30 2 * * *',
      'Europe/Berlin',
      ['2026-10-24T00:00', '2026-10-26T12:00'],
      ['10-24T00:30', '10-25T00:30', '10-26T01:30'],
    ],
    ['0 2-3 * * *', 'Europe/Berlin', ['2026-03-29T00:00', '2026-03-29T12:00'], ['03-29T01:00']],
    ['0 2-3 * * *', 'Europe/Berlin', ['2026-10-24T23:00', '2026-10-25T12:00'], ['10-25T00:00', '10-25T02:00']],
    // 02:00 becomes 03:00 on 8 March, 02:00 becomes 01:00 on 1 November.
    [
      '30 2 * * *',
      'America/New_York',
      ['2026-03-07T00:00', '2026-03-09T12:00'],
      ['03-07T07:30', '03-08T07:30', '03-09T06:30'],
    ],
    [
      '30 1 * * *',
      'America/New_York',
      ['2026-10-31T00:00', '2026-11-02T12:00'],
      ['10-31T05:30', '11-01T05:30', '11-02T06:30'],
    ],
    // Half an hour only: 02:00 becomes 02:30 on 4 October, 02:00 becomes 01:30 on 5 April.
    [
      '15 2 * * *',
      'Australia/Lord_Howe',
      ['2026-10-02T12:00', '2026-10-05T12:00'],
      ['10-02T15:45', '10-03T15:45', '10-04T15:15'],
    ],
    [
      '45 1 * * *',
      'Australia/Lord_Howe',
      ['2026-04-03T12:00', '2026-04-06T12:00'],
      ['04-03T14:45', '04-04T14:45', '04-05T15:15'],
    ],
    // At midnight: 00:00 becomes 01:00 on 24 April.
    [
      '30 0 * * *',
      'Africa/Cairo',
      ['2026-04-22T12:00', '2026-04-25T12:00'],
      ['04-22T22:30', '04-23T22:30', '04-24T21:30'],
    ],
  ] as const)('`%s` in %s comes due once a day', (...[cron, timezone, window, times]) => {
    expect(due(cron, timezone, window)).toEqual(times);
  });
});

describe('a schedule of every hour, when the clocks change', () => {
  it.each([
    ['*/30 * * * *', 'Europe/Berlin', ['2026-03-29T00:00', '2026-03-29T02:00'], 4],
    ['*/30 * * * *', 'Europe/Berlin', ['2026-10-24T23:30', '2026-10-25T02:30'], 6],
    ['0 * * * *', 'America/New_York', ['2026-03-08T05:30', '2026-03-08T10:30'], 5],
    ['0 * * * *', 'America/New_York', ['2026-11-01T03:30', '2026-11-01T08:30'], 5],
    ['*/15 * * * *', 'Australia/Lord_Howe', ['2026-04-04T14:00', '2026-04-04T17:00'], 12],
    ['*/15 * * * *', 'Australia/Lord_Howe', ['2026-10-03T14:00', '2026-10-03T17:00'], 12],
  ] as const)('`%s` in %s leaves no time out and repeats none', (...[cron, timezone, window, count]) => {
    const times = due(cron, timezone, window);
    expect(times).toHaveLength(count);
    expect(new Set(times).size).toBe(count);
  });
});

describe('a cron expression', () => {
  it.each([
    ['5 4 * * *', ['01-01T04:05', '01-02T04:05']],
    ['0 0 1 JAN-MAR/2 *', ['03-01T00:00', '01-01T00:00']],
    ['0 12 * * mon', ['01-05T12:00', '01-12T12:00']],
    ['0 12 ? * 7', ['01-04T12:00', '01-11T12:00']],
    // Both said: one of them is enough.
    ['0 0 13 * 5', ['01-02T00:00', '01-09T00:00', '01-13T00:00']],
    ['50/5 23 31 * *', ['01-31T23:50', '01-31T23:55', '03-31T23:50']],
    ['0 0 29 2 *', ['02-29T00:00', '02-29T00:00']],
    ['0,30,30 1 1 1 *', ['01-01T01:00', '01-01T01:30', '01-01T01:00']],
  ] as const)('`%s` is read as it is meant', (cron, times) => {
    expect(due(cron, 'UTC', ['2026-01-01T00:00', '2040-01-01T00:00']).slice(0, times.length)).toEqual(times);
  });

  it.each([
    ['0 0 31 2 *', 'UTC', 'never comes due'],
    ['0 0 30,31 2 *', 'UTC', 'never comes due'],
    ['daily', 'UTC', 'expected five cron fields'],
    ['0 0 * * * *', 'UTC', 'expected five cron fields'],
    ['61 24 0 13 8', 'UTC', 'is no minute'],
    ['61 24 0 13 8', 'UTC', 'is no day of week'],
    ['*/0 * * * *', 'UTC', 'is no minute'],
    ['5-1 * * * *', 'UTC', 'is no minute'],
    ['0 0 L * *', 'UTC', 'is no day of month'],
    ['0 0 * * *', 'Mars/Olympus', 'unknown time zone `Mars/Olympus`; expected an IANA name'],
    ['0 0 * * *', '+02:00', 'unknown time zone'],
    ['0 0 * * *', '', 'unknown time zone'],
  ])('`%s` in `%s` is refused: %s', (cron, timezone, words) => {
    expect(() => getNextOccurrence({ cron, timezone }, new Date())).toThrowError(words);
  });

  it('and a time zone that are both wrong are both named', () => {
    const wrong = () => getNextOccurrence({ cron: 'x', timezone: 'y' }, new Date());
    expect(wrong).toThrowError(/five cron fields.*unknown time zone/s);
  });
});

describe('whatever the schedule, the zone and the moment', () => {
  const list = (max: number, min = 0) =>
    fc.oneof(
      fc.constant('*'),
      fc.integer({ min, max }).map(String),
      fc.integer({ min: 1, max: Math.floor(max / 2) }).map((step) => `*/${String(step)}`),
    );
  const crons = fc.tuple(list(59), list(23), list(28, 1), list(12, 1), list(6)).map((fields) => fields.join(' '));
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu');
  const moments = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });

  it('the next time is later, on a whole minute, and none is left out between', () => {
    fc.assert(
      fc.property(crons, zones, moments, (cron, timezone, from) => {
        const next = getNextOccurrence({ cron, timezone }, from);
        expect(next.getTime()).toBeGreaterThan(from.getTime());
        expect(next.getTime() % 60_000).toBe(0);
        const justBefore = new Date(next.getTime() - 1);
        expect(getNextOccurrence({ cron, timezone }, justBefore)).toEqual(next);
      }),
      { numRuns: 300 },
    );
  });
});
