import { CatalogError, isCatalogError } from '../foundation/index.ts';
import { getNextOccurrence, type ScheduleText } from './cron/schedule-times.ts';

const cronAnnotation = 'orchestration.atlan.com/schedule';
const timezoneAnnotation = 'orchestration.atlan.com/timezone';

/** The columns of a workflow that hold its schedule. */
export interface ScheduleColumns {
  readonly schedule_cron: string | null;
  readonly schedule_timezone: string | null;
  readonly schedule_created_at: Date | null;
  readonly schedule_paused_at: Date | null;
  readonly next_run_at: Date | null;
}

export const noSchedule: ScheduleColumns = {
  schedule_cron: null,
  schedule_timezone: null,
  schedule_created_at: null,
  schedule_paused_at: null,
  next_run_at: null,
};

export interface ScheduleInput {
  readonly annotations: Readonly<Record<string, string>>;
  readonly before: Partial<ScheduleColumns> | undefined;
  readonly at: Date;
}

/** Says which annotations hold what is wrong. */
function nextOf(text: ScheduleText, at: Date): Date {
  try {
    return getNextOccurrence(text, at);
  } catch (error) {
    if (!isCatalogError(error)) throw error;
    const where = `annotations \`${cronAnnotation}\` and \`${timezoneAnnotation}\``;
    throw new CatalogError(error.code, `${where}: ${error.message}`, { cause: error });
  }
}

/**
 * The schedule that the annotations of a workflow ask for (Atlan wire, annotations that drive scheduling); without the
 * annotation there is none. An unchanged schedule keeps its due time, and stays paused if it was. Throws `field_invalid` for what
 * is no schedule.
 */
export function readSchedule({ annotations, before, at }: ScheduleInput): ScheduleColumns {
  const cron = annotations[cronAnnotation] ?? '';
  if (cron === '') return noSchedule;
  // COMPAT: an empty text is what a form sends that was left empty.
  const timezone = annotations[timezoneAnnotation] || 'UTC';
  const next = nextOf({ cron, timezone }, at);
  const isSame = before?.schedule_cron === cron && before.schedule_timezone === timezone;
  return {
    schedule_cron: cron,
    schedule_timezone: timezone,
    schedule_created_at: before?.schedule_created_at ?? at,
    schedule_paused_at: before?.schedule_paused_at ?? null,
    next_run_at: isSame ? (before.next_run_at ?? next) : next,
  };
}
