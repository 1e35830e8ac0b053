import { type Problem } from '../../foundation/index.ts';

/** When a schedule comes due, in the wall clock of its time zone. Every list is ascending and without repetition. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: readonly number[];
  /** Whether it may come due on a day of an allowed month; `weekday` counts from Sunday, 0. */
  isDay(dayOfMonth: number, weekday: number): boolean;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly words?: readonly string[];
}

const monthWords = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdayWords = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const minute: Field = { name: 'minute', min: 0, max: 59 };
const hour: Field = { name: 'hour', min: 0, max: 23 };
const dayOfMonth: Field = { name: 'day of month', min: 1, max: 31 };
const month: Field = { name: 'month', min: 1, max: 12, words: monthWords };
/** Sunday is 0 and 7. */
const weekday: Field = { name: 'day of week', min: 0, max: 7, words: weekdayWords };

interface Values {
  readonly values: readonly number[];
  /** `*` or `?`: the field says nothing. */
  readonly isAny: boolean;
}

function readNumber(text: string, { min, max, words }: Field): number | null {
  const word = words?.indexOf(text.toUpperCase()) ?? -1;
  if (word >= 0) return word + min;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : null;
}

/** `*`, `?`, `n`, `a-b`, each with `/step`; `n/step` goes on to the end. */
function readPart(part: string, field: Field): readonly number[] | null {
  const [range = '', stepText, ...more] = part.split('/');
  const step = stepText === undefined ? 1 : /^[1-9]\d?$/.test(stepText) ? Number(stepText) : null;
  if (step === null || more.length > 0) return null;
  const [from = '', to, ...rest] = range.split('-');
  const isStar = range === '*' || range === '?';
  const first = isStar ? field.min : readNumber(from, field);
  const lastOfOne = stepText === undefined ? first : field.max;
  const last = isStar ? field.max : to === undefined ? lastOfOne : readNumber(to, field);
  if (first === null || last === null || first > last || rest.length > 0) return null;
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);
}

function readField(text: string, field: Field, problems: Problem[]): Values {
  const parts = text.split(',').map((part) => readPart(part, field));
  if (parts.includes(null)) {
    const words = field.words === undefined ? '' : ` or ${String(field.words[0])}-${String(field.words.at(-1))}`;
    const message = `\`${text}\` is no ${field.name}; expected \`*\`, or ${field.min}-${field.max}${words} as numbers, lists, ranges and steps`;
    problems.push({ path: field.name, message });
  }
  const values = [...new Set(parts.flatMap((part) => part ?? []))].sort((one, other) => one - other);
  return { values, isAny: text === '*' || text === '?' };
}

const problem = (message: string): Problem => ({ path: 'cron', message });

/**
 * Reads the five fields of a cron expression; `null` and what is wrong with it, all fields at once, when it is none.
 *
 * A day counts when it is one of the days of the month **or** of the week, where both are said (POSIX crontab). Words such as
 * `MON`, `?` for `*` and `n/step` are read as the scheduler of Argo reads them.
 */
export function parseCron(text: string, problems: Problem[]): Cron | null {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5) {
    problems.push(problem(`\`${text}\` is no schedule; expected five cron fields, such as \`5 4 * * *\``));
    return null;
  }
  const found: Problem[] = [];
  const [minutes, hours, days, months, weekdays] = [minute, hour, dayOfMonth, month, weekday].map((field, index) =>
    readField(fields[index] ?? '', field, found),
  );
  problems.push(...found);
  if (!minutes || !hours || !days || !months || !weekdays || found.length > 0) return null;
  const onDays = new Set(days.values);
  const onWeekdays = new Set(weekdays.values.map((value) => value % 7));
  return {
    ...{ minutes: minutes.values, hours: hours.values, months: months.values },
    isDay: (day, dayOfWeek) => {
      if (days.isAny || weekdays.isAny) return onDays.has(day) && onWeekdays.has(dayOfWeek);
      return onDays.has(day) || onWeekdays.has(dayOfWeek);
    },
  };
}
