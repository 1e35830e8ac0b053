import type { Cron } from './parse-cron.ts';
import type { TimeZone } from './time-zone.ts';

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** The 29th of February is up to eight years away, and nothing that comes at all is rarer. */
const daysAheadMax = 8 * 366 + 2;

function isOnDay(cron: Cron, day: number): boolean {
  const date = new Date(day);
  return cron.months.includes(date.getUTCMonth() + 1) && cron.isDay(date.getUTCDate(), date.getUTCDay());
}

/** The moment at which the clocks show this; where they never do, the time as far behind the change as it was meant to be before it. */
function momentOf(zone: TimeZone, wall: number): number {
  const before = zone.offsetAt(wall - dayMs);
  const after = zone.offsetAt(wall + dayMs);
  const [early, late] = [wall - Math.max(before, after), wall - Math.min(before, after)];
  // Of a time that the clocks show twice, the first; each is asked whether it really shows the time.
  if (early + zone.offsetAt(early) === wall) return early;
  return late + zone.offsetAt(late) === wall ? late : wall - before;
}

/** Every time of the day, each once. */
function momentsByClock(cron: Cron, zone: TimeZone, day: number): number[] {
  const walls = cron.hours.flatMap((hour) => cron.minutes.map((minute) => day + hour * hourMs + minute * minuteMs));
  return walls.map((wall) => momentOf(zone, wall));
}

/** Every minute that passes while the clocks show the day. Clocks are changed on a quarter of an hour of UTC, everywhere. */
function momentsByMinute(cron: Cron, zone: TimeZone, day: number): number[] {
  const minutes = new Set(cron.minutes);
  const moments: number[] = [];
  for (let quarter = day - dayMs; quarter < day + 2 * dayMs; quarter += quarterMs) {
    const offset = zone.offsetAt(quarter);
    for (let at = quarter; at < quarter + quarterMs; at += minuteMs) {
      const wall = at + offset;
      if (wall >= day && wall < day + dayMs && minutes.has(new Date(wall).getUTCMinutes())) moments.push(at);
    }
  }
  return moments;
}

/** The clocks are not changed near the day. Days ahead are asked for too, as a zone may be half a day from UTC. */
function findPlainOffset(zone: TimeZone, day: number): number | null {
  const offset = zone.offsetAt(day - dayMs);
  const isPlain = offset === zone.offsetAt(day + 2 * dayMs) && offset === zone.offsetAt(day + dayMs / 2);
  return isPlain ? offset : null;
}

/** On a day on which the clocks are not changed moments come in the order of the clock, so the first that fits is it. */
function findFirstPlain(cron: Cron, midnight: number, after: number): number | null {
  for (const hour of cron.hours) {
    const begin = midnight + hour * hourMs;
    if (begin + hourMs <= after) continue;
    const minute = cron.minutes.find((value) => begin + value * minuteMs > after);
    if (minute !== undefined) return begin + minute * minuteMs;
  }
  return null;
}

/** The first moment of the day after `after`. */
function findFirstOn(cron: Cron, zone: TimeZone, { day, after }: { day: number; after: number }): number | null {
  const offset = findPlainOffset(zone, day);
  if (offset !== null) return findFirstPlain(cron, day - offset, after);
  const moments = cron.hours.length === 24 ? momentsByMinute(cron, zone, day) : momentsByClock(cron, zone, day);
  const later = moments.filter((moment) => moment > after);
  return later.length === 0 ? null : Math.min(...later);
}

/**
 * The first moment after `from` at which the schedule comes due; `null` when it never does, as on the 31st of February.
 *
 * When the clocks change: a schedule of certain hours comes due once a day all the same. A time that is skipped comes as long after
 * the change as it was meant to come after the moment the clocks were put forward (02:30 at 03:30); a time that the clocks show
 * twice counts the first time. A schedule of every hour follows the time that passes, and leaves out no hour and repeats none.
 */
export function findNextOccurrence(cron: Cron, zone: TimeZone, from: Date): Date | null {
  const start = from.getTime();
  const today = Math.floor((start + zone.offsetAt(start)) / dayMs) * dayMs;
  const firstOn = (day: number): number | null =>
    isOnDay(cron, day) ? findFirstOn(cron, zone, { day, after: start }) : null;
  // From yesterday, as a time skipped at midnight comes on the day after; for the same reason two days are compared.
  for (let day = today - dayMs; day < today + daysAheadMax * dayMs; day += dayMs) {
    const first = firstOn(day);
    if (first !== null) return new Date(Math.min(first, firstOn(day + dayMs) ?? first));
  }
  return null;
}
