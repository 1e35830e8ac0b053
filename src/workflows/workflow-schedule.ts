import type { WorkQueue } from './work-queue.ts';

const cronAnnotation = 'orchestration.atlan.com/schedule';
const timezoneAnnotation = 'orchestration.atlan.com/timezone';

export interface ScheduleColumns {
  readonly schedule_cron: string | null;
  readonly schedule_timezone: string | null;
  readonly schedule_created_at: Date | null;
  readonly next_run_at: Date | null;
}

export interface ScheduleInput {
  readonly annotations: Readonly<Record<string, string>>;
  readonly before: Partial<ScheduleColumns> | undefined;
  readonly at: Date;
}

/**
 * The schedule that the annotations of a workflow ask for (Atlan wire, annotations that drive scheduling); without the
 * annotation there is none. An unchanged schedule keeps its due time. Throws `field_invalid` for what is no schedule.
 */
export function readSchedule(
  queue: Pick<WorkQueue, 'nextOccurrence'>,
  { annotations, before, at }: ScheduleInput,
): ScheduleColumns {
  const cron = annotations[cronAnnotation] ?? '';
  if (cron === '')
    return { schedule_cron: null, schedule_timezone: null, schedule_created_at: null, next_run_at: null };
  const timezone = annotations[timezoneAnnotation] ?? 'UTC';
  const next = queue.nextOccurrence(cron, timezone, at);
  const isSame = before?.schedule_cron === cron && before.schedule_timezone === timezone;
  return {
    schedule_cron: cron,
    schedule_timezone: timezone,
    schedule_created_at: before?.schedule_created_at ?? at,
    next_run_at: isSame ? (before.next_run_at ?? next) : next,
  };
}
