import { CatalogError, invariant, requireNoProblems, type Problem } from '../../foundation/index.ts';
import { findNextOccurrence } from './next-occurrence.ts';
import { parseCron, type Cron } from './parse-cron.ts';
import { findTimeZone, type TimeZone } from './time-zone.ts';

/** A schedule as it is stored and sent. */
export interface ScheduleText {
  /** Five fields. */
  readonly cron: string;
  /** IANA name. */
  readonly timezone: string;
}

interface Schedule {
  readonly cron: Cron;
  readonly zone: TimeZone;
}

function parse({ cron, timezone }: ScheduleText): Schedule {
  const problems: Problem[] = [];
  const parsed = parseCron(cron, problems);
  const zone = findTimeZone(timezone);
  if (zone === null) {
    const message = `unknown time zone \`${timezone}\`; expected an IANA name such as \`Europe/Paris\``;
    problems.push({ path: 'timezone', message });
  }
  requireNoProblems('field_invalid', problems);
  invariant(parsed !== null && zone !== null, 'what cannot be read has a problem');
  return { cron: parsed, zone };
}

function getNext({ cron, zone }: Schedule, from: Date, text: string): Date {
  const next = findNextOccurrence(cron, zone, from);
  if (next !== null) return next;
  throw new CatalogError('field_invalid', `cron: \`${text}\` never comes due; no such day is in the calendar`);
}

/**
 * The first time after `from` at which the schedule comes due.
 * Throws `field_invalid` with everything that is wrong: fields of the expression and the time zone, or that it never comes due.
 */
export function getNextOccurrence(text: ScheduleText, from: Date): Date {
  return getNext(parse(text), from, text.cron);
}

export interface TimesWanted {
  readonly after: Date;
  readonly upTo: Date;
  readonly limit: number;
}

/** The times the schedule comes due after `after` and up to `upTo`, ascending, at most `limit`. Throws as `getNextOccurrence`. */
export function listOccurrences(text: ScheduleText, { after, upTo, limit }: TimesWanted): readonly Date[] {
  const schedule = parse(text);
  const times: Date[] = [];
  let next = getNext(schedule, after, text.cron);
  while (next <= upTo && times.length < limit) {
    times.push(next);
    next = getNext(schedule, next, text.cron);
  }
  return times;
}
